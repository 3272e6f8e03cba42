"""SQL for the list of accounts: filtered, sorted, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, LiteralString

from psycopg import sql
from psycopg.rows import class_row

from app.database import Db
from app.queries.base import many, rows

HEALTH: Final = "risk"
"""The definition whose band the list shows."""

SORTS: Final[Mapping[str, tuple[str, LiteralString]]] = MappingProxyType(
    {
        "health": ("Health, worst first", "h.score ASC NULLS LAST"),
        "renewal": ("Renewal, soonest first", "a.renewal_on ASC NULLS LAST"),
        "arr": ("ARR, most first", "a.arr_cents DESC NULLS LAST"),
        "name": ("Name", "lower(a.name) ASC"),
        "newest": ("Newest", "a.id DESC"),
    }
)


@dataclass(frozen=True)
class AccountLine:
    """An account with how it stands and what its people said. `sentiment` is the mean of its interviews."""

    id: str
    name: str
    segment: str | None
    stage: str | None
    arr_cents: int | None
    renewal_on: date | None
    csm: str | None
    churned_on: date | None
    is_synthetic: bool
    score: float | None
    band: str | None
    moved: float | None
    firings: int
    interviews: int
    sentiment: float | None
    last_at: datetime | None


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed by; "" narrows nothing. `words` are looked for in names, domains and ids."""

    words: str = ""
    band: str = ""
    segment: str = ""
    stage: str = ""
    csm: str = ""
    sort: str = "health"


async def lines(db: Db, filters: Filters, *, limit: int, offset: int) -> list[AccountLine]:
    """One more than `limit` where there are more; those who left come last. Accounts that were merged are in
    none of them."""
    order = SORTS.get(filters.sort, SORTS["health"])[1]
    statement = sql.SQL(
        "SELECT a.id, a.name, a.segment, a.stage, a.arr_cents, a.renewal_on, a.csm, a.churned_on,"
        " a.is_synthetic, h.score, h.band, h.score - h.previous AS moved,"
        " (SELECT count(*) FROM firings f WHERE f.account_id = a.id AND f.status <> 'closed') AS firings, n.*"
        " FROM accounts a LEFT JOIN health h ON h.account_id = a.id AND h.definition = %(health)s"
        " CROSS JOIN LATERAL (SELECT count(i.id) AS interviews,"
        "  avg((x.sentiment ->> 'value')::float8) AS sentiment, max(i.last_turn_at) AS last_at"
        "  FROM interviews i LEFT JOIN insights x ON x.interview_id = i.id"
        "  WHERE i.account_id = a.id AND i.started_at IS NOT NULL) n"
        " WHERE a.merged_into_id IS NULL"
        " AND (%(words)s = '' OR strpos(lower(a.name), %(words)s) > 0"
        "  OR strpos(lower(a.domain), %(words)s) > 0 OR a.id = %(words)s"
        "  OR EXISTS (SELECT FROM identities i WHERE i.account_id = a.id AND i.folded = %(words)s))"
        " AND (%(band)s = '' OR coalesce(h.band, 'unknown') = %(band)s)"
        " AND (%(segment)s = '' OR a.segment = %(segment)s)"
        " AND (%(stage)s = '' OR a.stage = %(stage)s) AND (%(csm)s = '' OR a.csm = %(csm)s)"
        " ORDER BY (a.churned_on IS NOT NULL), {}, a.id DESC LIMIT %(limit)s + 1 OFFSET %(offset)s"
    ).format(sql.SQL(order))
    values = {
        "health": HEALTH,
        "words": filters.words.strip().lower(),
        "band": filters.band,
        "segment": filters.segment,
        "stage": filters.stage,
        "csm": filters.csm,
        "limit": limit,
        "offset": offset,
    }
    async with db.cursor(row_factory=class_row(AccountLine)) as cursor:
        await cursor.execute(statement, values)
        return await cursor.fetchall()


@dataclass(frozen=True)
class BandCount:
    """How many accounts stand in a band, and what they are worth together."""

    band: str
    accounts: int
    arr_cents: int


async def bands(db: Db) -> dict[str, BandCount]:
    """The customers of today by the band of their health, "unknown" for those without a score."""
    found = await many(
        db,
        BandCount,
        "SELECT coalesce(h.band, 'unknown') AS band, count(*) AS accounts,"
        " coalesce(sum(a.arr_cents), 0)::bigint AS arr_cents FROM accounts a"
        " LEFT JOIN health h ON h.account_id = a.id AND h.definition = %(health)s"
        " WHERE a.merged_into_id IS NULL AND a.churned_on IS NULL GROUP BY 1",
        health=HEALTH,
    )
    return {line.band: line for line in found}


@dataclass(frozen=True)
class Choices:
    """What the list can be narrowed to."""

    segments: list[str]
    stages: list[str]
    csms: list[str]


async def choices(db: Db) -> Choices:
    """The segments, stages and CSMs there are, up to a hundred of each."""
    found = await rows(
        db,
        "SELECT 'segment' AS what, segment AS word FROM accounts WHERE merged_into_id IS NULL UNION"
        " SELECT 'stage', stage FROM accounts WHERE merged_into_id IS NULL UNION"
        " SELECT 'csm', csm FROM accounts WHERE merged_into_id IS NULL ORDER BY what, word",
    )

    def of(what: str) -> list[str]:
        return [row["word"] for row in found if row["what"] == what and row["word"]][:100]

    return Choices(of("segment"), of("stage"), of("csm"))
