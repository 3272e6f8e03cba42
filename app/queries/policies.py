"""SQL for policies: every version of what a workspace has of its own, and which of them holds."""

from __future__ import annotations

from datetime import datetime

from app.database import Db
from app.queries.base import many, one, run, value
from app.tables import Policy


async def holding(db: Db) -> list[Policy]:
    """What holds now: live versions, and those that say `off`."""
    return await many(
        db, Policy, "SELECT * FROM policies WHERE status IN ('live', 'off') ORDER BY kind, name"
    )


async def policy(db: Db, policy_id: str) -> Policy | None:
    return await one(db, Policy, "SELECT * FROM policies WHERE id = %(id)s", id=policy_id)


async def versions(db: Db, kind: str, name: str) -> list[Policy]:
    """Every version of one name, newest first."""
    return await many(
        db,
        Policy,
        "SELECT * FROM policies WHERE kind = %(kind)s AND name = %(name)s ORDER BY number DESC",
        kind=kind,
        name=name,
    )


async def standing(db: Db, kind: str, name: str) -> Policy | None:
    """The version that holds, live or off."""
    return await one(
        db,
        Policy,
        "SELECT * FROM policies WHERE kind = %(kind)s AND name = %(name)s AND status IN ('live', 'off')",
        kind=kind,
        name=name,
    )


async def draft(db: Db, kind: str, name: str) -> Policy | None:
    """The newest draft."""
    return await one(
        db,
        Policy,
        "SELECT * FROM policies WHERE kind = %(kind)s AND name = %(name)s AND status = 'draft'"
        " ORDER BY number DESC LIMIT 1",
        kind=kind,
        name=name,
    )


async def next_number(db: Db, workspace_id: str, kind: str, name: str) -> int:
    """The number of the next version; two who write at once take turns until the transaction ends."""
    await db.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%(lock)s, 0))",
        {"lock": f"policy/{workspace_id}/{kind}/{name}"},
    )
    newest: int | None = await value(
        db, "SELECT max(number) FROM policies WHERE kind = %(kind)s AND name = %(name)s", kind=kind, name=name
    )
    return (newest or 0) + 1


async def set_status(db: Db, policy_id: str, status: str, now: datetime) -> None:
    """Makes a version live, off, retired or a draft again."""
    await run(
        db,
        "UPDATE policies SET status = %(status)s::text,"
        " live_at = CASE WHEN %(status)s::text = 'live' THEN %(now)s ELSE live_at END,"
        " retired_at = CASE WHEN %(status)s::text = 'retired' THEN %(now)s ELSE NULL END WHERE id = %(id)s",
        id=policy_id,
        status=status,
        now=now,
    )


async def set_text(db: Db, policy_id: str, source: str, note: str | None) -> None:
    """Rewrites a draft; what was ever live is never rewritten."""
    await run(
        db,
        "UPDATE policies SET source = %(source)s, note = %(note)s WHERE id = %(id)s AND status = 'draft'",
        id=policy_id,
        source=source,
        note=note,
    )


async def drafts(db: Db, kind: str) -> list[Policy]:
    """The newest draft of each name of a kind that has one."""
    return await many(
        db,
        Policy,
        "SELECT DISTINCT ON (name) * FROM policies WHERE kind = %(kind)s AND status = 'draft'"
        " ORDER BY name, number DESC",
        kind=kind,
    )


async def every(db: Db, *, kind: str | None = None, name: str | None = None) -> list[Policy]:
    """Every version the workspace has of its own, by kind and name, newest first."""
    return await many(
        db,
        Policy,
        "SELECT * FROM policies WHERE (%(kind)s::text IS NULL OR kind = %(kind)s)"
        " AND (%(name)s::text IS NULL OR name = %(name)s) ORDER BY kind, name, number DESC",
        kind=kind,
        name=name,
    )
