"""The values that a play's texts may name, for one account and person."""

from __future__ import annotations

from datetime import date, datetime

from app.database import Db
from app.services.touch_content import csm_name
from app.success.conditions import Reading, read
from app.success.record import Record
from app.tables import Account, Contact, Firing, Workspace

_USE = Reading(fact="usage.*", measure="sum", window_days=28)
_CHANGE = Reading(fact="usage.*", measure="change", window_days=28)


async def values_of(
    db: Db,
    workspace: Workspace,
    account: Account,
    contact: Contact | None,
    firing: Firing | None,
    record: Record,
    now: datetime,
) -> dict[str, str | None]:
    """Every name a text of a play may hold; None where nobody knows."""
    renewal = record.value("renewal_on", now)
    days = record.value("days_to_renewal", now)
    return {
        "account": account.name,
        "first_name": (contact.first_name if contact else None) or "there",
        "csm": await csm_name(db, account) or "our team",
        "sponsor": workspace.sponsor or workspace.name,
        "product": workspace.product or workspace.sponsor or workspace.name,
        "reason": reason_of(firing),
        "usage": usage_sentence(record, now),
        "renewal_on": f"{renewal:%d %B %Y}".lstrip("0") if isinstance(renewal, date) else None,
        "days_to_renewal": f"{days:.0f}" if isinstance(days, int | float) else None,
    }


def reason_of(firing: Firing | None) -> str | None:
    """Why the play began: the trigger's sentence."""
    if firing is None:
        return None
    return str(firing.reason.get("sentence") or firing.title)


def usage_sentence(record: Record, now: datetime) -> str | None:
    """What the account did in the product in 28 days, and how that compares; None where we do not hear of
    it."""
    used, change = read(_USE, record, now), read(_CHANGE, record, now)
    if not isinstance(used, int | float) or used <= 0:
        return None
    told = f"Your team used it {used:,.0f} times in the last 28 days"
    if not isinstance(change, int | float) or abs(change) < 1:
        return told
    return f"{told}, {abs(change):.0f} % {'more' if change > 0 else 'less'} than in the 28 days before"
