"""A touch is performed: looked at once more, then written as mail or made visible in the product.

Mail row, facts and the touch's own row change in one transaction, so doing this twice has one effect. From
there on the mail server is reached at least once: a crash between handing a letter over and noting it sends
the same letter again under the same Message-ID, since SMTP offers neither a key nor a way to ask.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

import structlog

from app.database import Db
from app.kit import Kit
from app.queries import touches
from app.services.contact_rules import contact_rules
from app.services.plan_reminder import plan_reminder, why_not_now
from app.services.touch import Whom, judge, lock, standing
from app.services.touch_facts import tell
from app.services.touch_mail import write_mail
from app.success.governance import Allowed, Channel, Purpose, Rules
from app.tables import Touch

log = structlog.get_logger()


async def send_touch(kit: Kit, touch_id: str, now: datetime | None = None) -> None:
    """Performs a touch that is planned, or held and due; does nothing for any other."""
    moment = now or kit.clock()
    async with kit.database.system() as db:
        found = await touches.touch(db, touch_id)
    if found is None:
        return
    async with kit.database.workspace(found.workspace_id) as db:
        await _perform(db, kit, found, moment)


async def release_due(kit: Kit, now: datetime) -> None:
    """Performs what was planned and not performed, and whatever waited until now. For the sweep."""
    await _release(kit, now, reminders=False)


async def remind_due(kit: Kit, now: datetime) -> None:
    """Sends the reminders of invitations that nobody followed in time. For the sweep."""
    await _release(kit, now, reminders=True)


async def _release(kit: Kit, now: datetime, *, reminders: bool) -> None:
    async with kit.database.system() as db:
        waiting = await touches.due(db, now, reminders=reminders)
    for one in waiting:
        async with kit.database.workspace(one.workspace_id) as db:
            found = await touches.touch(db, one.id)
            if found is not None:
                await _perform(db, kit, found, now)


async def _perform(db: Db, kit: Kit, found: Touch, now: datetime) -> None:
    whom = await lock(db, found.account_id, found.contact_id)
    touch = await touches.locked(db, found.id)
    if touch is None or touch.status not in ("held", "planned") or touch.due_at is None or touch.due_at > now:
        return
    over = await why_not_now(db, touch, now)
    if over is not None:
        await touches.cancel(db, touch.id, over)
        return
    rules = await contact_rules(db)
    verdict = await judge(
        db,
        whom,
        cast(Channel, touch.channel),
        cast(Purpose, touch.purpose),
        now,
        rules=rules,
        by_hand=bool(touch.content.get("by_hand")),
        since=touch.created_at,
        leave_out=touch.id,
    )
    if not isinstance(verdict, Allowed):
        await touches.settle(db, touch.id, **standing(verdict, now))
        return
    await touches.settle(db, touch.id, status="sent", reason=None, due_at=None, counted_at=now)
    await _hand_over(db, kit, touch, whom, rules, now)
    log.info("touch.sent", touch=touch.id, channel=touch.channel, purpose=touch.purpose)


async def _hand_over(db: Db, kit: Kit, touch: Touch, whom: Whom, rules: Rules, now: datetime) -> None:
    if touch.channel == "email":
        await write_mail(db, kit.settings.base_url, touch, whom, rules, now)
        await tell(db, touch, "touch.email_sent", now)
    if touch.purpose == "invitation":
        await tell(db, touch, "touch.invited", now)
    if touch.purpose == "invitation" and touch.channel == "email":
        await plan_reminder(db, touch, rules, now)  # a card in the product stays until it is put away
