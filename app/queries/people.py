"""SQL for the people at an account: their part, and when they came and left."""

from __future__ import annotations

from app.database import Db
from app.queries.base import many, one, run
from app.tables import Contact


async def held(db: Db, contact_id: str) -> Contact | None:
    """The contact, held until the transaction ends."""
    return await one(db, Contact, "SELECT * FROM contacts WHERE id = %(id)s FOR NO KEY UPDATE", id=contact_id)


async def by_address(db: Db, account_id: str, email: str) -> Contact | None:
    """Who at the account has this address, whatever its case."""
    return await one(
        db,
        Contact,
        "SELECT * FROM contacts WHERE account_id = %(account)s AND lower(email) = lower(%(email)s)"
        " ORDER BY created_at, id LIMIT 1 FOR NO KEY UPDATE",
        account=account_id,
        email=email,
    )


async def of_account(db: Db, account_id: str) -> list[Contact]:
    """Who is there, then who has left; those with a part first."""
    return await many(
        db,
        Contact,
        "SELECT * FROM contacts WHERE account_id = %(id)s"
        " ORDER BY left_at IS NOT NULL, role IS NULL, name, id LIMIT 200",
        id=account_id,
    )


async def change(db: Db, row: Contact) -> None:
    """Writes who a contact is as it stands; what they want of us is written elsewhere."""
    await run(
        db,
        "UPDATE contacts SET name = %(name)s, email = %(email)s, role = %(role)s,"
        " time_zone = %(time_zone)s, language = %(language)s, left_at = %(left_at)s WHERE id = %(id)s",
        **row.model_dump(include={"id", "name", "email", "role", "time_zone", "language", "left_at"}),
    )
