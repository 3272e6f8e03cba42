"""SQL for business reviews: an account's facts counted over a period, and the rows beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.database import Db
from app.queries.base import many, one, rows, value
from app.tables import Contract, Firing, Milestone, Prediction, ScoreChange, ScoreRow, SuccessPlan, Touch


@dataclass(frozen=True)
class TallyRow:
    """The facts of one name and label in one of two periods; `newest` is the id of the latest."""

    name: str
    label: str | None
    is_now: bool
    count: int
    total: float
    people: int
    newest: str
    newest_value: float


@dataclass(frozen=True)
class MonthRow:
    """Use in one calendar month."""

    month: date
    total: float
    newest: str


@dataclass(frozen=True)
class PeerRow:
    """A feature and how many of the account's peers use it."""

    label: str
    users: int
    peers: int
    newest: str


async def tallies(
    db: Db, account_id: str, before: datetime, start: datetime, end: datetime
) -> list[TallyRow]:
    """Facts by name and label, of the period from `start` and of the one from `before`. Said things are
    counted elsewhere."""
    return await many(
        db,
        TallyRow,
        "SELECT name, label, at >= %(start)s AS is_now, count(*) AS count, sum(value) AS total,"
        " count(DISTINCT contact_id) AS people, (array_agg(id ORDER BY at DESC, id DESC))[1] AS newest,"
        " (array_agg(value ORDER BY at DESC, id DESC))[1] AS newest_value FROM facts"
        " WHERE account_id = %(account)s AND at >= %(before)s AND at < %(end)s AND name NOT LIKE 'said.%%'"
        " GROUP BY 1, 2, 3 ORDER BY 1, 2 NULLS FIRST, 3",
        account=account_id,
        before=before,
        start=start,
        end=end,
    )


async def standing(db: Db, account_id: str, names: Sequence[str], end: datetime) -> list[TallyRow]:
    """The latest fact of each name before `end`, however old: what holds until something else is told."""
    return await many(
        db,
        TallyRow,
        "SELECT DISTINCT ON (name) name, label, true AS is_now, 1 AS count, value AS total, 0 AS people,"
        " id AS newest, value AS newest_value FROM facts"
        " WHERE account_id = %(account)s AND name = ANY(%(names)s) AND at < %(end)s"
        " ORDER BY name, at DESC, id DESC",
        account=account_id,
        names=list(names),
        end=end,
    )


async def active_people(db: Db, account_id: str, start: datetime, end: datetime) -> int:
    """How many people used the product."""
    found: int = await value(
        db,
        "SELECT count(DISTINCT contact_id) FROM facts WHERE account_id = %(account)s"
        " AND (name LIKE 'usage.%%' OR name = 'login') AND at >= %(start)s AND at < %(end)s",
        account=account_id,
        start=start,
        end=end,
    )
    return found


async def months(db: Db, account_id: str, start: datetime, end: datetime) -> list[MonthRow]:
    """Use by calendar month (UTC), oldest first."""
    return await many(
        db,
        MonthRow,
        "SELECT date_trunc('month', at AT TIME ZONE 'UTC')::date AS month, sum(value) AS total,"
        " (array_agg(id ORDER BY at DESC, id DESC))[1] AS newest FROM facts WHERE account_id = %(account)s"
        " AND name LIKE 'usage.%%' AND at >= %(start)s AND at < %(end)s GROUP BY 1 ORDER BY 1",
        account=account_id,
        start=start,
        end=end,
    )


