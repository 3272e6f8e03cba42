"""SQL for outgoing mail."""

from __future__ import annotations

from datetime import datetime

from app.database import Db
from app.queries.base import Page, after, many, one, page, run, value
from app.tables import Mail


async def mail(db: Db, mail_id: str) -> Mail | None:
    return await one(db, Mail, "SELECT * FROM mails WHERE id = %(id)s", id=mail_id)


async def by_key(db: Db, key: str) -> Mail | None:
    """The mail that says this already."""
    return await one(db, Mail, "SELECT * FROM mails WHERE key = %(key)s", key=key)


async def mails(db: Db, *, limit: int, cursor: str | None = None) -> Page[Mail]:
    """Newest first."""
    found = await many(
        db,
        Mail,
        "SELECT * FROM mails WHERE id < %(after)s ORDER BY id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
    )
    return page(found, limit)


async def due(db: Db, now: datetime) -> list[Mail]:
    """Mail that should be on its way."""
    return await many(
        db,
        Mail,
        "SELECT * FROM mails WHERE status = 'pending' AND due_at <= %(now)s ORDER BY due_at LIMIT 500",
        now=now,
    )


async def settle(
    db: Db, mail_id: str, *, status: str, error: str | None, due_at: datetime | None, sent_at: datetime | None
) -> None:
    """Counts an attempt and says what comes next."""
    await run(
        db,
        "UPDATE mails SET attempts = attempts + 1, status = %(status)s, last_error = %(error)s,"
        " due_at = %(due)s, sent_at = %(sent)s WHERE id = %(id)s",
        id=mail_id,
        status=status,
        error=error,
        due=due_at,
        sent=sent_at,
    )


async def is_unwanted(db: Db, mail_id: str) -> bool:
    """Whether a mail goes to a contact who opted out since it was written."""
    found: bool | None = await value(
        db,
        "SELECT c.opted_out_at IS NOT NULL FROM mails m JOIN touches t ON t.id = m.touch_id"
        " JOIN contacts c ON c.id = t.contact_id WHERE m.id = %(id)s",
        id=mail_id,
    )
    return bool(found)


async def capture(db: Db, mail_id: str) -> None:
    """Keeps a mail here: there is no server to hand it to."""
    await run(db, "UPDATE mails SET status = 'captured', due_at = NULL WHERE id = %(id)s", id=mail_id)


async def again(db: Db, mail_id: str, now: datetime) -> bool:
    """Makes a mail due once more, from the first attempt, unless it was sent."""
    touched = await run(
        db,
        "UPDATE mails SET status = 'pending', attempts = 0, due_at = %(now)s"
        " WHERE id = %(id)s AND status <> 'sent'",
        id=mail_id,
        now=now,
    )
    return touched > 0
