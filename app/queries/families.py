"""SQL for companies that belong together: who is above an account, who below, and what they are worth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.database import Db
from app.queries.base import many, one, rows
from app.tables import Account


@dataclass(frozen=True)
class Below:
    """The accounts under one, at any depth. `arr_cents` is what they and it are worth together."""

    accounts: int
    arr_cents: int | None
    renewal_on: date | None


async def ancestors(db: Db, account_id: str) -> list[str]:
    """The account's id, its parent's, and so on upwards."""
    found = await rows(
        db,
        "WITH RECURSIVE up AS (SELECT id, parent_id, 0 AS step FROM accounts WHERE id = %(id)s UNION"
        "  SELECT a.id, a.parent_id, u.step + 1 FROM accounts a JOIN up u ON a.id = u.parent_id"
        "  WHERE u.step < 100) SELECT id FROM up ORDER BY step",
        id=account_id,
    )
    return [str(row["id"]) for row in found]


async def children(db: Db, account_id: str) -> list[Account]:
    """The accounts right under one, the most worth first."""
    return await many(
        db,
        Account,
        "SELECT * FROM accounts WHERE parent_id = %(id)s AND merged_into_id IS NULL"
        " ORDER BY arr_cents DESC NULLS LAST, name LIMIT 100",
        id=account_id,
    )


async def below(db: Db, account_id: str) -> Below:
    """How many accounts are under one, what all of them are worth, and which day renews first."""
    found = await one(
        db,
        Below,
        "WITH RECURSIVE down AS (SELECT id FROM accounts WHERE id = %(id)s UNION"
        "  SELECT a.id FROM accounts a JOIN down d ON a.parent_id = d.id AND a.merged_into_id IS NULL)"
        " SELECT count(*)::int - 1 AS accounts, sum(a.arr_cents)::bigint AS arr_cents,"
        " min(a.renewal_on) AS renewal_on FROM accounts a JOIN down d ON d.id = a.id",
        id=account_id,
    )
    assert found is not None  # noqa: S101 - a count always is
    return found
