"""SQL for insights, statements, tags and the embeddings cache."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from psycopg.types.json import Jsonb

from analysis.types import Embeddings
from app.database import Db
from app.queries import search_index as search
from app.queries.base import Page, after, insert_many, many, one, page, rows, run, value
from app.tables import EmbeddingRow, InsightRow, StatementRow, Tag


@dataclass(frozen=True)
class QuoteLine:
    """A statement with where it was said and by whom, as lists show it."""

    id: str
    interview_id: str
    theme_id: str | None
    turn: int
    start_offset: int
    end_offset: int
    text: str
    sentiment: float | None
    confidence: float | None
    account: str | None
    contact: str | None
    role: str | None
    is_synthetic: bool
    said_at: datetime


async def insight(db: Db, interview_id: str) -> InsightRow | None:
    return await one(db, InsightRow, "SELECT * FROM insights WHERE interview_id = %(id)s", id=interview_id)


async def statements_of(db: Db, interview_id: str) -> list[StatementRow]:
    """In the order they were said."""
    return await many(
        db,
        StatementRow,
        "SELECT * FROM statements WHERE interview_id = %(id)s ORDER BY turn, start_offset",
        id=interview_id,
    )


async def statements_of_study(db: Db, study_id: str) -> list[StatementRow]:
    """Every statement of a study, oldest interview first: row i keeps meaning statement i."""
    return await many(
        db,
        StatementRow,
        "SELECT * FROM statements WHERE study_id = %(id)s ORDER BY interview_id, turn, start_offset",
        id=study_id,
    )


async def count_statements(db: Db, study_id: str) -> int:
    total: int = await value(db, "SELECT count(*) FROM statements WHERE study_id = %(id)s", id=study_id)
    return total


async def quotes(db: Db, theme_id: str, *, limit: int) -> list[QuoteLine]:
    """A theme's statements, most telling first: far from neutral, of a readable length, newest."""
    return await many(
        db,
        QuoteLine,
        "SELECT s.id, s.interview_id, s.theme_id, s.turn, s.start_offset, s.end_offset, s.text, s.sentiment,"
        " s.confidence, a.name AS account, c.name AS contact, c.role, i.is_synthetic, s.created_at AS said_at"
        " FROM statements s JOIN interviews i ON i.id = s.interview_id"
        " LEFT JOIN accounts a ON a.id = i.account_id LEFT JOIN contacts c ON c.id = i.contact_id"
        " JOIN themes t ON t.id = s.theme_id WHERE %(id)s IN (t.id, t.parent_id)"
        " ORDER BY (length(s.text) BETWEEN 40 AND 240) DESC, abs(coalesce(s.sentiment, 0)) DESC, s.id"
        " LIMIT %(limit)s",
        id=theme_id,
        limit=limit,
    )


async def tags_of(db: Db, interview_id: str) -> list[Tag]:
    """Strongest first within a kind."""
    return await many(
        db,
        Tag,
        "SELECT * FROM tags WHERE interview_id = %(id)s ORDER BY kind, confidence DESC, id",
        id=interview_id,
    )


async def tags(
    db: Db,
    *,
    limit: int,
    cursor: str | None = None,
    kind: str | None = None,
    account_id: str | None = None,
    study_id: str | None = None,
) -> Page[Tag]:
    found = await many(
        db,
        Tag,
        "SELECT * FROM tags WHERE id < %(after)s AND (%(kind)s::text IS NULL OR kind = %(kind)s)"
        " AND (%(account)s::text IS NULL OR account_id = %(account)s)"
        " AND (%(study)s::text IS NULL OR study_id = %(study)s)"
        " ORDER BY id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
        kind=kind,
        account=account_id,
        study=study_id,
    )
    return page(found, limit)


