"""SQL for the season: how the same facts changed last year, and how they change for others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.database import Db
from app.queries.base import many, value


@dataclass(frozen=True)
class Changed:
    """An account's change over two windows, in percent."""

    account_id: str
    change: float


async def peers_changes(
    db: Db,
    account_id: str,
    segment: str | None,
    names: Sequence[str],
    now: datetime,
    window_days: float,
    most: int,
) -> list[Changed]:
    """How the same facts changed for others of the segment, a bounded number of them; who had none in the
    window before is left out. `names` are LIKE patterns."""
    return await many(
        db,
        Changed,
        "SELECT p.id AS account_id, (100 * (s.after - s.before) / s.before)::float8 AS change FROM"
        " (SELECT id FROM accounts WHERE id <> %(id)s AND churned_on IS NULL AND merged_into_id IS NULL"
        " AND (%(segment)s::text IS NULL OR segment = %(segment)s) ORDER BY id LIMIT %(most)s) p"
        " CROSS JOIN LATERAL (SELECT"
        " coalesce(sum(value) FILTER (WHERE at > %(now)s - %(window)s * interval '1 day'), 0) AS after,"
        " coalesce(sum(value) FILTER (WHERE at <= %(now)s - %(window)s * interval '1 day'), 0) AS before"
        " FROM facts WHERE account_id = p.id AND name LIKE ANY(%(names)s) AND at <= %(now)s"
        " AND at > %(now)s - 2 * %(window)s * interval '1 day') s WHERE s.before > 0",
        id=account_id,
        segment=segment,
        names=list(names),
        now=now,
        window=window_days,
        most=most,
    )


async def change_at(
    db: Db, account_id: str, names: Sequence[str], end: datetime, window_days: float
) -> float | None:
    """An account's own change in percent over the two windows that end at `end`; None without the first."""
    found: float | None = await value(
        db,
        "SELECT (100 * (after - before) / nullif(before, 0))::float8 FROM (SELECT"
        " coalesce(sum(value) FILTER (WHERE at > %(end)s - %(window)s * interval '1 day'), 0) AS after,"
        " coalesce(sum(value) FILTER (WHERE at <= %(end)s - %(window)s * interval '1 day'), 0) AS before"
        " FROM facts WHERE account_id = %(id)s AND name LIKE ANY(%(names)s) AND at <= %(end)s"
        " AND at > %(end)s - 2 * %(window)s * interval '1 day') s",
        id=account_id,
        names=list(names),
        end=end,
        window=window_days,
    )
    return found
