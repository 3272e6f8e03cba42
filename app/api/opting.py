"""Whether a contact may be written to: what they said, noted by your own system."""

from __future__ import annotations

from datetime import datetime

from app.api.shapes import Shape, router
from app.database import Db
from app.deps import DbDep, NowDep
from app.errors import NotFound
from app.queries import accounts
from app.services import unsubscribe
from app.tables import Contact

contacts = router("contacts")


class OptingOut(Shape):
    """`opted_out_at` is null for whoever may be written to."""

    id: str
    opted_out_at: datetime | None


@contacts.post("/{contact_id}/opt-out", response_model=OptingOut)
async def opt_out(contact_id: str, db: DbDep, now: NowDep) -> OptingOut:
    """They want no more messages: what waits is taken back, nothing new goes out. The first time is kept."""
    await _contact(db, contact_id)
    await unsubscribe.opt_out(db, contact_id, now)
    return _shape(await _contact(db, contact_id))


@contacts.post("/{contact_id}/opt-in", response_model=OptingOut)
async def opt_in(contact_id: str, db: DbDep) -> OptingOut:
    """They asked to be written to again."""
    await _contact(db, contact_id)
    await unsubscribe.opt_in(db, contact_id)
    return _shape(await _contact(db, contact_id))


async def _contact(db: Db, contact_id: str) -> Contact:
    contact = await accounts.contact(db, contact_id)
    if contact is None:
        raise NotFound("There is no such contact.")
    return contact


def _shape(contact: Contact) -> OptingOut:
    return OptingOut(id=contact.id, opted_out_at=contact.opted_out_at)
