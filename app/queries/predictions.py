"""SQL for predictions: what is learned from, the models, what is likely, and who closed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg.types.json import Jsonb

from app.database import Db
from app.queries.base import Page, after, insert, many, one, page, run
from app.tables import Prediction, PredictionModel


@dataclass(frozen=True)
class PastLine:
    """An account as learning reads it: when it came, when it left."""

    id: str
    began: date
    left_on: date | None


@dataclass(frozen=True)
class TermLine:
    account_id: str
    starts_on: date
    renews_on: date
    arr_cents: int
    outcome: str | None
    ended_on: date | None


@dataclass(frozen=True)
class SeriesLine:
    """A series of one account by day (since 1 January 1970, ascending): the day's sum, how many facts that
    is, how many people."""

    account_id: str
    name: str
    days: list[int]
    totals: list[float]
    counts: list[int]
    people: list[int | None]


@dataclass(frozen=True)
class PredictionLine:
    """A prediction with its account's name, as lists show it."""

    id: str
    account_id: str
    account: str
    arr_cents: int | None
    renewal_on: date | None
    kind: str
    days: int
    probability: float
    ahead: dict[str, Any]
    renewal_confidence: float | None
    method: str
    reasons: list[Any]
    at: datetime
    flagged_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    reason_code: str | None
    note: str | None


async def accounts_with_past(db: Db, now: datetime, limit: int) -> list[PastLine]:
    """Accounts and former ones, picked evenly where there are more than `limit`."""
    return await many(
        db,
        PastLine,
        "SELECT a.id, least(coalesce(a.started_on, a.created_at::date), c.first_on) AS began,"
        " least(a.churned_on, c.left_on) AS left_on FROM accounts a LEFT JOIN ("
        "  SELECT account_id, min(starts_on) AS first_on,"
        "  max(coalesce(ended_on, renews_on)) FILTER (WHERE outcome = 'churned') AS left_on"
        "  FROM contracts GROUP BY account_id) c ON c.account_id = a.id"
        " WHERE a.merged_into_id IS NULL AND coalesce(a.started_on, a.created_at::date) <= %(now)s"
        " ORDER BY md5(a.id) LIMIT %(limit)s",
        now=now,
        limit=limit,
    )


async def living_accounts(db: Db, now: datetime) -> list[PastLine]:
    """Every account that is a customer today."""
    return await many(
        db,
        PastLine,
        "SELECT a.id, least(coalesce(a.started_on, a.created_at::date), c.first_on) AS began,"
        " NULL::date AS left_on FROM accounts a LEFT JOIN ("
        "  SELECT account_id, min(starts_on) AS first_on FROM contracts GROUP BY account_id"
        " ) c ON c.account_id = a.id WHERE a.merged_into_id IS NULL"
        " AND (a.churned_on IS NULL OR a.churned_on > %(now)s) ORDER BY a.id",
        now=now,
    )


async def terms(db: Db, accounts: Sequence[str]) -> list[TermLine]:
    """The contracts of these accounts, oldest first."""
    return await many(
        db,
        TermLine,
        "SELECT account_id, starts_on, renews_on, arr_cents, outcome, ended_on FROM contracts"
        " WHERE account_id = ANY(%(accounts)s) ORDER BY account_id, starts_on, id",
        accounts=list(accounts),
    )


async def series(
    db: Db, accounts: Sequence[str], names: Sequence[str], since: datetime, now: datetime
) -> list[SeriesLine]:
    """The facts of these accounts by day. Urgent tickets and announced intents count under names of their
    own besides; features count however long ago they came into use."""
    return await many(
        db,
        SeriesLine,
        "WITH told AS (SELECT account_id, name, label, value, contact_id,"
        "  (at AT TIME ZONE 'UTC')::date - DATE '1970-01-01' AS day FROM facts"
        "  WHERE account_id = ANY(%(accounts)s) AND name = ANY(%(names)s) AND at <= %(now)s"
        "  AND (at >= %(since)s OR name = 'feature.activated')),"
        " named AS ("
        "  SELECT account_id, name, day, value, contact_id FROM told"
        "  UNION ALL SELECT account_id, 'support.urgent', day, value, contact_id FROM told"
        "   WHERE name = 'support.opened' AND label = 'p1'"
        "  UNION ALL SELECT account_id,"
        "   CASE WHEN label = 'expansion' THEN 'said.growing' ELSE 'said.leaving' END,"
        "   day, value, contact_id FROM told"
        "   WHERE name = 'said.intent' AND label IN ('expansion', 'churn', 'renewal_risk')),"
        " daily AS (SELECT account_id, name, day, sum(value) AS total, count(*) AS count,"
        "  nullif(count(DISTINCT contact_id), 0) AS people FROM named GROUP BY account_id, name, day)"
        " SELECT account_id, name, array_agg(day ORDER BY day) AS days,"
        " array_agg(total ORDER BY day) AS totals, array_agg(count ORDER BY day) AS counts,"
        " array_agg(people ORDER BY day) AS people FROM daily GROUP BY account_id, name",
        accounts=list(accounts),
        names=list(names),
        since=since,
        now=now,
    )


async def first_fact_at(db: Db) -> datetime | None:
    """When the oldest fact of any kind was so."""
    found = await (await db.execute("SELECT min(at) AS at FROM facts")).fetchone()
    return found["at"] if found else None


# --- models ---


async def keep_model(db: Db, row: PredictionModel) -> None:
    """Puts the model in place of the one before."""
    await run(
        db,
        "DELETE FROM prediction_models WHERE workspace_id = %(workspace)s AND kind = %(kind)s",
        workspace=row.workspace_id,
        kind=row.kind,
    )
    await insert(db, row)


