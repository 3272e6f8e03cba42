"""The one reminder of an invitation: planned as it goes out, given up as soon as they have begun."""

from __future__ import annotations

from datetime import datetime, timedelta

from app import ids
from app.database import Db
from app.queries import interviews, touches
from app.queries.base import insert
from app.success.governance import Rules
from app.tables import Touch

WAITING = "It goes out unless they have begun by then."


async def plan_reminder(db: Db, invitation: Touch, rules: Rules, now: datetime) -> None:
    """Holds the reminder back until its day; an invitation has one, however often it is asked for."""
    key = f"{invitation.key}/reminder"
    if await touches.by_key(db, key) is not None:
        return
    reminder = Touch(
        id=ids.new("tch"),
        workspace_id=invitation.workspace_id,
        account_id=invitation.account_id,
        contact_id=invitation.contact_id,
        run_id=invitation.run_id,
        interview_id=invitation.interview_id,
        key=key,
        channel=invitation.channel,
        purpose="reminder",
        status="held",
        reason=WAITING,
        content={name: value for name, value in invitation.content.items() if name == "by_hand"},
        due_at=now + timedelta(days=rules.remind_after_days),
        created_at=now,
    )
    await insert(db, reminder)


async def why_not_now(db: Db, touch: Touch, now: datetime) -> str | None:
    """Why an invitation or its reminder is pointless by now, as a sentence; None where it is not."""
    if touch.interview_id is None:
        return None
    interview = await interviews.interview(db, touch.interview_id)
    if interview is None:
        return "The interview is no longer there."
    if interview.status == "closed" or interview.expires_at <= now:
        return "The interview is over."
    if touch.purpose == "reminder" and interview.started_at is not None:
        return "They have begun."
    return None
