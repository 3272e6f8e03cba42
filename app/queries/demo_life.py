"""SQL the demo's past needs: what waits for somebody in one workspace."""

from __future__ import annotations

from datetime import datetime

from app.database import Db
from app.queries.base import many, rows
from app.tables import Firing, Interview, Task


async def runs_due(db: Db, now: datetime) -> list[str]:
    """Runs whose time has come."""
    found = await rows(
        db,
        "SELECT id FROM play_runs WHERE status IN ('running', 'waiting') AND due_at <= %(now)s ORDER BY id",
        now=now,
    )
    return [str(row["id"]) for row in found]


async def firings_waiting(db: Db) -> list[Firing]:
    """What fired and is not closed, oldest first."""
    return await many(db, Firing, "SELECT * FROM firings WHERE status <> 'closed' ORDER BY fired_at, id")


async def left_to_plays(db: Db, since: datetime) -> set[str]:
    """The firings since a time that a play works on."""
    found = await rows(
        db,
        "SELECT f.id FROM firings f JOIN play_runs r ON r.firing_id = f.id"
        " WHERE f.fired_at >= %(since)s AND r.status IN ('running', 'waiting')",
        since=since,
    )
    return {str(row["id"]) for row in found}


async def tasks_waiting(db: Db) -> list[Task]:
    """What plays have made for people and is not done."""
    return await many(
        db, Task, "SELECT * FROM tasks WHERE status <> 'done' AND kind = 'play' ORDER BY created_at, id"
    )


async def invited(db: Db, before: datetime) -> list[Interview]:
    """Interviews that plays invited to before a time and nobody has begun."""
    return await many(
        db,
        Interview,
        "SELECT i.* FROM interviews i JOIN touches t ON t.interview_id = i.id AND t.purpose = 'invitation'"
        " WHERE t.status = 'sent' AND i.status = 'open' AND i.last_seq = 0 AND i.created_at <= %(before)s"
        " ORDER BY i.id",
        before=before,
    )
