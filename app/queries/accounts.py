"""SQL for accounts and contacts."""

from __future__ import annotations

from app.database import Db
from app.queries.base import Page, after, many, one, page, run
from app.queries.identities import accounts_named
from app.tables import Account, Contact


async def account(db: Db, account_id: str) -> Account | None:
    return await one(db, Account, "SELECT * FROM accounts WHERE id = %(id)s", id=account_id)


async def accounts(db: Db, *, limit: int, cursor: str | None = None) -> Page[Account]:
    """Newest first; what was merged into another is that other."""
    found = await many(
        db,
        Account,
        "SELECT * FROM accounts WHERE id < %(after)s AND merged_into_id IS NULL"
        " ORDER BY id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
    )
    return page(found, limit)


async def account_by_any_id(db: Db, workspace_id: str, name: str) -> Account | None:
    """An account by our id or by `system:id` as it is known elsewhere, after all merges."""
    found = await accounts_named(db, workspace_id, [name])
    return await account(db, found[name].id) if name in found else None


async def held(db: Db, account_id: str) -> Account | None:
    """The account, held until the transaction ends."""
    return await one(db, Account, "SELECT * FROM accounts WHERE id = %(id)s FOR NO KEY UPDATE", id=account_id)


async def set_stage(db: Db, account_id: str, stage: str) -> None:
    await run(db, "UPDATE accounts SET stage = %(stage)s WHERE id = %(id)s", id=account_id, stage=stage)


async def set_parent(db: Db, account_id: str, parent_id: str | None) -> None:
    await run(
        db, "UPDATE accounts SET parent_id = %(parent)s WHERE id = %(id)s", id=account_id, parent=parent_id
    )


async def contact_by_email(db: Db, email: str) -> Contact | None:
    """The oldest contact with this address, whatever its case."""
    return await one(
        db,
        Contact,
        "SELECT * FROM contacts WHERE lower(email) = lower(%(email)s) ORDER BY created_at, id LIMIT 1",
        email=email,
    )


async def contact(db: Db, contact_id: str) -> Contact | None:
    return await one(db, Contact, "SELECT * FROM contacts WHERE id = %(id)s", id=contact_id)


async def contacts(
    db: Db, *, limit: int, cursor: str | None = None, account_id: str | None = None
) -> Page[Contact]:
    """Newest first, of one account if given."""
    found = await many(
        db,
        Contact,
        "SELECT * FROM contacts WHERE id < %(after)s"
        " AND (%(account)s::text IS NULL OR account_id = %(account)s)"
        " ORDER BY id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
        account=account_id,
    )
    return page(found, limit)
