"""A message that waits, its words chosen by the test."""

from __future__ import annotations

from datetime import datetime, timedelta

from app import ids
from app.database import Db
from app.queries.base import insert
from app.tables import Account, Contact, Touch


async def touched(db: Db, account: Account, contact: Contact, said: str, now: datetime) -> Touch:
    """A message to the contact that is held for three days."""
    row = Touch(
        id=ids.new("tch"),
        workspace_id=account.workspace_id,
        account_id=account.id,
        contact_id=contact.id,
        key=f"test/{ids.token()}",
        channel="email",
        purpose="message",
        status="held",
        reason=f"It is their weekend.{said}",
        content={"subject": f"Your reports{said}", "text": f"Hello{said}"},
        due_at=now + timedelta(days=3),
    )
    return await insert(db, row)
