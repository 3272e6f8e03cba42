"""SQL for tuning: how the firings of each trigger were answered, and which accounts left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.database import Db
from app.queries.base import many, value


@dataclass(frozen=True)
class Answer:
    """One firing, as tuning counts it. `churned_on` is when its account left, if it has."""

    trigger: str
    account_id: str
    fired_at: datetime
    due_at: datetime
    acted_at: datetime | None
    closed_at: datetime | None
    reason_code: str | None
    churned_on: date | None


async def answers(db: Db, since: datetime, trigger: str | None = None) -> list[Answer]:
    """Every firing since a time, of one trigger if given."""
    return await many(
        db,
        Answer,
        "SELECT f.trigger, f.account_id, f.fired_at, f.due_at, f.acted_at, f.closed_at, f.reason_code,"
        " a.churned_on FROM firings f JOIN accounts a ON a.id = f.account_id WHERE f.fired_at >= %(since)s"
        " AND (%(trigger)s::text IS NULL OR f.trigger = %(trigger)s) ORDER BY f.fired_at, f.id",
        since=since,
        trigger=trigger,
    )


@dataclass(frozen=True)
class Past:
    """An account a dry run may look at."""

    id: str
    name: str
    churned_on: date | None


async def past_accounts(db: Db, since: date, limit: int) -> list[Past]:
    """Accounts that were with us since a day: those that left first, then the newest."""
    return await many(
        db,
        Past,
        "SELECT id, name, churned_on FROM accounts WHERE merged_into_id IS NULL"
        " AND (churned_on IS NULL OR churned_on > %(since)s)"
        " ORDER BY (churned_on IS NULL), id DESC LIMIT %(limit)s",
        since=since,
        limit=limit,
    )


async def count_past(db: Db, since: date) -> int:
    """How many accounts were with us since a day."""
    found: int = await value(
        db,
        "SELECT count(*) FROM accounts WHERE merged_into_id IS NULL"
        " AND (churned_on IS NULL OR churned_on > %(since)s)",
        since=since,
    )
    return found
