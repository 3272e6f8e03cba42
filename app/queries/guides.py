"""SQL for guides and their versions."""

from __future__ import annotations

from app.database import Db
from app.queries.base import Page, after, many, one, page
from app.tables import GuideRow, GuideVersion


async def guide(db: Db, guide_id: str) -> GuideRow | None:
    return await one(db, GuideRow, "SELECT * FROM guides WHERE id = %(id)s", id=guide_id)


async def guide_by_name(db: Db, name: str) -> GuideRow | None:
    return await one(db, GuideRow, "SELECT * FROM guides WHERE name = %(name)s FOR UPDATE", name=name)


async def guides(db: Db, *, limit: int, cursor: str | None = None) -> Page[GuideRow]:
    """Newest first."""
    found = await many(
        db,
        GuideRow,
        "SELECT * FROM guides WHERE id < %(after)s ORDER BY id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
    )
    return page(found, limit)


async def version(db: Db, version_id: str) -> GuideVersion | None:
    return await one(db, GuideVersion, "SELECT * FROM guide_versions WHERE id = %(id)s", id=version_id)


async def versions(db: Db, guide_id: str) -> list[GuideVersion]:
    """Newest first."""
    return await many(
        db,
        GuideVersion,
        "SELECT * FROM guide_versions WHERE guide_id = %(id)s ORDER BY number DESC",
        id=guide_id,
    )


async def newest_version(db: Db, guide_id: str) -> GuideVersion | None:
    return await one(
        db,
        GuideVersion,
        "SELECT * FROM guide_versions WHERE guide_id = %(id)s ORDER BY number DESC LIMIT 1",
        id=guide_id,
    )
