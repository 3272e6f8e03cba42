"""What others are told of a firing: the record of `trigger.fired` and `trigger.closed`."""

from __future__ import annotations

from typing import Any

from app.database import Db
from app.queries import accounts
from app.services.quote_evidence import quoted, with_quotes
from app.tables import Account, Firing


async def about_firing(db: Db, firing: Firing, account: Account, play: str | None) -> dict[str, Any]:
    """Everything a receiver needs to act without asking back. `link` is a path of the dashboard."""
    contact = await accounts.contact(db, firing.contact_id) if firing.contact_id else None
    return {
        "firing": firing.id,
        "trigger": firing.trigger,
        "account": {"id": account.id, "external_ids": account.external_ids},
        "contact": {"id": contact.id, "name": contact.name, "role": contact.role} if contact else None,
        "title": firing.title,
        "reason": firing.reason,
        "top": await with_quotes(db, firing.top),
        "evidence": await quoted(db, firing.evidence),
        "priority": firing.priority,
        "owner": firing.owner,
        "due_at": firing.due_at.isoformat(),
        "play": play,
        "synthetic": firing.is_synthetic,
        "link": f"/firings/{firing.id}",
    }
