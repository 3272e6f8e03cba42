"""SQL for what a contact wants of us: whether they may be written to, and where they say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.database import Db
from app.queries.base import Page, after, many, one, page, run, value
from app.tables import Contact


@dataclass(frozen=True)
class Invitable:
    """A person who could be invited to a study, and how far they are in it."""

    id: str
    name: str
    email: str | None
    role: str | None
    account_id: str
    account: str
    interview: str | None


async def invitable(db: Db, study_id: str, *, limit: int, cursor: str | None = None) -> Page[Invitable]:
    """People who have not left nor opted out, newest first, with the state of their interview in a study."""
    found = await many(
        db,
        Invitable,
        "SELECT c.id, c.name, c.email, c.role, c.account_id, a.name AS account, i.status AS interview"
        " FROM contacts c JOIN accounts a ON a.id = c.account_id LEFT JOIN LATERAL (SELECT status"
        "  FROM interviews WHERE study_id = %(study)s AND contact_id = c.id ORDER BY id DESC LIMIT 1) i"
        " ON true"
        " WHERE c.id < %(after)s AND c.opted_out_at IS NULL AND c.left_at IS NULL"
        " ORDER BY c.id DESC LIMIT %(limit)s + 1",
        study=study_id,
        after=after(cursor),
        limit=limit,
    )
    return page(found, limit)


async def by_unsubscribe_token(db: Db, token: str) -> Contact | None:
    return await one(db, Contact, "SELECT * FROM contacts WHERE unsubscribe_token = %(token)s", token=token)


async def unsubscribe_token(db: Db, contact_id: str, fresh: str) -> str:
    """The token a contact has, else this one, which is then theirs."""
    token: str = await value(
        db,
        "UPDATE contacts SET unsubscribe_token = coalesce(unsubscribe_token, %(fresh)s)"
        " WHERE id = %(id)s RETURNING unsubscribe_token",
        id=contact_id,
        fresh=fresh,
    )
    return token


async def set_opted_out(db: Db, contact_id: str, at: datetime | None) -> None:
    """Keeps the first time they said it; None lets them be written to."""
    await run(
        db,
        "UPDATE contacts SET opted_out_at = CASE WHEN %(at)s::timestamptz IS NULL THEN NULL"
        " ELSE coalesce(opted_out_at, %(at)s) END WHERE id = %(id)s",
        id=contact_id,
        at=at,
    )


async def set_no_contact(db: Db, account_id: str, until: date | None, reason: str | None) -> None:
    """Whoever looks after the account wants nobody there written to before that day."""
    await run(
        db,
        "UPDATE accounts SET no_contact_until = %(until)s, no_contact_reason = %(reason)s WHERE id = %(id)s",
        id=account_id,
        until=until,
        reason=reason,
    )
