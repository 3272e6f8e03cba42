"""Statements are searched: by their words and by their meaning, one ranking out of both."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.database import Db
from app.encoding import Encoding
from app.errors import Invalid
from app.queries import search, search_halves
from app.queries.search import Filters, Found

LONGEST_QUERY: Final = 400
_SMOOTHING: Final = 60
_CURSOR = re.compile(r"at_([0-9]{1,4})")
_AS_PUT = re.compile(r'"|(?:^|\s)-\w|\sOR\s')


@dataclass(frozen=True)
class Hit:
    """A statement that was found. `marks` are the words searched for in its text, [start, end) in code
    points; none where its meaning alone is near."""

    line: Found
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Hits:
    """A page of what was found, best first. `total` counts all that was put forward, `next` continues.
    `is_by_meaning` is false where words alone were searched: as asked, or before the encoder is there."""

    items: list[Hit]
    total: int
    next: str | None
    is_by_meaning: bool


@dataclass(frozen=True)
class Ranking:
    """Ids of statements, best first, and the words to mark in them (a `tsquery`, empty for none)."""

    ids: list[str]
    query: str
    is_by_meaning: bool


async def search_statements(
    db: Db, encoding: Encoding, text: str, filters: Filters, *, limit: int, cursor: str | None = None
) -> Hits:
    """A page of what is found for `text`. Raises Invalid, also for a cursor that is not ours."""
    start = _offset(cursor)
    found = await rank(db, encoding, text, filters)
    items = await hits(db, found, found.ids[start : start + limit])
    more = start + limit < len(found.ids)
    return Hits(items, len(found.ids), _cursor(start + limit) if more else None, found.is_by_meaning)


async def rank(
    db: Db, encoding: Encoding, text: str, filters: Filters, *, near: float = search_halves.NEAR
) -> Ranking:
    """What is found for `text`; with quotation marks, a minus or OR in it, words alone decide.

    Raises Invalid for a text without a word, or one too long.
    """
    text = _checked(text)
    wanted = await search_halves.asked(db, text)
    if _AS_PUT.search(text):
        as_put = await search_halves.by_every_word(db, wanted, filters) if wanted.every else []
        return Ranking(as_put, wanted.every, is_by_meaning=False)
    halves = [await search_halves.by_words(db, wanted, filters)] if wanted.words else []
    encode = encoding.finds
    if encode is not None:
        (row,) = await encode([text])
        name = (await encoding.load()).name
        halves.append(await search_halves.by_meaning(db, name, row, filters, near=near))
    return Ranking(fuse(halves), wanted.any, is_by_meaning=encode is not None)


async def hits(db: Db, found: Ranking, statement_ids: Sequence[str]) -> list[Hit]:
    """These of what was found, in this order, their words marked."""
    lines = await search.lines(db, statement_ids)
    marks = await search_halves.matches(db, found.query, statement_ids) if found.query else {}
    return [Hit(line, tuple(marks.get(line.id, ()))) for line in lines]


def fuse(rankings: Sequence[Sequence[str]]) -> list[str]:
    """One ranking out of several, best first, by reciprocal rank (Cormack, Clarke, Buettcher 2009): what
    several put forward comes before what one does. Equals keep the order they came in."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for place, name in enumerate(ranking, 1):
            scores[name] = scores.get(name, 0.0) + 1 / (_SMOOTHING + place)
    return sorted(scores, key=lambda name: -scores[name])


def _checked(text: str) -> str:
    text = " ".join(text.split())
    if not any(sign.isalnum() for sign in text):
        raise Invalid("Say what to search for.", field="q")
    if len(text) > LONGEST_QUERY:
        raise Invalid(f"Search for {LONGEST_QUERY} characters at most.", field="q")
    return text


def _cursor(offset: int) -> str:
    return base64.urlsafe_b64encode(f"at_{offset}".encode()).decode().rstrip("=")


def _offset(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        name = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        name = ""
    found = _CURSOR.fullmatch(name)
    if found is None:
        raise Invalid("next must be a cursor from a previous page.", field="next")
    return int(found[1])
