"""What ends a run before its steps do."""

from __future__ import annotations

from dataclasses import dataclass

from app.database import Db
from app.queries import plays
from app.services.run_stand import Stand


@dataclass(frozen=True)
class StopReason:
    """Why a run stops, as a sentence; `needs_person` when somebody of ours has to go on."""

    why: str
    needs_person: bool


async def why_to_stop(db: Db, stand: Stand) -> StopReason | None:
    """The first thing that stops a run; None while it may go on."""
    account, contact = stand.account, stand.contact
    if account.merged_into_id is not None:
        return StopReason("The account was merged into another.", needs_person=False)
    if account.churned_on is not None and account.churned_on <= stand.now.date():
        return StopReason("The account has left us.", needs_person=False)
    if stand.run.is_holdout:
        return None
    if stand.firing is not None and stand.firing.status == "closed":
        return StopReason("The trigger it began with was closed.", needs_person=False)
    if contact is not None and stand.play.target == "contact":
        if contact.left_at is not None:
            return StopReason(f"{contact.name} has left the account.", needs_person=True)
        if contact.opted_out_at is not None:
            return StopReason(f"{contact.name} does not want to be written to.", needs_person=True)
    if await plays.asked_for_human_since(db, account.id, stand.run.started_at):
        return StopReason("They asked for a person.", needs_person=True)
    return None
