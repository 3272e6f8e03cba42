"""What came of a touch, told as a fact about the account: once for each person and kind."""

from __future__ import annotations

from datetime import datetime

from app.database import Db
from app.services.take_facts import GivenFact, take_facts
from app.tables import Touch

SOURCE = "earshot"


async def tell(db: Db, touch: Touch, name: str, at: datetime) -> None:
    """Takes the fact `name` in; telling it again is telling it once. The label is what the touch was for."""
    fact = GivenFact(
        account=touch.account_id,
        name=name,
        at=at,
        label=touch.purpose,
        contact=touch.contact_id,
        key=f"{touch.id}/{name}",
        evidence={"touch": touch.id},
    )
    await take_facts(db, touch.workspace_id, [fact], source=SOURCE, now=at)
