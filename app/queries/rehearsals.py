"""SQL for rehearsals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from app.database import Db
from app.queries.base import Page, after, many, one, page, run, value
from app.tables import Rehearsal


@dataclass(frozen=True)
class RehearsalLine:
    """A rehearsal as a list shows it, without its transcripts. `version` is the guide's version number."""

    id: str
    guide_id: str
    guide: str
    version: int
    status: str
    respondents: int
    done: int
    seed: int
    language: str
    voice: str
    result: dict[str, Any]
    error: str | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


async def rehearsal(db: Db, rehearsal_id: str) -> Rehearsal | None:
    return await one(db, Rehearsal, "SELECT * FROM rehearsals WHERE id = %(id)s", id=rehearsal_id)


async def line(db: Db, rehearsal_id: str) -> RehearsalLine | None:
    return await one(
        db,
        RehearsalLine,
        "SELECT r.id, g.id AS guide_id, g.name AS guide, v.number AS version, r.status, r.respondents,"
        " r.done, r.seed, r.language, r.voice, r.result, r.error, r.created_at, r.started_at, r.ended_at"
        " FROM rehearsals r JOIN guide_versions v ON v.id = r.guide_version_id"
        " JOIN guides g ON g.id = v.guide_id WHERE r.id = %(id)s",
        id=rehearsal_id,
    )


async def of_guide(db: Db, guide_id: str, *, limit: int, cursor: str | None = None) -> Page[RehearsalLine]:
    """Newest first."""
    found = await many(
        db,
        RehearsalLine,
        "SELECT r.id, g.id AS guide_id, g.name AS guide, v.number AS version, r.status, r.respondents,"
        " r.done, r.seed, r.language, r.voice, r.result, r.error, r.created_at, r.started_at, r.ended_at"
        " FROM rehearsals r JOIN guide_versions v ON v.id = r.guide_version_id"
        " JOIN guides g ON g.id = v.guide_id WHERE g.id = %(guide)s AND r.id < %(after)s"
        " ORDER BY r.id DESC LIMIT %(limit)s + 1",
        guide=guide_id,
        after=after(cursor),
        limit=limit,
    )
    return page(found, limit)


async def waiting_in(db: Db) -> int:
    """How many of this workspace have not ended."""
    return int(await value(db, "SELECT count(*) FROM rehearsals WHERE status IN ('queued', 'running')"))


async def next_due(db: Db) -> Rehearsal | None:
    """The oldest that has not ended, over all workspaces; one that runs was left behind by whoever ran it."""
    return await one(
        db,
        Rehearsal,
        "SELECT * FROM rehearsals WHERE status IN ('queued', 'running') ORDER BY id LIMIT 1",
    )


async def begin(db: Db, rehearsal_id: str, now: datetime) -> None:
    await run(
        db,
        "UPDATE rehearsals SET status = 'running', done = 0, started_at = %(now)s WHERE id = %(id)s",
        id=rehearsal_id,
        now=now,
    )


async def advance(db: Db, rehearsal_id: str, done: int) -> bool:
    """Writes how far it is; False when it is no longer wanted."""
    return bool(
        await run(
            db,
            "UPDATE rehearsals SET done = %(done)s WHERE id = %(id)s AND status = 'running'",
            id=rehearsal_id,
            done=done,
        )
    )


async def finish(
    db: Db, rehearsal_id: str, result: dict[str, Any], transcripts: list[dict[str, Any]], now: datetime
) -> None:
    await run(
        db,
        "UPDATE rehearsals SET status = 'done', done = respondents, result = %(result)s,"
        " transcripts = %(transcripts)s, ended_at = %(now)s WHERE id = %(id)s",
        id=rehearsal_id,
        result=Jsonb(result),
        transcripts=Jsonb(transcripts),
        now=now,
    )


async def fail(db: Db, rehearsal_id: str, error: str, now: datetime) -> None:
    await run(
        db,
        "UPDATE rehearsals SET status = 'failed', error = %(error)s, ended_at = %(now)s WHERE id = %(id)s",
        id=rehearsal_id,
        error=error,
        now=now,
    )
