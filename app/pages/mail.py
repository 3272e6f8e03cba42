"""Settings → Mail: every letter, where it stands, and sending it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.deps import DbDep, KitDep, NowDep
from app.errors import Conflict, NotFound
from app.pages.frame import Context, render
from app.pages.notices import notice
from app.pages.pager import LIMIT, Pages, pages
from app.pages.route import ADMINS
from app.pages.route import router as page_router
from app.queries import mails
from app.queue import nudge
from app.tables import Mail

router = page_router()


@dataclass(frozen=True)
class MailPage(Context):
    """`server` is where mail is handed in, "" where it stays here."""

    template: ClassVar[str] = "settings/mail.html"
    section: ClassVar[str] = "Settings"
    mails: list[Mail]
    pages: Pages
    server: str
    sender: str
    notice: str


@router.get("/settings/mail", dependencies=ADMINS)
async def index(request: Request, db: DbDep, kit: KitDep, next: str | None = None) -> Response:
    found = await mails.mails(db, limit=LIMIT, cursor=next)
    server = kit.settings.mail_server
    context = MailPage(
        mails=found.items,
        pages=pages(found, "/settings/mail", next),
        server=f"{server.host}:{server.port}" if server else "",
        sender=kit.settings.mail_from,
        notice=notice(request),
    )
    return render(request, context)


@router.post("/settings/mail/{mail_id}/again", dependencies=ADMINS)
async def again(mail_id: str, db: DbDep, now: NowDep) -> Response:
    """Puts a mail that did not go out in line once more, under the same Message-ID."""
    if await mails.mail(db, mail_id) is None:
        raise NotFound("There is no such mail.")
    if not await mails.again(db, mail_id, now):
        raise Conflict("This mail was sent.")
    await nudge(db, "send_mail", lane=f"mail/{mail_id}", mail_id=mail_id)
    return RedirectResponse("/settings/mail?done=mail_again", 303)
