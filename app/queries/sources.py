"""SQL for the systems that tell us things."""

from __future__ import annotations

from datetime import datetime

from app import ids
from app.database import Db
from app.queries.base import Page, after, many, one, page, run
from app.tables import Source


async def source(db: Db, source_id: str) -> Source | None:
    return await one(db, Source, "SELECT * FROM sources WHERE id = %(id)s", id=source_id)


async def source_named(db: Db, name: str) -> Source | None:
    return await one(db, Source, "SELECT * FROM sources WHERE name = %(name)s", name=name)


async def sources(db: Db, *, limit: int, cursor: str | None = None) -> Page[Source]:
    """Newest first."""
    found = await many(
        db,
        Source,
        "SELECT * FROM sources WHERE id < %(after)s ORDER BY id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
    )
    return page(found, limit)


async def all_sources(db: Db) -> list[Source]:
    """Every source by name."""
    return await many(db, Source, "SELECT * FROM sources ORDER BY name LIMIT 500")


async def heard(
    db: Db,
    workspace_id: str,
    name: str,
    *,
    taken: int,
    refused: int,
    problem: str | None,
    kind: str,
    now: datetime,
) -> None:
    """Counts what a source told; a source unknown until now is connected by having spoken."""
    await run(
        db,
        "INSERT INTO sources (id, workspace_id, name, kind, status, facts_count, rejected_count,"
        " last_fact_at, last_error) VALUES (%(id)s, %(workspace)s, %(name)s, %(kind)s, 'connected',"
        " %(taken)s, %(refused)s, CASE WHEN %(taken)s > 0 THEN %(now)s::timestamptz END, %(problem)s)"
        " ON CONFLICT (workspace_id, name) DO UPDATE SET"
        " status = CASE WHEN sources.status = 'planned' THEN 'connected' ELSE sources.status END,"
        " facts_count = sources.facts_count + excluded.facts_count,"
        " rejected_count = sources.rejected_count + excluded.rejected_count,"
        " last_fact_at = greatest(sources.last_fact_at, excluded.last_fact_at),"
        " last_error = CASE WHEN %(refused)s > 0 THEN excluded.last_error"
        "  WHEN %(taken)s > 0 THEN NULL ELSE sources.last_error END",
        id=ids.new("src"),
        workspace=workspace_id,
        name=name,
        kind=kind,
        taken=taken,
        refused=refused,
        problem=problem,
        now=now,
    )


async def change(
    db: Db, source_id: str, *, kind: str, status: str, owner: str | None, fresh_hours: int | None
) -> None:
    await run(
        db,
        "UPDATE sources SET kind = %(kind)s, status = %(status)s, owner = %(owner)s,"
        " fresh_hours = %(fresh)s WHERE id = %(id)s",
        id=source_id,
        kind=kind,
        status=status,
        owner=owner,
        fresh=fresh_hours,
    )


async def delete(db: Db, source_id: str) -> None:
    """Takes a source off the list; what it told stays."""
    await run(db, "DELETE FROM sources WHERE id = %(id)s", id=source_id)
