"""SQL for firings: what fired, what waits, and what people do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from psycopg.types.json import Jsonb

from app.database import Db
from app.queries.base import Page, after, many, one, page, rows, run, value
from app.tables import Firing, PlayRun

_PRESSING: Final = "array_position(ARRAY['urgent','high','normal','low'], f.priority)"


@dataclass(frozen=True)
class FiringLine:
    """A firing as a list shows it."""

    id: str
    trigger: str
    title: str
    status: str
    priority: str
    sentence: str
    account_id: str
    account: str
    segment: str | None
    arr_cents: int | None
    renewal_on: Any
    stage: str | None
    score: float | None
    band: str | None
    owner: str | None
    backup: str | None
    pod: str | None
    is_synthetic: bool
    fired_at: datetime
    due_at: datetime
    acted_at: datetime | None
    breached_at: datetime | None
    closed_at: datetime | None
    reason_code: str | None
    play: str | None
    run_id: str | None
    run_status: str | None


_LINES: Final = (
    "SELECT f.id, f.trigger, f.title, f.status, f.priority, f.reason ->> 'sentence' AS sentence,"
    " f.account_id, a.name AS account, a.segment, a.arr_cents, a.renewal_on, a.stage, h.score, h.band,"
    " f.owner, f.backup, f.pod, f.is_synthetic, f.fired_at, f.due_at, f.acted_at, f.breached_at,"
    " f.closed_at, f.reason_code, r.play, r.id AS run_id, r.status AS run_status"
    " FROM firings f JOIN accounts a ON a.id = f.account_id"
    " LEFT JOIN health h ON h.account_id = f.account_id AND h.definition = 'risk'"
    " LEFT JOIN LATERAL (SELECT id, play, status FROM play_runs WHERE firing_id = f.id"
    " ORDER BY id LIMIT 1) r ON true"
)
_ROWS: Final = "SELECT f.* FROM firings f WHERE f.id < %(after)s"
_FILTERED: Final = (
    " AND (%(status)s::text IS NULL OR f.status = %(status)s)"
    " AND (%(account)s::text IS NULL OR f.account_id = %(account)s)"
    " AND (%(trigger)s::text IS NULL OR f.trigger = %(trigger)s)"
    " AND (%(priority)s::text IS NULL OR f.priority = %(priority)s)"
    " AND (%(owner)s::text IS NULL OR lower(f.owner) = lower(%(owner)s))"
    " AND (%(overdue)s::boolean IS NULL"
    " OR (f.status = 'open' AND f.due_at <= %(now)s) = %(overdue)s)"
)


@dataclass(frozen=True)
class Filters:
    """What a list of firings is narrowed by; None is everything."""

    status: str | None = None
    account: str | None = None
    trigger: str | None = None
    priority: str | None = None
    owner: str | None = None
    overdue: bool | None = None

    def parameters(self, now: datetime) -> dict[str, object]:
        names = ("status", "account", "trigger", "priority", "owner", "overdue")
        return {name: getattr(self, name) for name in names} | {"now": now}


async def firing(db: Db, firing_id: str) -> Firing | None:
    return await one(db, Firing, "SELECT * FROM firings WHERE id = %(id)s", id=firing_id)


async def locked(db: Db, firing_id: str) -> Firing | None:
    """The firing, held until the transaction ends: of two who act on it, one is second."""
    return await one(db, Firing, "SELECT * FROM firings WHERE id = %(id)s FOR UPDATE", id=firing_id)


async def firings(
    db: Db, filters: Filters, now: datetime, *, limit: int, cursor: str | None = None
) -> Page[Firing]:
    """Newest first, by what is given."""
    found = await many(
        db,
        Firing,
        _ROWS + _FILTERED + " ORDER BY f.id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
        **filters.parameters(now),
    )
    return page(found, limit)


async def waiting(db: Db, filters: Filters, now: datetime, *, limit: int) -> list[FiringLine]:
    """What nobody has closed: overdue first, then what is due soonest; what is being acted on comes last."""
    return await many(
        db,
        FiringLine,
        _LINES + " WHERE f.status <> 'closed'" + _FILTERED + " ORDER BY (f.status = 'acting'),"
        " (f.due_at > %(now)s), CASE WHEN f.due_at <= %(now)s THEN " + _PRESSING + " END,"
        " f.due_at, f.id LIMIT %(limit)s",
        limit=limit,
        **filters.parameters(now),
    )


async def closed(
    db: Db, filters: Filters, now: datetime, *, limit: int, cursor: str | None = None
) -> Page[FiringLine]:
    """What was closed, the newest firing first."""
    found = await many(
        db,
        FiringLine,
        _LINES + " WHERE f.status = 'closed' AND f.id < %(after)s" + _FILTERED + " ORDER BY f.id DESC"
        " LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
        **filters.parameters(now),
    )
    return page(found, limit)


async def of_account(db: Db, account_id: str, *, limit: int) -> list[FiringLine]:
    """An account's firings, open ones first, then the newest."""
    return await many(
        db,
        FiringLine,
        _LINES + " WHERE f.account_id = %(id)s ORDER BY (f.status = 'closed'), f.id DESC LIMIT %(limit)s",
        id=account_id,
        limit=limit,
    )


