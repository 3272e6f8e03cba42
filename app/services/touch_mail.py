"""A touch becomes a letter: its own words, links that tell when they are followed, a way to get no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app import addresses, ids
from app.database import Db
from app.letter_words import words
from app.queries import interviews, studies, touch_links, workspaces
from app.queries.base import insert
from app.services.queue_mail import Addressee, queue_mail
from app.services.touch import Whom
from app.services.touch_content import csm_address, letter_values
from app.services.unsubscribe import unsubscribe_token
from app.success.governance import Rules
from app.success.message_text import Block, Span, blocks
from app.tables import Touch, TouchLink

TEMPLATES = {"message": "play_message", "invitation": "invitation", "reminder": "invitation_reminder"}
ONE_CLICK = "List-Unsubscribe=One-Click"
"""What a mail program posts for its reader (RFC 8058)."""


@dataclass(frozen=True)
class _Frame:
    """What a letter has around its own words."""

    language: str
    minutes: int | None
    target: str | None


async def write_mail(db: Db, base_url: str, touch: Touch, whom: Whom, rules: Rules, now: datetime) -> None:
    """Writes the touch's mail in this transaction; a second time is the first. Mail to people who are made
    up stays here."""
    contact = whom.contact
    assert contact is not None and contact.email  # noqa: S101, PT018 - refused without
    frame = await _frame(db, touch, contact.language)
    track = _Tracker(db, base_url, touch)
    out = f"{base_url}/u/{await unsubscribe_token(db, contact.id)}"
    await queue_mail(
        db,
        touch.workspace_id,
        Addressee(contact.email.strip(), contact.name),
        TEMPLATES[touch.purpose],
        await _values(db, touch, whom, frame, track)
        | {"unsubscribe": out, "pixel": await track.pixel() if rules.count_opens else ""},
        about=touch.id,
        now=now,
        base_url=base_url,
        touch_id=touch.id,
        headers=await _headers(db, whom, out),
        stays=contact.is_synthetic or whom.account.is_synthetic,
    )


async def _frame(db: Db, touch: Touch, spoken: str | None) -> _Frame:
    """A message speaks the contact's language, an invitation that of its interview."""
    interview = await interviews.interview(db, touch.interview_id) if touch.interview_id else None
    if interview is None:
        return _Frame(spoken or "en", None, None)
    minutes = await studies.minutes(db, interview.study_id)
    return _Frame(interview.language, minutes, addresses.interview_page("", interview.token))


async def _values(db: Db, touch: Touch, whom: Whom, frame: _Frame, track: _Tracker) -> dict[str, Any]:
    known = await letter_values(db, whom.account, whom.contact)
    spoken = {name: value or "" for name, value in known.items()}
    has_name = whom.contact is not None and whom.contact.first_name is not None
    said = words(frame.language, spoken | {"name": spoken["first_name"], "minutes": str(frame.minutes or "")})
    button = touch.content.get("button")
    if frame.target is not None:
        button = {"label": said["begin"], "url": track.base_url + frame.target}
    return {
        "language": frame.language,
        "t": said,
        "hello": said["hello"] if has_name else said["greeting"],
        "subject": touch.content.get("subject"),
        "blocks": [await track.block(block) for block in blocks(touch.content.get("text") or "")],
        "button": {"label": button["label"], "url": await track.link(button["url"])} if button else None,
        "minutes": frame.minutes,
        "sponsor": spoken["sponsor"],
        "csm": spoken["csm"],
    }


async def _headers(db: Db, whom: Whom, out: str) -> dict[str, str]:
    workspace = await workspaces.workspace(db, whom.account.workspace_id)
    answers = await csm_address(db, whom.account)
    return {
        "From": workspace.sponsor if workspace else "",
        "List-Unsubscribe": f"<{out}>",
        "List-Unsubscribe-Post": ONE_CLICK,
    } | ({"Reply-To": answers} if answers else {})


class _Tracker:
    """Gives each address of one letter a link of ours, the same one wherever it stands."""

    def __init__(self, db: Db, base_url: str, touch: Touch) -> None:
        self.db = db
        self.base_url = base_url
        self.touch = touch
        self._made: dict[str, str] = {}

    async def link(self, url: str) -> str:
        if url not in self._made:
            self._made[url] = f"{self.base_url}/r/{await self._token(url)}"
        return self._made[url]

    async def pixel(self) -> str:
        """The address of the picture that tells of an opened mail."""
        return f"{self.base_url}/o/{await self._token(touch_links.OPENED)}.gif"

    async def block(self, block: Block) -> Block:
        lines = [
            tuple([Span(span.text, await self.link(span.url) if span.url else None) for span in line])
            for line in block.lines
        ]
        return Block(tuple(lines), block.is_list)

    async def _token(self, url: str) -> str:
        row = TouchLink(
            id=ids.new("lnk"),
            workspace_id=self.touch.workspace_id,
            touch_id=self.touch.id,
            token=ids.token(),
            url=url,
        )
        return (await insert(self.db, row)).token
