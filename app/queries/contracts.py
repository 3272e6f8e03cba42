"""SQL for contracts: their terms, and the worth and renewal an account has by them."""

from __future__ import annotations

from datetime import date

from app.database import Db
from app.queries.base import Page, after, many, one, page, run
from app.tables import Contract


async def contract(db: Db, contract_id: str) -> Contract | None:
    return await one(db, Contract, "SELECT * FROM contracts WHERE id = %(id)s", id=contract_id)


async def contract_of(db: Db, account_id: str, key: str) -> Contract | None:
    """An account's contract by its key, held until the transaction ends."""
    return await one(
        db,
        Contract,
        "SELECT * FROM contracts WHERE account_id = %(account)s AND key = %(key)s FOR UPDATE",
        account=account_id,
        key=key,
    )


async def contracts(
    db: Db,
    *,
    limit: int,
    cursor: str | None = None,
    account_id: str | None = None,
    renews_before: date | None = None,
) -> Page[Contract]:
    """Newest first, of one account or renewing before a day if given."""
    found = await many(
        db,
        Contract,
        "SELECT * FROM contracts WHERE id < %(after)s"
        " AND (%(account)s::text IS NULL OR account_id = %(account)s)"
        " AND (%(before)s::date IS NULL OR (outcome IS NULL AND renews_on < %(before)s))"
        " ORDER BY id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
        account=account_id,
        before=renews_before,
    )
    return page(found, limit)


async def of_account(db: Db, account_id: str) -> list[Contract]:
    """An account's contracts, the one that renews last first."""
    return await many(
        db,
        Contract,
        "SELECT * FROM contracts WHERE account_id = %(id)s ORDER BY renews_on DESC, id LIMIT 100",
        id=account_id,
    )


async def change(db: Db, row: Contract) -> None:
    """Writes a contract's terms and outcome as they stand."""
    await run(
        db,
        "UPDATE contracts SET arr_cents = %(arr_cents)s, currency = %(currency)s, starts_on = %(starts_on)s,"
        " renews_on = %(renews_on)s, auto_renews = %(auto_renews)s, outcome = %(outcome)s,"
        " ended_on = %(ended_on)s, reason = %(reason)s, source = %(source)s, changed_at = %(changed_at)s"
        " WHERE id = %(id)s",
        **row.model_dump(exclude={"workspace_id", "account_id", "key", "created_at"}),
    )


async def keep_in_step(db: Db, account_id: str) -> None:
    """An account with contracts is worth what those that run are worth, and renews when the first does.

    Once none runs it is worth nothing; without any contract, what it was said to be worth stands.
    """
    await run(
        db,
        "UPDATE accounts a SET arr_cents = coalesce(c.arr, 0), renewal_on = c.renewal FROM"
        " (SELECT count(*) AS n, sum(arr_cents) FILTER (WHERE outcome IS NULL)::bigint AS arr,"
        "  min(renews_on) FILTER (WHERE outcome IS NULL) AS renewal"
        "  FROM contracts WHERE account_id = %(id)s) c WHERE a.id = %(id)s AND c.n > 0",
        id=account_id,
    )


async def set_worth(db: Db, account_id: str, arr_cents: int | None, renewal_on: date | None) -> None:
    await run(
        db,
        "UPDATE accounts SET arr_cents = %(arr)s, renewal_on = %(renewal)s WHERE id = %(id)s",
        id=account_id,
        arr=arr_cents,
        renewal=renewal_on,
    )
