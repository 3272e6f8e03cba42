"""Somebody, or something, asks for a link of ours: it is noted, and a person counts once.

Mail scanners and previews ask for links too. What says that it only looks ahead, and whatever comes before
a person could have read the mail, is noted with the reason and counts for nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.database import Db
from app.queries import touch_links, touches
from app.queries.touch_links import OPENED, Visit
from app.services.touch_facts import tell
from app.tables import Touch, TouchLink

SOONEST = timedelta(seconds=5)
"""Nobody has received, opened and read a mail sooner than this after it was written."""

_AHEAD = ("purpose", "sec-purpose", "x-purpose", "x-moz")


async def follow_link(db: Db, link: TouchLink, headers: Mapping[str, str], now: datetime) -> None:
    """Notes the visit; the first by a person is a fact about their account."""
    touch = await touches.locked(db, link.touch_id)
    if touch is None:
        return
    why = _why_nobody(touch, headers, now)
    await touch_links.note(db, link.id, Visit(now, is_counted=why is None, why=why))
    if why is not None:
        return
    if link.url == OPENED:
        if await touches.mark(db, touch.id, "shown_at", now):
            await tell(db, touch, "touch.email_opened", now)
    elif await touches.mark(db, touch.id, "clicked_at", now):
        await tell(db, touch, f"touch.{touch.channel}_clicked", now)


def _why_nobody(touch: Touch, headers: Mapping[str, str], now: datetime) -> str | None:
    """Why this visit is no person's, None where it may be one."""
    if any(word in headers.get(name, "").lower() for name in _AHEAD for word in ("prefetch", "preview")):
        return "It was fetched ahead, without anybody asking for it."
    if touch.counted_at is not None and now - touch.counted_at < SOONEST:
        return "It came before anybody could have read the message."
    return None