async def models(db: Db) -> list[PredictionModel]:
    """The workspace's models, one a kind; without weights where there was too little to learn from."""
    return await many(db, PredictionModel, "SELECT * FROM prediction_models ORDER BY kind")


# --- predictions ---


_LINES = (
    "SELECT p.id, p.account_id, a.name AS account, a.arr_cents, a.renewal_on, p.kind, p.days,"
    " p.probability, p.ahead, p.renewal_confidence, p.method, p.reasons, p.at, p.flagged_at, p.closed_at,"
    " p.closed_by, p.reason_code, p.note FROM predictions p JOIN accounts a ON a.id = p.account_id"
)


async def keep_predictions(db: Db, rows: Sequence[Prediction]) -> None:
    """Writes what is likely now. A flag keeps the day it went up and how it was closed for as long as the
    probability stays above the line."""
    async with db.cursor() as cursor:
        await cursor.executemany(_KEEP, [_told(row) for row in rows])


_KEEP = (
    "INSERT INTO predictions (id, workspace_id, account_id, kind, days, probability, ahead,"
    " renewal_confidence, method, reasons, at, flagged_at) VALUES (%(id)s, %(workspace_id)s, %(account_id)s,"
    " %(kind)s, %(days)s, %(probability)s, %(ahead)s, %(renewal_confidence)s, %(method)s, %(reasons)s,"
    " %(at)s, %(flagged_at)s) ON CONFLICT (account_id, kind) DO UPDATE SET days = EXCLUDED.days,"
    " probability = EXCLUDED.probability, ahead = EXCLUDED.ahead,"
    " renewal_confidence = EXCLUDED.renewal_confidence, method = EXCLUDED.method,"
    " reasons = EXCLUDED.reasons, at = EXCLUDED.at,"
    " flagged_at = CASE WHEN EXCLUDED.flagged_at IS NULL THEN NULL"
    "  ELSE coalesce(predictions.flagged_at, EXCLUDED.flagged_at) END,"
    " closed_at = CASE WHEN EXCLUDED.flagged_at IS NULL THEN NULL ELSE predictions.closed_at END,"
    " closed_by = CASE WHEN EXCLUDED.flagged_at IS NULL THEN NULL ELSE predictions.closed_by END,"
    " reason_code = CASE WHEN EXCLUDED.flagged_at IS NULL THEN NULL ELSE predictions.reason_code END,"
    " note = CASE WHEN EXCLUDED.flagged_at IS NULL THEN NULL ELSE predictions.note END"
)


def _told(row: Prediction) -> dict[str, Any]:
    return {**row.model_dump(), "ahead": Jsonb(row.ahead), "reasons": Jsonb(row.reasons)}


async def forget_former(db: Db, now: datetime) -> None:
    """Takes away what was predicted of accounts that are customers no more."""
    await run(
        db,
        "DELETE FROM predictions p USING accounts a WHERE a.id = p.account_id"
        " AND (a.churned_on <= %(now)s OR a.merged_into_id IS NOT NULL)",
        now=now,
    )


async def reasons_before(db: Db) -> dict[tuple[str, str], list[Any]]:
    """The reasons as they stand, by account and kind."""
    found = await (await db.execute("SELECT account_id, kind, reasons FROM predictions")).fetchall()
    return {(row["account_id"], row["kind"]): row["reasons"] for row in found}


async def prediction(db: Db, prediction_id: str) -> PredictionLine | None:
    return await one(db, PredictionLine, _LINES + " WHERE p.id = %(id)s", id=prediction_id)


async def locked(db: Db, prediction_id: str) -> Prediction | None:
    """The prediction, held until the transaction ends."""
    return await one(
        db, Prediction, "SELECT * FROM predictions WHERE id = %(id)s FOR UPDATE", id=prediction_id
    )


async def of_account(db: Db, account_id: str) -> list[PredictionLine]:
    """What is likely of one account, churn first."""
    return await many(
        db, PredictionLine, _LINES + " WHERE p.account_id = %(account)s ORDER BY p.kind", account=account_id
    )


async def predictions(
    db: Db,
    *,
    limit: int,
    cursor: str | None = None,
    account_id: str | None = None,
    kind: str | None = None,
    is_waiting: bool | None = None,
) -> Page[PredictionLine]:
    """By what is given, in the order of ids; `is_waiting` are those flagged and not closed."""
    found = await many(
        db,
        PredictionLine,
        _LINES + " WHERE p.id < %(after)s"
        " AND (%(account)s::text IS NULL OR p.account_id = %(account)s)"
        " AND (%(kind)s::text IS NULL OR p.kind = %(kind)s)"
        " AND (%(waiting)s::boolean IS NULL"
        "  OR (p.flagged_at IS NOT NULL AND p.closed_at IS NULL) = %(waiting)s)"
        " ORDER BY p.id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
        account=account_id,
        kind=kind,
        waiting=is_waiting,
    )
    return page(found, limit)


async def most_likely(db: Db, kind: str, limit: int) -> list[PredictionLine]:
    """Those flagged and waiting for a person, the likeliest first."""
    return await many(
        db,
        PredictionLine,
        _LINES + " WHERE p.kind = %(kind)s AND p.flagged_at IS NOT NULL AND p.closed_at IS NULL"
        " ORDER BY p.probability DESC, p.id LIMIT %(limit)s",
        kind=kind,
        limit=limit,
    )


async def close(db: Db, prediction_id: str, *, code: str, note: str | None, by: str, now: datetime) -> None:
    await run(
        db,
        "UPDATE predictions SET closed_at = %(now)s, closed_by = %(by)s, reason_code = %(code)s,"
        " note = %(note)s WHERE id = %(id)s",
        id=prediction_id,
        code=code,
        note=note,
        by=by,
        now=now,
    )