async def peer_features(
    db: Db, account_id: str, segment: str | None, start: datetime, end: datetime, *, peers: int
) -> list[PeerRow]:
    """Features used by up to `peers` other accounts of the same segment that use the product at all."""
    return await many(
        db,
        PeerRow,
        "WITH peers AS (SELECT a.id FROM accounts a WHERE a.id <> %(account)s"
        "  AND a.segment IS NOT DISTINCT FROM %(segment)s::text AND a.merged_into_id IS NULL"
        "  AND a.churned_on IS NULL AND EXISTS (SELECT FROM facts f WHERE f.account_id = a.id"
        "   AND f.name LIKE 'usage.%%' AND f.at >= %(start)s AND f.at < %(end)s)"
        "  ORDER BY md5(a.id) LIMIT %(peers)s),"
        " used AS (SELECT f.label, f.account_id, max(f.at) AS at,"
        "  (array_agg(f.id ORDER BY f.at DESC))[1] AS id"
        "  FROM peers p JOIN facts f ON f.account_id = p.id WHERE f.name LIKE 'usage.%%'"
        "  AND f.label IS NOT NULL AND f.at >= %(start)s AND f.at < %(end)s GROUP BY 1, 2)"
        " SELECT label, count(*) AS users, (SELECT count(*) FROM peers) AS peers,"
        " (array_agg(id ORDER BY at DESC, id DESC))[1] AS newest FROM used GROUP BY label"
        " ORDER BY users DESC, label LIMIT 50",
        account=account_id,
        segment=segment,
        start=start,
        end=end,
        peers=peers,
    )


async def contract(db: Db, account_id: str) -> Contract | None:
    """The contract that runs: without an outcome, and up for renewal first."""
    return await one(
        db,
        Contract,
        "SELECT * FROM contracts WHERE account_id = %(id)s AND outcome IS NULL"
        " ORDER BY renews_on, id LIMIT 1",
        id=account_id,
    )


async def open_plans(db: Db, account_id: str) -> list[SuccessPlan]:
    return await many(
        db,
        SuccessPlan,
        "SELECT * FROM success_plans WHERE account_id = %(id)s AND status = 'open'"
        " ORDER BY due_on NULLS LAST, id",
        id=account_id,
    )


async def open_milestones(db: Db, account_id: str) -> list[Milestone]:
    return await many(
        db,
        Milestone,
        "SELECT * FROM milestones WHERE account_id = %(id)s AND reached_at IS NULL ORDER BY due_on, id",
        id=account_id,
    )


async def scores(db: Db, account_id: str) -> list[ScoreRow]:
    return await many(
        db, ScoreRow, "SELECT * FROM health WHERE account_id = %(id)s ORDER BY definition", id=account_id
    )


async def moves(db: Db, account_id: str, start: datetime, end: datetime) -> list[ScoreChange]:
    """Moves that are about the account (its facts, or their age), newest first."""
    return await many(
        db,
        ScoreChange,
        "SELECT * FROM score_changes WHERE account_id = %(id)s AND cause IN ('facts', 'age')"
        " AND previous IS NOT NULL AND at >= %(start)s AND at < %(end)s ORDER BY at DESC, id DESC LIMIT 20",
        id=account_id,
        start=start,
        end=end,
    )


async def firings(db: Db, account_id: str, start: datetime, end: datetime) -> list[Firing]:
    """What fired in the time or is still open, newest first."""
    return await many(
        db,
        Firing,
        "SELECT * FROM firings WHERE account_id = %(id)s AND fired_at < %(end)s"
        " AND (fired_at >= %(start)s OR status <> 'closed') ORDER BY fired_at DESC, id DESC LIMIT 20",
        id=account_id,
        start=start,
        end=end,
    )


async def touches(db: Db, account_id: str, start: datetime, end: datetime) -> list[Touch]:
    """What reached their people in the time, newest first."""
    return await many(
        db,
        Touch,
        "SELECT * FROM touches WHERE account_id = %(id)s AND status = 'sent' AND counted_at >= %(start)s"
        " AND counted_at < %(end)s ORDER BY counted_at DESC, id DESC LIMIT 200",
        id=account_id,
        start=start,
        end=end,
    )


async def answered(db: Db, account_id: str) -> set[str]:
    """The interviews that somebody of an account began."""
    found = await rows(
        db, "SELECT id FROM interviews WHERE account_id = %(id)s AND started_at IS NOT NULL", id=account_id
    )
    return {row["id"] for row in found}


async def predictions(db: Db, account_id: str) -> list[Prediction]:
    return await many(
        db,
        Prediction,
        "SELECT * FROM predictions WHERE account_id = %(id)s ORDER BY kind, days",
        id=account_id,
    )
