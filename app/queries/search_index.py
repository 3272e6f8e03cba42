"""SQL that keeps what statements are found by: their words, and the key of their embedding."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.replies import in_context
from app.database import Db
from app.queries.base import many, rows, run
from app.tables import StatementRow


async def index(db: Db, lines: Sequence[StatementRow]) -> None:
    """Makes statements that are there findable, by what is true of them now."""
    if not lines:
        return
    await run(
        db,
        "INSERT INTO statement_search (statement_id, workspace_id, sha256, words)"
        " SELECT s.id, s.workspace_id, encode(sha256(convert_to(m.meaning, 'UTF8')), 'hex'),"
        " to_tsvector(search_configuration(s.language), s.text)"
        " FROM unnest(%(ids)s::text[], %(meanings)s::text[]) AS m(id, meaning)"
        " JOIN statements s ON s.id = m.id ON CONFLICT (statement_id)"
        " DO UPDATE SET sha256 = excluded.sha256, words = excluded.words",
        ids=[line.id for line in lines],
        meanings=[in_context(line.text, line.context) for line in lines],
    )


async def without_embedding(db: Db, encoder: str, *, limit: int) -> list[StatementRow]:
    """Statements this encoder has not read yet, oldest first."""
    return await many(
        db,
        StatementRow,
        "SELECT s.* FROM statements s JOIN statement_search f ON f.statement_id = s.id"
        " WHERE NOT EXISTS (SELECT FROM embeddings e WHERE e.workspace_id = f.workspace_id"
        "  AND e.sha256 = f.sha256 AND e.encoder = %(encoder)s) ORDER BY s.id LIMIT %(limit)s",
        encoder=encoder,
        limit=limit,
    )


async def workspaces_to_embed(db: Db, encoder: str) -> list[str]:
    """Workspaces with statements this encoder has not read yet."""
    found = await rows(
        db,
        "SELECT DISTINCT f.workspace_id FROM statement_search f"
        " WHERE NOT EXISTS (SELECT FROM embeddings e WHERE e.workspace_id = f.workspace_id"
        "  AND e.sha256 = f.sha256 AND e.encoder = %(encoder)s) ORDER BY 1",
        encoder=encoder,
    )
    return [row["workspace_id"] for row in found]