async def replace(
    db: Db, interview_id: str, all_statements: list[StatementRow], all_tags: list[Tag], row: InsightRow
) -> int:
    """Puts a new reading of an interview in place of the old one; its revision, 1 the first time."""
    await run(db, "DELETE FROM tags WHERE interview_id = %(id)s", id=interview_id)
    await run(db, "DELETE FROM statements WHERE interview_id = %(id)s", id=interview_id)
    await insert_many(db, all_statements)
    await search.index(db, all_statements)
    await insert_many(db, all_tags)
    revision: int = await value(
        db,
        "INSERT INTO insights"
        " (interview_id, workspace_id, study_id, revision, summary, sentiment, provenance)"
        " VALUES (%(id)s, %(workspace)s, %(study)s, 1, %(summary)s, %(sentiment)s, %(provenance)s)"
        " ON CONFLICT (interview_id) DO UPDATE SET revision = insights.revision + 1, updated_at = now(),"
        " summary = excluded.summary, sentiment = excluded.sentiment, provenance = excluded.provenance"
        " RETURNING revision",
        id=interview_id,
        workspace=row.workspace_id,
        study=row.study_id,
        summary=Jsonb(row.summary),
        sentiment=Jsonb(row.sentiment),
        provenance=Jsonb(row.provenance),
    )
    return revision


async def retell(db: Db, interview_id: str, themes: list[Tag], summary: list[dict[str, Any]]) -> int:
    """Puts other theme tags and another summary in place of an interview's; its revision."""
    await run(db, "DELETE FROM tags WHERE interview_id = %(id)s AND kind = 'theme'", id=interview_id)
    await insert_many(db, themes)
    revision: int = await value(
        db,
        "UPDATE insights SET revision = revision + 1, updated_at = now(), summary = %(summary)s"
        " WHERE interview_id = %(id)s RETURNING revision",
        id=interview_id,
        summary=Jsonb(summary),
    )
    return revision


async def set_theme(db: Db, statement_ids: list[str], theme_ids: list[str | None]) -> None:
    """Gives statements that have no theme one, pair by pair; never moves one that has a place."""
    await run(
        db,
        "UPDATE statements s SET theme_id = m.theme FROM"
        " unnest(%(ids)s::text[], %(themes)s::text[]) AS m(id, theme)"
        " WHERE s.id = m.id AND s.theme_id IS NULL AND s.placed_by = 'run'",
        ids=statement_ids,
        themes=theme_ids,
    )


# --- embeddings by content ---


async def cached_hashes(db: Db, encoder: str, hashes: list[str]) -> set[str]:
    """Which of these texts (by SHA-256) are computed already with this encoder."""
    found = await rows(
        db,
        "SELECT sha256 FROM embeddings WHERE encoder = %(encoder)s AND sha256 = ANY(%(hashes)s)",
        encoder=encoder,
        hashes=hashes,
    )
    return {row["sha256"] for row in found}


async def cached(db: Db, encoder: str, hashes: list[str]) -> dict[str, Embeddings]:
    """Rows already computed for these texts (by SHA-256) with this encoder."""
    found = await many(
        db,
        EmbeddingRow,
        "SELECT * FROM embeddings WHERE encoder = %(encoder)s AND sha256 = ANY(%(hashes)s)",
        encoder=encoder,
        hashes=hashes,
    )
    return {row.sha256: np.asarray(row.embedding.to_numpy(), dtype=np.float32) for row in found}


async def keep(db: Db, workspace_id: str, encoder: str, embeddings: dict[str, Any]) -> None:
    """Stores rows by the hash of their text; those already there stay."""
    async with db.cursor() as cursor:
        await cursor.executemany(
            "INSERT INTO embeddings (workspace_id, sha256, encoder, embedding)"
            " VALUES (%(workspace)s, %(hash)s, %(encoder)s, %(row)s) ON CONFLICT DO NOTHING",
            [
                {"workspace": workspace_id, "hash": name, "encoder": encoder, "row": row}
                for name, row in embeddings.items()
            ],
        )
