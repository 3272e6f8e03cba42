"""Settings → Contact: the rules for turning to people, as text, with their versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.by import By
from app.database import Db
from app.deps import DbDep, NowDep
from app.pages.contact_sentences import sentences
from app.pages.forms import Form, Refused, form_of, whole_number
from app.pages.frame import Context, render
from app.pages.notices import notice
from app.pages.route import ADMINS, AdminDep
from app.pages.route import router as page_router
from app.queries import policies
from app.services.contact_rules import KIND, contact_rules
from app.services.keep_policy import go_live, roll_back, save_draft
from app.success.contact_rules import NAME
from app.success.governance import shipped
from app.tables import Policy

router = page_router()


@dataclass(frozen=True)
class ContactRulesPage(Context):
    """`sentences` say what holds now; `source` is the text in the form; `problems` are those of what was
    typed."""

    template: ClassVar[str] = "settings/contact.html"
    section: ClassVar[str] = "Settings"
    sentences: list[str]
    source: str
    versions: list[Policy]
    is_own: bool
    problems: list[str]
    notice: str


@router.get("/settings/contact")
async def show(request: Request, db: DbDep) -> Response:
    return render(request, await _page(db, request))


@router.post("/settings/contact")
async def save(request: Request, db: DbDep, admin: AdminDep, now: NowDep) -> Response:
    """Makes a text the rules that hold, and the one before an older version."""
    given = await form_of(request)
    by = By(admin.workspace.id, now, user_id=admin.user.id)
    try:
        draft = await save_draft(db, by, KIND, NAME, given.text("source"), given.text("note"))
        await go_live(db, by, draft.id)
    except Refused as refused:
        problems = [sentence for _, sentence in getattr(refused, "problems", [])] or [refused.message]
        return render(request, await _page(db, request, given, problems), status=422)
    return RedirectResponse("/settings/contact?done=contact_rules", 303)


@router.post("/settings/contact/back", dependencies=ADMINS)
async def back(request: Request, db: DbDep, admin: AdminDep, now: NowDep) -> Response:
    """Lets an older version hold again; without a number, what is shipped."""
    given = await form_of(request)
    number = whole_number(given, "number") if given.text("number") else None
    await roll_back(db, By(admin.workspace.id, now, user_id=admin.user.id), KIND, NAME, number)
    return RedirectResponse("/settings/contact?done=contact_rules", 303)


async def _page(
    db: Db, request: Request, form: Form | None = None, problems: list[str] | None = None
) -> ContactRulesPage:
    own = await policies.standing(db, KIND, NAME)
    holds = own.source if own is not None and own.status == "live" else shipped()[NAME]
    return ContactRulesPage(
        sentences=sentences(await contact_rules(db)),
        source=form.text("source") if form else holds,
        versions=[row for row in await policies.versions(db, KIND, NAME) if row.status != "draft"],
        is_own=own is not None,
        problems=problems or [],
        notice=notice(request),
    )
