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
    """Takes the next turn number. Whoever speaks ends a silence, and the link works on from there."""
    taken: int = await value(
        db,
        "UPDATE interviews i SET last_seq = last_seq + 1, last_turn_at = %(at)s, nudged_at = NULL,"
        " expires_at = %(at)s + make_interval(days => s.resume_days)"
        " FROM studies s WHERE i.id = %(id)s AND s.id = i.study_id RETURNING last_seq",
        id=interview_id,
        at=at,
    )
    return taken


async def set_consent(db: Db, interview_id: str, consent: dict[str, Any], at: datetime) -> None:
    await run(
        db,
        "UPDATE interviews i SET consent = %(consent)s, started_at = coalesce(started_at, %(at)s),"
        " expires_at = %(at)s + make_interval(days => s.resume_days)"
        " FROM studies s WHERE i.id = %(id)s AND s.id = i.study_id",
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


async def came_back(db: Db, interview_id: str, at: datetime) -> None:
    """The respondent is here again: a pause is over, and a new silence begins to count from now."""
    await run(
        db,
        "UPDATE interviews SET seen_at = %(at)s, nudged_at = NULL,"
        " status = CASE status WHEN 'paused' THEN 'open' ELSE status END"
        " WHERE id = %(id)s AND status <> 'closed'",
        id=interview_id,
        at=at,
    )


async def nudge_once(db: Db, interview_id: str, silent_since: datetime, at: datetime) -> bool:
    """Takes the right to speak into a silence that began before `silent_since`; True once for each."""
    touched = await run(
        db,
        "UPDATE interviews i SET nudged_at = %(at)s WHERE id = %(id)s AND status = 'open'"
        " AND nudged_at IS NULL AND last_seq > 0 AND greatest(last_turn_at, seen_at) <= %(since)s"
        " AND NOT EXISTS (SELECT 1 FROM turns t WHERE t.interview_id = i.id"
        "  AND (t.speaker = 'respondent' OR t.action = 'give_back') AND t.answered_by IS NULL)",
        id=interview_id,
        since=silent_since,
        at=at,
    )
    return touched > 0


async def silent(db: Db, now: datetime) -> list[Interview]:
    """Open interviews whose respondent has been silent for twice as long as their guide waits to nudge."""
    return await many(
        db,
        Interview,
        "SELECT i.* FROM interviews i JOIN guide_versions v ON v.id = i.guide_version_id"
        " WHERE i.status = 'open' AND i.last_seq > 0 AND NOT i.is_synthetic"
        " AND i.last_turn_at < %(now)s::timestamptz - interval '2 minutes'"
        " AND greatest(i.last_turn_at, i.seen_at) + make_interval(mins =>"
        "  2 * coalesce((v.body #>> '{limits,idle_minutes}')::int, 30)) < %(now)s"
        " AND NOT EXISTS (SELECT 1 FROM turns t WHERE t.interview_id = i.id"
        "  AND (t.speaker = 'respondent' OR t.action = 'give_back') AND t.answered_by IS NULL) LIMIT 500",
        now=now,
    )


async def pause(db: Db, found: Interview) -> bool:
    """Pauses a silent interview unless something has happened since it was found."""
    touched = await run(
        db,
        "UPDATE interviews SET status = 'paused' WHERE id = %(id)s AND status = 'open'"
        " AND last_seq = %(seq)s AND seen_at IS NOT DISTINCT FROM %(seen)s::timestamptz",
        id=found.id,
        seq=found.last_seq,
        seen=found.seen_at,
    )
    return touched > 0


async def idle_minutes(db: Db, interview_id: str) -> int:
    """How long this interview's guide lets a respondent be silent before a kind word."""
    found: int | None = await value(
        db,
        "SELECT (v.body #>> '{limits,idle_minutes}')::int FROM interviews i"
        " JOIN guide_versions v ON v.id = i.guide_version_id WHERE i.id = %(id)s",
        id=interview_id,
    )
    return found or 30


async def lock_person(db: Db, study_id: str, person: str) -> None:
    """Two starts by one person take turns until the first one's transaction ends."""
    await db.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))", {"name": f"{study_id}/{person}"}
    )


async def of_person(
    db: Db, study_id: str, *, contact_id: str | None, subject: str | None, token: str | None
) -> Interview | None:
    """The newest interview of a person in a study: of a contact, else of who a signed identity names, else
    the one whose link a browser has kept."""
    return await one(
        db,
        Interview,
        "SELECT * FROM interviews WHERE study_id = %(study)s AND NOT is_synthetic"
        " AND CASE WHEN %(contact)s::text IS NOT NULL THEN contact_id = %(contact)s"
        " WHEN %(subject)s::text IS NOT NULL THEN subject = %(subject)s"
        " ELSE token = %(token)s::text END ORDER BY id DESC LIMIT 1",
        study=study_id,
        contact=contact_id,
        subject=subject,
        token=token,
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
