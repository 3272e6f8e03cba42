"""Outbox: what goes out to people, what waits and until when, what was refused and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.deps import DbDep
from app.errors import Conflict, NotFound
from app.pages.frame import Context, render
from app.pages.notices import notice
from app.pages.pager import LIMIT, Pages, pages
from app.pages.route import ViewerDep
from app.pages.route import router as page_router
from app.queries import touches
from app.queries.touches import TouchLine

router = page_router()

STATUSES = ("held", "planned", "sent", "refused", "cancelled")
CHANNELS = {"email": "mail", "in_app": "in the product", "file": "link in a file"}


@dataclass(frozen=True)
class OutboxPage(Context):
    """`status` is what is shown, "" for everything; `account` narrows it to one, by id."""

    template: ClassVar[str] = "outbox/index.html"
    section: ClassVar[str] = "Settings"
    touches: list[TouchLine]
    pages: Pages
    status: str
    account: str
    statuses: tuple[str, ...]
    channels: dict[str, str]
    notice: str


@router.get("/outbox")
async def index(
    request: Request, db: DbDep, status: str = "", account: str = "", next: str | None = None
) -> Response:
    chosen = status if status in STATUSES else ""
    found = await touches.lines(
        db, limit=LIMIT, cursor=next, status=chosen or None, account_id=account or None
    )
    context = OutboxPage(
        touches=found.items,
        pages=pages(found, "/outbox", next, status=chosen, account=account),
        status=chosen,
        account=account,
        statuses=STATUSES,
        channels=CHANNELS,
        notice=notice(request),
    )
    return render(request, context)


@router.post("/outbox/{touch_id}/cancel")
async def cancel(touch_id: str, db: DbDep, viewer: ViewerDep) -> Response:
    """Takes back one that has not gone out."""
    if await touches.touch(db, touch_id) is None:
        raise NotFound("There is no such message.")
    if not await touches.cancel(db, touch_id, f"Taken back by {viewer.user.name}."):
        raise Conflict("This has gone out, or will not go out anyway.")
    return RedirectResponse("/outbox?done=taken_back", 303)
