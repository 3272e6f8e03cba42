"""SQL of a search's two halves, words and meaning, and of the words to mark in what they find.

Row-level security comes before any other condition, so an index on words or vectors would never be asked:
each half reads the rows of its workspace.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final, LiteralString

from analysis.types import Embeddings
from app.database import Db
from app.queries.base import rows, value
from app.queries.search import FROM, WHERE, Filters

CANDIDATES: Final = 200
"""How many statements each half puts forward."""
NEAR: Final = 0.25
"""Cosine similarity below which two texts are not about the same."""
_MOST_WORDS: Final = 16
_OPEN: Final = "\x02"
_CLOSE: Final = "\x03"

_SCOPE: Final[LiteralString] = " AND EXISTS (SELECT" + FROM + WHERE + " AND s.id = f.statement_id)"


@dataclass(frozen=True)
class Asked:
    """What is searched for, stemmed in each language people spoke: `every` wants all of it as it was put,
    `words` are its single words, `any` wants one of them. Both queries are PostgreSQL's `tsquery`."""

    every: str
    any: str
    words: tuple[str, ...]


async def asked(db: Db, text: str) -> Asked:
    """What `text` asks for; without words where no language of the workspace sets words apart by spaces.

    Small words of English and of a language spoken here ask for nothing.
    """
    found = await rows(
        db,
        "WITH spoken AS (SELECT DISTINCT search_configuration(language) AS spoken FROM"
        "  (SELECT DISTINCT language FROM statements) l WHERE search_configuration(language) IS NOT NULL)"
        " SELECT websearch_to_tsquery(spoken, %(text)s)::text AS every, ARRAY(SELECT word FROM"
        "  unnest(tsvector_to_array(to_tsvector(spoken, %(text)s))) word WHERE NOT EXISTS (SELECT FROM"
        "  (SELECT spoken FROM spoken UNION SELECT 'english'::regconfig) other"
        "  WHERE to_tsvector(other.spoken, word) = ''::tsvector)) AS words FROM spoken",
        text=text,
    )
    words = sorted({word for row in found for word in row["words"]})[:_MOST_WORDS]
    every = sorted({row["every"] for row in found if row["every"]})
    joined = await value(
        db,
        "SELECT string_agg(phraseto_tsquery('simple', word)::text, ' | ')"
        " FROM unnest(%(words)s::text[]) word",
        words=words,
    )
    return Asked(" | ".join(f"( {one} )" for one in every), joined or "", tuple(words))


async def by_every_word(db: Db, wanted: Asked, filters: Filters) -> list[str]:
    """Statements that have all that was asked for, as it was put; best first."""
    found = await rows(
        db,
        "SELECT f.statement_id FROM statement_search f WHERE f.words @@ %(query)s::tsquery"  # noqa: S608 - both parts are ours
        + _scope(filters)
        + " ORDER BY ts_rank_cd(f.words, %(query)s::tsquery) DESC, f.statement_id DESC LIMIT %(limit)s",
        query=wanted.every,
        limit=CANDIDATES,
        **asdict(filters),
    )
    return [row["statement_id"] for row in found]


async def by_words(db: Db, wanted: Asked, filters: Filters) -> list[str]:
    """Statements that have what matters of the words asked for, best first: each word counts the more the
    fewer statements have it, and half of what all count has to be there."""
    found = await rows(
        db,
        "WITH wanted AS (SELECT word, phraseto_tsquery('simple', word) AS query"  # noqa: S608 - both parts are ours
        "  FROM unnest(%(words)s::text[]) word),"
        " hits AS (SELECT f.statement_id, w.word FROM statement_search f JOIN wanted w ON f.words @@ w.query"
        " WHERE true" + _scope(filters) + "),"
        " weights AS (SELECT word, ln(1 + (SELECT count(*) FROM statement_search)::float8 / count(*))"
        "  AS weight FROM hits GROUP BY word)"
        " SELECT statement_id FROM hits JOIN weights USING (word) GROUP BY statement_id"
        " HAVING sum(weight) >= (SELECT sum(weight) FROM weights) / 2"
        " ORDER BY sum(weight) DESC, statement_id DESC LIMIT %(limit)s",
        words=list(wanted.words),
        limit=CANDIDATES,
        **asdict(filters),
    )
    return [row["statement_id"] for row in found]


async def by_meaning(
    db: Db, encoder: str, row: Embeddings, filters: Filters, *, near: float = NEAR
) -> list[str]:
    """Statements that mean something near, nearest first; `row` is a unit row of this encoder, shape (d,).

    Only rows of the same encoder are compared: those of two encoders have nothing in common.
    """
    found = await rows(
        db,
        "SELECT statement_id FROM (SELECT f.statement_id,"  # noqa: S608 - both parts are ours
        " CASE WHEN e.encoder = %(encoder)s THEN e.embedding <=> %(row)s END AS distance"
        " FROM statement_search f JOIN embeddings e ON e.workspace_id = f.workspace_id"
        " AND e.sha256 = f.sha256 AND e.encoder = %(encoder)s WHERE true" + _scope(filters) + ") compared"
        " WHERE distance <= %(farthest)s ORDER BY distance, statement_id DESC LIMIT %(limit)s",
        encoder=encoder,
        row=row,
        farthest=1 - near,
        limit=CANDIDATES,
        **asdict(filters),
    )
    return [near["statement_id"] for near in found]


async def matches(db: Db, query: str, statement_ids: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    """Where in each statement's text words of `query` (a `tsquery`) stand, [start, end) in code points."""
    found = await rows(
        db,
        "SELECT id, text, ts_headline(search_configuration(language), text, %(query)s::tsquery, %(how)s)"
        " AS marked FROM statements WHERE id = ANY(%(ids)s) AND search_configuration(language) IS NOT NULL",
        query=query,
        how=f"StartSel={_OPEN}, StopSel={_CLOSE}, HighlightAll=true",
        ids=list(statement_ids),
    )
    return {row["id"]: _spans(row["text"], row["marked"]) for row in found}


def _scope(filters: Filters) -> LiteralString:
    return "" if filters.is_open else _SCOPE


def _spans(text: str, marked: str) -> list[tuple[int, int]]:
    """The marked parts; none where PostgreSQL did not give back the text as it is."""
    if marked.replace(_OPEN, "").replace(_CLOSE, "") != text:
        return []
    spans, at = [], 0
    for piece in marked.split(_OPEN):
        word, closed, rest = piece.partition(_CLOSE)
        if closed:
            spans.append((at, at + len(word)))
        at += len(word) + len(rest)
    return spans
