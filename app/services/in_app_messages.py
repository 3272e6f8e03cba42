"""Messages in the product: what waits for the person who is there, and what they did with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app import addresses
from app.database import Db
from app.errors import NotFound
from app.letter_words import words
from app.queries import accounts, interviews, studies, touches
from app.queries.touches import Mark
from app.services.plan_reminder import why_not_now
from app.services.touch_content import letter_values
from app.services.touch_facts import tell
from app.success.message_text import Block, Span, blocks
from app.tables import Touch

SHOWN_FOR = timedelta(days=30)
"""A message nobody did anything with is not shown for longer."""

ACTS: dict[str, Mark] = {
    "shown": "shown_at",
    "clicked": "clicked_at",
    "done": "done_at",
    "dismissed": "dismissed_at",
}
FACTS: dict[str, str] = {
    "shown": "touch.in_app_shown",
    "clicked": "touch.in_app_clicked",
    "done": "touch.in_app_done",
}


@dataclass(frozen=True)
class InAppMessage:
    """A card: a heading, its text, and at most one way on."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    label: str | None
    url: str | None


async def message_for(db: Db, contact_id: str, base_url: str, now: datetime) -> InAppMessage | None:
    """The oldest message the person has not finished or put away; one at a time is enough."""
    for touch in await touches.open_in_app(db, contact_id, since=now - SHOWN_FOR, limit=10):
        if await why_not_now(db, touch, now) is None:
            return await _message(db, touch, base_url)
    return None


async def note_act(db: Db, contact_id: str, touch_id: str, act: str, now: datetime) -> None:
    """Notes what they did, once. Raises NotFound for a message that is not theirs."""
    touch = await touches.locked(db, touch_id)
    if touch is None or touch.contact_id != contact_id or touch.channel != "in_app" or touch.status != "sent":
        raise NotFound("There is no such message.")
    if await touches.mark(db, touch.id, ACTS[act], now) and act in FACTS:
        await tell(db, touch, FACTS[act], now)


async def _message(db: Db, touch: Touch, base_url: str) -> InAppMessage:
    content: dict[str, Any] = touch.content
    button = content.get("button") or {}
    text = blocks(content.get("text") or "")
    label, url = button.get("label"), button.get("url")
    title = content.get("subject") or ""
    interview = await interviews.interview(db, touch.interview_id) if touch.interview_id else None
    if interview is not None:
        minutes = str(await studies.minutes(db, interview.study_id))
        said = words(interview.language, await _values(db, touch) | {"minutes": minutes})
        label, url = said["begin"], addresses.interview_page(base_url, interview.token)
        title = title or said["invitation_subject"]
        text = text or (Block(((Span(f"{said['ask']} {said['minutes']}"),),)),)
    return InAppMessage(touch.id, title, text, label, url)


async def _values(db: Db, touch: Touch) -> dict[str, str]:
    account = await accounts.account(db, touch.account_id)
    contact = await accounts.contact(db, touch.contact_id) if touch.contact_id else None
    assert account is not None  # noqa: S101 - the touch refers to it
    known = await letter_values(db, account, contact)
    return {name: value or "" for name, value in known.items()} | {"name": known["first_name"] or ""}
