"""Every time we turn to a person goes through here: whatever the play or study, the caps hold over all.

The contact's row and then their account's are locked until the transaction ends, so of many who want to
turn to the same people at once each sees what the others took. The touch's row is the count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app import ids
from app.database import Db
from app.errors import NotFound
from app.queries import touches
from app.queries.base import insert
from app.services.contact_rules import contact_rules
from app.services.touch_content import settled_content
from app.success.governance import (
    Allowed,
    Channel,
    Held,
    PastTouch,
    Purpose,
    Refused,
    Rules,
    Verdict,
    may_touch,
)
from app.tables import Account, Contact, Touch


@dataclass(frozen=True)
class Whom:
    """Rows that are locked: nobody else turns to them before this transaction ends."""

    account: Account
    contact: Contact | None


async def reserve(
    db: Db,
    *,
    account_id: str,
    contact_id: str | None,
    channel: Channel,
    purpose: Purpose,
    key: str,
    content: Mapping[str, Any],
    run_id: str | None = None,
    interview_id: str | None = None,
    now: datetime,
    by_hand: bool = False,
) -> Touch:
    """The touch, counted at once when it may go out. The same key is the same touch, as it stands.

    Its status is `planned` (allowed: `send_touch` performs it, or the sweep within seconds), `held` (looked
    at again at `due_at`) or `refused`; `reason` says why. `content` for mail and in-app messages: `subject`,
    `text` with the names of `app.success.message_text`, `facts` (their values by name), `button` (`label`,
    `url`). `by_hand`: a person of ours sends it, see `governance`. Raises NotFound, Invalid.
    """
    whom = await lock(db, account_id, contact_id)
    known = await touches.by_key(db, key)
    if known is not None:
        return known
    settled, problem = await settled_content(db, whom.account, whom.contact, content)
    verdict: Verdict = (
        Refused(problem)
        if problem
        else await judge(db, whom, channel, purpose, now, rules=await contact_rules(db), by_hand=by_hand)
    )
    row = Touch(
        id=ids.new("tch"),
        workspace_id=whom.account.workspace_id,
        account_id=account_id,
        contact_id=contact_id,
        run_id=run_id,
        interview_id=interview_id,
        key=key,
        channel=channel,
        purpose=purpose,
        content=settled | ({"by_hand": True} if by_hand else {}),
        created_at=now,
        **standing(verdict, now),
    )
    return await insert(db, row)


async def lock(db: Db, account_id: str, contact_id: str | None) -> Whom:
    """Locks the contact, then the account: always in this order. Raises NotFound."""
    contact = await touches.lock_contact(db, contact_id) if contact_id is not None else None
    if contact_id is not None and (contact is None or contact.account_id != account_id):
        raise NotFound("There is no such contact at this account.", field="contact")
    account = await touches.lock_account(db, account_id)
    if account is None:
        raise NotFound("There is no such account.", field="account")
    return Whom(account, contact)


async def judge(
    db: Db,
    whom: Whom,
    channel: Channel,
    purpose: Purpose,
    now: datetime,
    *,
    rules: Rules,
    by_hand: bool = False,
    since: datetime | None = None,
    leave_out: str | None = None,
) -> Verdict:
    """What the rules say of a touch to people who are locked. `leave_out` is the touch itself."""
    contact_id = whom.contact.id if whom.contact else None
    past = await touches.counted(
        db,
        account_id=whom.account.id,
        contact_id=contact_id,
        since=now - timedelta(days=rules.window_days),
        leave_out=leave_out,
    )
    history = [PastTouch(one.at, one.purpose, one.contact_id == contact_id) for one in past]
    return may_touch(
        rules,
        history,
        whom.contact,
        whom.account,
        purpose,
        now,
        channel=channel,
        by_hand=by_hand,
        since=since,
    )


def standing(verdict: Verdict, now: datetime) -> dict[str, Any]:
    """A touch's columns by what the rules say."""
    match verdict:
        case Allowed():
            return {"status": "planned", "reason": None, "due_at": now, "counted_at": now}
        case Held(until, why):
            return {"status": "held", "reason": why, "due_at": until, "counted_at": None}
        case Refused(why):
            return {"status": "refused", "reason": why, "due_at": None, "counted_at": None}
