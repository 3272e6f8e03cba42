"""Touches: every time somebody was turned to, or was to be, and why not."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.database import Db
from app.deps import DbDep
from app.errors import Conflict, NotFound
from app.queries import touch_links
from app.queries import touches as queries
from app.queries.touches import TouchLine

touches = router("touches")

Status = Literal["planned", "held", "sent", "refused", "cancelled"]
TAKEN_BACK = "Taken back over the API."


class TouchOut(Shape):
    """`sent_at` is since when it counts; `reason` is why it waits, was refused or was taken back. `mail` says
    where its letter stands: captured, pending, sent or failed."""

    id: str
    account: str
    contact: str | None
    channel: Literal["email", "in_app", "file"]
    purpose: Literal["message", "invitation", "reminder"]
    status: Status
    reason: str | None
    subject: str | None
    text: str | None
    play: str | None
    play_run: str | None
    interview: str | None
    mail: str | None
    due_at: datetime | None
    sent_at: datetime | None
    created_at: datetime
    shown_at: datetime | None
    clicked_at: datetime | None
    done_at: datetime | None
    dismissed_at: datetime | None


class VisitOut(Shape):
    """A visit that does not count for anybody says why."""

    at: datetime
    is_counted: bool
    why: str | None = None


class LinkOut(Shape):
    url: str = Field(description="Where it leads; `opened` for the picture that tells of an opened mail.")
    visits: list[VisitOut]


class TouchDetail(TouchOut):
    links: list[LinkOut]


@touches.get("", response_model=Page[TouchOut])
async def index(
    db: DbDep,
    status: Status | None = None,
    account: str | None = None,
    contact: str | None = None,
    play_run: str | None = None,
    limit: Limit = 50,
    next: Next = None,
) -> dict[str, Any]:
    """Newest first, of a status, an account, a contact or a play run if given."""
    found = await queries.lines(
        db,
        limit=limit,
        cursor=next,
        status=status,
        account_id=account,
        contact_id=contact,
        run_id=play_run,
    )
    return page(found, lambda line: TouchOut(**_fields(line)))


@touches.get("/{touch_id}", response_model=TouchDetail)
async def show(touch_id: str, db: DbDep) -> TouchDetail:
    """One touch with its links and who followed them."""
    line = await _line(db, touch_id)
    found = await touch_links.of_touch(db, touch_id)
    links = [LinkOut(url=link.url, visits=[VisitOut(**visit) for visit in link.clicks]) for link in found]
    return TouchDetail(**_fields(line), links=links)


@touches.post("/{touch_id}/cancel", response_model=TouchOut)
async def cancel(touch_id: str, db: DbDep) -> TouchOut:
    """Takes back one that has not gone out; 409 when it has."""
    await _line(db, touch_id)
    if not await queries.cancel(db, touch_id, TAKEN_BACK):
        raise Conflict("This has gone out, or will not go out anyway.")
    return TouchOut(**_fields(await _line(db, touch_id)))


async def _line(db: Db, touch_id: str) -> TouchLine:
    line = await queries.line(db, touch_id)
    if line is None:
        raise NotFound("There is no such touch.")
    return line


def _fields(line: TouchLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "account": line.account_id,
        "contact": line.contact_id,
        "channel": line.channel,
        "purpose": line.purpose,
        "status": line.status,
        "reason": line.reason,
        "subject": line.content.get("subject"),
        "text": line.content.get("text"),
        "play": line.play,
        "play_run": line.run_id,
        "interview": line.interview_id,
        "mail": line.mail_status,
        "due_at": line.due_at,
        "sent_at": line.counted_at if line.status == "sent" else None,
        "created_at": line.created_at,
        "shown_at": line.shown_at,
        "clicked_at": line.clicked_at,
        "done_at": line.done_at,
        "dismissed_at": line.dismissed_at,
    }
