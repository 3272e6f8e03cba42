"""Somebody acts on a firing: from then on its clock has been met."""

from __future__ import annotations

from datetime import datetime

from app.database import Db
from app.errors import Conflict, Invalid, NotFound
from app.queries import firings
from app.tables import Firing

LONGEST_OWNER = 200


async def act_on_firing(db: Db, firing_id: str, *, now: datetime, owner: str | None = None) -> Firing:
    """The firing, now being acted on; the first time counts, and acting again changes only the owner.

    owner: who has it from now on, by name or address; None leaves it with whose it is. A play's first step
    that is done counts as acting. Raises NotFound, Conflict where it is closed, Invalid for a long owner.
    """
    owner = (owner or "").strip() or None
    firing = await firings.locked(db, firing_id)
    if firing is None:
        raise NotFound("There is no such firing.")
    if owner is not None and len(owner) > LONGEST_OWNER:
        raise Invalid(f"An owner may have {LONGEST_OWNER} characters.", field="owner")
    if firing.status == "closed":
        raise Conflict("This firing is closed.")
    await firings.act(db, firing.id, owner, now)
    found = await firings.firing(db, firing.id)
    assert found is not None  # noqa: S101 - held by this transaction
    return found
