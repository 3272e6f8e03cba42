"""SQL for lists about health: scores and their history by page, bands, what looks wrong, renewals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.database import Db
from app.queries.base import Page, after, many, page, rows
from app.tables import ScoreChange


@dataclass(frozen=True)
class ScoreLine:
    """One account's score by one definition, in a list."""

    id: str
    account_id: str
    account: str
    definition: str
    version: str
    score: float | None
    band: str | None
    coverage: float
    previous: float | None
    top: list[Any]
    moved_at: datetime | None
    computed_at: datetime


@dataclass(frozen=True)
class BandCount:
    """How many accounts of how much yearly worth a definition puts into a band; None for no score."""

    definition: str
    band: str | None
    accounts: int
    arr_cents: int


@dataclass(frozen=True)
class Suspect:
    """An account whose score looks wrong; `scores` are those of its recent history, oldest first."""

    account_id: str
    account: str
    definition: str
    score: float | None
    moved_at: datetime | None
    scores: list[float]


@dataclass(frozen=True)
class Renewal:
    """A contract's term that ended."""

    account_id: str
    account: str
    arr_cents: int
    outcome: str
    renews_on: date
    ended_on: date


async def scores(
    db: Db,
    *,
    limit: int,
    cursor: str | None = None,
    definition: str | None = None,
    band: str | None = None,
    account_id: str | None = None,
) -> Page[ScoreLine]:
    """Scores as they stand, those first made last first; of one definition, band, account if given."""
    found = await many(
        db,
        ScoreLine,
        "SELECT h.id, h.account_id, a.name AS account, h.definition, h.version, h.score, h.band, h.coverage,"
        " h.previous, h.top, h.moved_at, h.computed_at FROM health h JOIN accounts a ON a.id = h.account_id"
        " WHERE h.id < %(after)s AND (%(definition)s::text IS NULL OR h.definition = %(definition)s)"
        " AND (%(band)s::text IS NULL OR h.band = %(band)s)"
        " AND (%(account)s::text IS NULL OR h.account_id = %(account)s)"
        " ORDER BY h.id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        definition=definition,
        band=band,
        account=account_id,
        limit=limit,
    )
    return page(found, limit)


async def changes(
    db: Db, account_id: str, *, limit: int, cursor: str | None = None, definition: str | None = None
) -> Page[ScoreChange]:
    """An account's history, newest first, of one definition if given."""
    found = await many(
        db,
        ScoreChange,
        "SELECT * FROM score_changes WHERE account_id = %(account)s AND id < %(after)s"
        " AND (%(definition)s::text IS NULL OR definition = %(definition)s)"
        " ORDER BY id DESC LIMIT %(limit)s + 1",
        account=account_id,
        after=after(cursor),
        definition=definition,
        limit=limit,
    )
    return page(found, limit)


async def lowest(db: Db, definition: str, band: str | None, *, limit: int) -> list[ScoreLine]:
    """The accounts a definition says the least good of, the lowest score first; none that has left us."""
    return await many(
        db,
        ScoreLine,
        "SELECT h.id, h.account_id, a.name AS account, h.definition, h.version, h.score, h.band, h.coverage,"
        " h.previous, h.top, h.moved_at, h.computed_at FROM health h JOIN accounts a ON a.id = h.account_id"
        " WHERE h.definition = %(definition)s AND h.score IS NOT NULL AND a.churned_on IS NULL"
        " AND (%(band)s::text IS NULL OR h.band = %(band)s) ORDER BY h.score, h.id LIMIT %(limit)s",
        definition=definition,
        band=band,
        limit=limit,
    )


async def band_counts(db: Db) -> list[BandCount]:
    """By definition and band, how many accounts that are with us, and how much they are worth a year."""
    return await many(
        db,
        BandCount,
        "SELECT h.definition, h.band, count(*) AS accounts,"
        " coalesce(sum(a.arr_cents), 0)::bigint AS arr_cents FROM health h"
        " JOIN accounts a ON a.id = h.account_id WHERE a.churned_on IS NULL GROUP BY h.definition, h.band",
    )


async def unmoved(db: Db, since: datetime, *, limit: int) -> list[Suspect]:
    """Scores that have not moved since some time although something was heard since."""
    return await many(
        db,
        Suspect,
        "SELECT h.account_id, a.name AS account, h.definition, h.score, h.moved_at,"
        " ARRAY[]::float8[] AS scores FROM health h JOIN accounts a ON a.id = h.account_id"
        " WHERE h.score IS NOT NULL AND h.moved_at < %(since)s AND a.churned_on IS NULL AND EXISTS ("
        "SELECT 1 FROM facts f WHERE f.account_id = h.account_id AND f.received_at > %(since)s"
        " AND f.at > %(since)s) ORDER BY h.moved_at, h.id LIMIT %(limit)s",
        since=since,
        limit=limit,
    )


async def restless(db: Db, since: datetime, *, least: int) -> list[Suspect]:
    """Scores that moved at least so often since some time by what the accounts did; oldest move first."""
    return await many(
        db,
        Suspect,
        "SELECT c.account_id, a.name AS account, c.definition, h.score, h.moved_at,"
        " array_agg(c.score ORDER BY c.at, c.id) AS scores FROM score_changes c"
        " JOIN accounts a ON a.id = c.account_id"
        " LEFT JOIN health h ON h.account_id = c.account_id AND h.definition = c.definition"
        " WHERE c.at > %(since)s AND c.cause IN ('facts', 'age') AND c.score IS NOT NULL"
        " GROUP BY c.account_id, a.name, c.definition, h.score, h.moved_at HAVING count(*) >= %(least)s"
        " ORDER BY count(*) DESC, c.account_id LIMIT 500",
        since=since,
        least=least,
    )


async def renewals(db: Db, outcomes: list[str], *, limit: int) -> list[Renewal]:
    """Terms that ended one of these ways, the latest first."""
    return await many(
        db,
        Renewal,
        "SELECT c.account_id, a.name AS account, c.arr_cents, c.outcome, c.renews_on,"
        " least(coalesce(c.ended_on, c.renews_on), c.renews_on) AS ended_on FROM contracts c"
        " JOIN accounts a ON a.id = c.account_id WHERE c.outcome = ANY(%(outcomes)s)"
        " ORDER BY ended_on DESC, c.id LIMIT %(limit)s",
        outcomes=outcomes,
        limit=limit,
    )


async def weightiest(db: Db, *, limit: int) -> list[tuple[str, str]]:
    """(id, name) of the accounts worth most a year, those that left or were merged left out."""
    found = await rows(
        db,
        "SELECT id, name FROM accounts WHERE churned_on IS NULL AND merged_into_id IS NULL"
        " ORDER BY arr_cents DESC NULLS LAST, id LIMIT %(limit)s",
        limit=limit,
    )
    return [(row["id"], row["name"]) for row in found]
