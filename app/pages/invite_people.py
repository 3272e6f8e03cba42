"""Inviting people to a study: choose them, then mail them from here or take their links along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.database import Db
from app.deps import DbDep, KitDep, NowDep
from app.downloads import download
from app.errors import Gone
from app.pages.forms import Refused, form_of
from app.pages.frame import Context, render
from app.pages.pager import Pages, pages
from app.pages.route import router as page_router
from app.pages.studies import study_of
from app.queries import contacts
from app.queries.contacts import Invitable
from app.services.personal_links import invite_all, links_file
from app.tables import Study

router = page_router()

SHOWN = 100


@dataclass(frozen=True)
class InvitePage(Context):
    """`people` have neither left nor opted out; `chosen` are the ids that were ticked."""

    template: ClassVar[str] = "studies/invite.html"
    section: ClassVar[str] = "Studies"
    study: Study
    people: list[Invitable]
    pages: Pages
    chosen: list[str]
    error: str


@router.get("/studies/{study_id}/invite")
async def choose(request: Request, study_id: str, db: DbDep, next: str | None = None) -> Response:
    return render(request, await _page(db, await study_of(db, study_id), next))


@router.post("/studies/{study_id}/invite")
async def invite(request: Request, study_id: str, db: DbDep, kit: KitDep, now: NowDep) -> Response:
    """Mails those who were ticked, or hands over a file with their links."""
    study = await study_of(db, study_id)
    given = await form_of(request)
    chosen, base = given.every("contact"), kit.settings.base_url
    as_file = given.text("how") == "file"
    try:
        invited = await invite_all(
            db, study.id, chosen, channel="file" if as_file else "email", base_url=base, now=now
        )
    except (*Refused, Gone) as refused:
        page = await _page(db, study, None, chosen, "Tick somebody first." if not chosen else refused.message)
        return render(request, page, status=422)
    if as_file:
        return download(await links_file(db, study, invited, base))
    return RedirectResponse("/outbox?done=invited", 303)


async def _page(
    db: Db, study: Study, cursor: str | None, chosen: list[str] | None = None, error: str = ""
) -> InvitePage:
    found = await contacts.invitable(db, study.id, limit=SHOWN, cursor=cursor)
    return InvitePage(
        study=study,
        people=found.items,
        pages=pages(found, f"/studies/{study.id}/invite", cursor),
        chosen=chosen or [],
        error=error,
    )
