"""Admins hear, once each a day, that most of the day's cap on models is used, and that all of it is."""

from __future__ import annotations

from datetime import UTC, datetime

from app.database import Db
from app.kit import Kit
from app.services.check_caps import check_caps
from app.services.queue_mail import queue_mail
from app.services.who_to_tell import admins

NEARLY = 0.8


async def warn_of_spend(kit: Kit, db: Db, workspace_id: str, now: datetime) -> None:
    """Writes the mail that today's spending calls for; the same mail again is the first one."""
    room = await check_caps(kit, db, workspace_id)
    share = room.share("day")
    if share < NEARLY:
        return
    is_reached = share >= 1.0
    values = {
        "is_reached": is_reached,
        "percent": int(share * 100),
        "cap": room.caps["day"].told(kit.prices.currency),
        "link": f"{kit.settings.base_url}/settings/models",
    }
    about = f"{now.astimezone(UTC).date()}/{'all' if is_reached else 'most'}"
    for to in await admins(db):
        await queue_mail(
            db, workspace_id, to, "spend", values, about=about, now=now, base_url=kit.settings.base_url
        )
