"""SQL for accounts and contacts."""

from __future__ import annotations

from app.database import Db
from app.queries.base import Page, after, many, one, page
from app.tables import Account, Contact


async def account(db: Db, account_id: str) -> Account | None:
    return await one(db, Account, "SELECT * FROM accounts WHERE id = %(id)s", id=account_id)


async def accounts(db: Db, *, limit: int, cursor: str | None = None) -> Page[Account]:
    """Newest first."""
    found = await many(
        db,
        Account,
        "SELECT * FROM accounts WHERE id < %(after)s ORDER BY id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
    )
    return page(found, limit)


async def account_by_any_id(db: Db, name: str) -> Account | None:
    """An account by our id, or by `system:id` as in its external ids."""
    system, _, external = name.partition(":")
    return await one(
        db,
        Account,
        "SELECT * FROM accounts WHERE id = %(name)s OR external_ids ->> %(system)s = %(external)s LIMIT 1",
        name=name,
        system=system,
        external=external or None,
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
