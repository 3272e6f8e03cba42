"""A person says that they want no more messages, or a colleague notes that they may be written to again."""

from __future__ import annotations

from datetime import datetime

from app import ids
from app.database import Db
from app.queries import contacts, touches

WHY = "They asked not to be written to."


async def opt_out(db: Db, contact_id: str, now: datetime) -> None:
    """Holds at once and for everything: what waits is taken back, what a mail server has not got is kept
    here. Doing it again changes nothing."""
    await touches.lock_contact(db, contact_id)
    await contacts.set_opted_out(db, contact_id, now)
    await touches.cancel_of_contact(db, contact_id, WHY)


async def opt_in(db: Db, contact_id: str) -> None:
    """They may be written to again. What was taken back stays so."""
    await touches.lock_contact(db, contact_id)
    await contacts.set_opted_out(db, contact_id, None)


async def unsubscribe_token(db: Db, contact_id: str) -> str:
    """The secret of the page where a person opts out, made on first use."""
    return await contacts.unsubscribe_token(db, contact_id, ids.token())