async def count_open(db: Db, now: datetime) -> tuple[int, int]:
    """How many wait for somebody to act, and how many of those are overdue."""
    found = await one(
        db,
        _Counted,
        "SELECT count(*) AS waiting, count(*) FILTER (WHERE due_at <= %(now)s) AS overdue"
        " FROM firings WHERE status = 'open'",
        now=now,
    )
    return (found.waiting, found.overdue) if found else (0, 0)


@dataclass(frozen=True)
class _Counted:
    waiting: int
    overdue: int


async def add(db: Db, row: Firing) -> bool:
    """Writes a firing once; False where the same crossing has fired before."""
    as_json = ("reason", "top", "evidence", "checks", "sla", "outcome")
    values = row.model_dump()
    given = {
        name: Jsonb(found) if name in as_json and found is not None else found
        for name, found in values.items()
    }
    return (
        await run(
            db,
            "INSERT INTO firings (id, workspace_id, account_id, contact_id, trigger, version, cause, status,"
            " priority, title, reason, top, evidence, checks, owner, owner_rule, backup, pod, sla,"
            " is_synthetic, fired_at, due_at) VALUES (%(id)s, %(workspace_id)s, %(account_id)s,"
            " %(contact_id)s, %(trigger)s, %(version)s, %(cause)s, %(status)s, %(priority)s, %(title)s,"
            " %(reason)s, %(top)s, %(evidence)s, %(checks)s, %(owner)s, %(owner_rule)s, %(backup)s, %(pod)s,"
            " %(sla)s, %(is_synthetic)s, %(fired_at)s, %(due_at)s)"
            " ON CONFLICT (account_id, trigger, cause) DO NOTHING",
            **given,
        )
        > 0
    )


# --- what people do about one ---


async def act(db: Db, firing_id: str, owner: str | None, now: datetime) -> None:
    """Somebody acts: the first time counts."""
    await run(
        db,
        "UPDATE firings SET status = 'acting', acted_at = coalesce(acted_at, %(now)s),"
        " owner = coalesce(%(owner)s, owner) WHERE id = %(id)s AND status <> 'closed'",
        id=firing_id,
        owner=owner,
        now=now,
    )


async def close(
    db: Db,
    firing_id: str,
    *,
    code: str,
    note: str | None,
    by: str,
    outcome: dict[str, Any] | None,
    now: datetime,
) -> bool:
    """Closes it once; False when it was closed before. Closing is acting, where nobody had."""
    touched = await run(
        db,
        "UPDATE firings SET status = 'closed', reason_code = %(code)s, note = %(note)s, closed_by = %(by)s,"
        " outcome = %(outcome)s, closed_at = %(now)s, acted_at = coalesce(acted_at, %(now)s)"
        " WHERE id = %(id)s AND status <> 'closed'",
        id=firing_id,
        code=code,
        note=note,
        by=by,
        outcome=None if outcome is None else Jsonb(outcome),
        now=now,
    )
    return touched > 0


async def late(db: Db, now: datetime, limit: int) -> list[Firing]:
    """Firings nobody acted on in time, of which nobody has been told."""
    return await many(
        db,
        Firing,
        "SELECT * FROM firings WHERE status = 'open' AND breached_at IS NULL AND due_at <= %(now)s"
        " ORDER BY due_at, id LIMIT %(limit)s",
        now=now,
        limit=limit,
    )


async def set_breached(db: Db, firing_id: str, priority: str, now: datetime) -> None:
    await run(
        db,
        "UPDATE firings SET breached_at = %(now)s, priority = %(priority)s WHERE id = %(id)s",
        id=firing_id,
        priority=priority,
        now=now,
    )


async def play_of(db: Db, firing_id: str) -> str | None:
    """The play a firing began, None where it began none."""
    found: str | None = await value(
        db, "SELECT play FROM play_runs WHERE firing_id = %(id)s ORDER BY id LIMIT 1", id=firing_id
    )
    return found


async def plays_of(db: Db, firing_ids: Sequence[str]) -> dict[str, str]:
    """The play each of these firings began, by firing."""
    found = await rows(
        db,
        "SELECT DISTINCT ON (firing_id) firing_id, play FROM play_runs WHERE firing_id = ANY(%(ids)s)"
        " ORDER BY firing_id, id",
        ids=list(firing_ids),
    )
    return {row["firing_id"]: row["play"] for row in found}


async def run_of(db: Db, firing_id: str) -> PlayRun | None:
    """The play run a firing began."""
    return await one(
        db, PlayRun, "SELECT * FROM play_runs WHERE firing_id = %(id)s ORDER BY id LIMIT 1", id=firing_id
    )
