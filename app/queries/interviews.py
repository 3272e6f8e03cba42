"""SQL for interviews: finding them, leasing them for a reply, closing them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from app.database import Db
from app.queries.base import Page, after, many, one, page, run, value
from app.tables import Interview


async def interview(db: Db, interview_id: str) -> Interview | None:
    return await one(db, Interview, "SELECT * FROM interviews WHERE id = %(id)s", id=interview_id)


async def by_token(db: Db, token: str) -> Interview | None:
    return await one(db, Interview, "SELECT * FROM interviews WHERE token = %(token)s", token=token)


async def locked(db: Db, interview_id: str) -> Interview | None:
    """The interview, held until the transaction ends: turns of one interview are numbered one at a time."""
    return await one(db, Interview, "SELECT * FROM interviews WHERE id = %(id)s FOR UPDATE", id=interview_id)


async def interviews(
    db: Db,
    *,
    limit: int,
    cursor: str | None = None,
    study_id: str | None = None,
    account_id: str | None = None,
    status: str | None = None,
) -> Page[Interview]:
    """Newest first, of a study, an account or a status if given."""
    found = await many(
        db,
        Interview,
        "SELECT * FROM interviews WHERE id < %(after)s"
        " AND (%(study)s::text IS NULL OR study_id = %(study)s)"
        " AND (%(account)s::text IS NULL OR account_id = %(account)s)"
        " AND (%(status)s::text IS NULL OR status = %(status)s)"
        " ORDER BY id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
        study=study_id,
        account=account_id,
        status=status,
    )
    return page(found, limit)


async def next_seq(db: Db, interview_id: str, at: datetime) -> int:
    """Takes the next turn number."""
    taken: int = await value(
        db,
        "UPDATE interviews SET last_seq = last_seq + 1, last_turn_at = %(at)s WHERE id = %(id)s"
        " RETURNING last_seq",
        id=interview_id,
        at=at,
    )
    return taken


async def set_consent(db: Db, interview_id: str, consent: dict[str, Any], at: datetime) -> None:
    await run(
        db,
        "UPDATE interviews SET consent = %(consent)s, started_at = coalesce(started_at, %(at)s)"
        " WHERE id = %(id)s",
        id=interview_id,
        consent=Jsonb(consent),
        at=at,
    )


async def set_rating(db: Db, interview_id: str, rating: dict[str, Any]) -> None:
    await run(
        db,
        "UPDATE interviews SET rating = %(rating)s WHERE id = %(id)s",
        id=interview_id,
        rating=Jsonb(rating),
    )


async def lease(db: Db, interview_id: str, process: str, seconds: float) -> Interview | None:
    """The interview with a new fence and the right to word its next reply; None while another process
    holds it, or when it is not open."""
    return await one(
        db,
        Interview,
        "UPDATE interviews SET leased_by = %(process)s, fence = fence + 1,"
        " leased_until = clock_timestamp() + make_interval(secs => %(seconds)s)"
        " WHERE id = %(id)s AND status = 'open'"
        " AND (leased_until IS NULL OR leased_until < clock_timestamp() OR leased_by = %(process)s)"
        " RETURNING *",
        id=interview_id,
        process=process,
        seconds=seconds,
    )


async def renew_lease(db: Db, interview_id: str, fence: int, seconds: float) -> bool:
    """Keeps the lease for a slow model; False when somebody else has taken over."""
    touched = await run(
        db,
        "UPDATE interviews SET leased_until = clock_timestamp() + make_interval(secs => %(seconds)s)"
        " WHERE id = %(id)s AND fence = %(fence)s",
        id=interview_id,
        fence=fence,
        seconds=seconds,
    )
    return touched > 0


async def end_lease(
    db: Db, interview_id: str, fence: int, *, progress: float | None = None, at: datetime | None = None
) -> int | None:
    """Gives the lease back. With `progress` it also takes the reply's seq; None when the fence is stale."""
    seq: int | None = await value(
        db,
        "UPDATE interviews SET leased_until = NULL, leased_by = NULL,"
        " last_seq = last_seq + (%(progress)s::float8 IS NOT NULL)::int,"
        " progress = coalesce(%(progress)s, progress), last_turn_at = coalesce(%(at)s, last_turn_at)"
        " WHERE id = %(id)s AND fence = %(fence)s RETURNING last_seq",
        id=interview_id,
        fence=fence,
        progress=progress,
        at=at,
    )
    return seq


async def set_status(db: Db, interview_id: str, status: str) -> None:
    """Pauses an interview, hands it to a person, or opens it again; a closed one stays closed."""
    await run(
        db,
        "UPDATE interviews SET status = %(status)s WHERE id = %(id)s AND status <> 'closed'",
        id=interview_id,
        status=status,
    )


async def close(db: Db, interview_id: str, reason: str, at: datetime) -> bool:
    """Closes an interview once; False when it was closed before."""
    touched = await run(
        db,
        "UPDATE interviews SET status = 'closed', closed_reason = %(reason)s, closed_at = %(at)s"
        " WHERE id = %(id)s AND status <> 'closed'",
        id=interview_id,
        reason=reason,
        at=at,
    )
    return touched > 0


async def overdue(db: Db, now: datetime) -> list[Interview]:
    """Interviews whose link has run out without an end. Simulated ones end by their simulation."""
    return await many(
        db,
        Interview,
        "SELECT * FROM interviews WHERE status <> 'closed' AND expires_at < %(now)s AND NOT is_synthetic"
        " LIMIT 500",
        now=now,
    )


async def unanswered(db: Db, before: datetime) -> list[Interview]:
    """Open interviews in which a person (or a fresh consent) has waited since `before`."""
    return await many(
        db,
        Interview,
        "SELECT i.* FROM interviews i"
        " WHERE i.status = 'open' AND i.consent IS NOT NULL AND NOT i.is_synthetic"
        " AND (i.leased_until IS NULL OR i.leased_until < clock_timestamp())"
        " AND ((i.last_seq = 0 AND i.started_at < %(before)s) OR EXISTS ("
        "  SELECT 1 FROM turns t WHERE t.interview_id = i.id"
        "  AND (t.speaker = 'respondent' OR t.action = 'give_back')"
        "  AND t.answered_by IS NULL AND t.at < %(before)s)) LIMIT 500",
        before=before,
    )


async def not_analysed(db: Db, before: datetime) -> list[Interview]:
    """Interviews that ended before `before` and were not read yet."""
    return await many(
        db,
        Interview,
        "SELECT * FROM interviews WHERE status = 'closed' AND analysed_at IS NULL"
        " AND closed_at < %(before)s AND NOT is_synthetic ORDER BY closed_at LIMIT 200",
        before=before,
    )


async def set_analysed(db: Db, interview_id: str, at: datetime) -> None:
    await run(db, "UPDATE interviews SET analysed_at = %(at)s WHERE id = %(id)s", id=interview_id, at=at)


async def closed_ids(db: Db, study_id: str) -> list[str]:
    """A study's ended interviews, oldest first."""
    found = await (
        await db.execute(
            "SELECT id FROM interviews WHERE study_id = %(id)s AND status = 'closed' ORDER BY id",
            {"id": study_id},
        )
    ).fetchall()
    return [row["id"] for row in found]
