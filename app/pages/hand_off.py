"""Settings → Handing over: who is called when a respondent needs a person, and after how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.database import Db
from app.deps import DbDep
from app.pages.forms import Form, Refused, field_errors, form_of, whole_number
from app.pages.frame import Context, render
from app.pages.notices import notice
from app.pages.route import ADMINS, AdminDep, Viewer, viewer_of
from app.pages.route import router as page_router
from app.queries import workspaces
from app.services.set_hand_off import HandOffRules, set_hand_off
from app.tables import User

router = page_router()


@dataclass(frozen=True)
class HandOffPage(Context):
    """The form: `first` and `backup` are ids of the users ticked, the times are as they were typed."""

    template: ClassVar[str] = "settings/hand_off.html"
    section: ClassVar[str] = "Settings"
    users: list[User]
    first: list[str]
    backup: list[str]
    backup_minutes: str
    nobody_minutes: str
    wait_minutes: str
    errors: dict[str, str]
    notice: str


@router.get("/settings/hand-off", dependencies=ADMINS)
async def form(request: Request, db: DbDep) -> Response:
    return render(request, await _page(db, request, viewer_of(request)))


@router.post("/settings/hand-off")
async def save(request: Request, db: DbDep, admin: AdminDep) -> Response:
    given = await form_of(request)
    try:
        rules = HandOffRules(
            first=given.every("first"),
            backup=given.every("backup"),
            backup_minutes=whole_number(given, "backup_minutes"),
            nobody_minutes=whole_number(given, "nobody_minutes"),
            wait_minutes=whole_number(given, "wait_minutes") if given.text("wait_minutes").strip() else None,
        )
        await set_hand_off(db, admin.workspace.id, rules)
    except Refused as refused:
        return render(request, await _page(db, request, admin, given, field_errors(refused)), status=422)
    return RedirectResponse("/settings/hand-off?done=hand_off", 303)


async def _page(
    db: Db,
    request: Request,
    viewer: Viewer,
    given: Form | None = None,
    errors: dict[str, str] | None = None,
) -> HandOffPage:
    workspace = await workspaces.workspace(db, viewer.workspace.id) or viewer.workspace
    kept = "" if workspace.wait_minutes is None else str(workspace.wait_minutes)
    return HandOffPage(
        users=[user for user in await workspaces.users(db) if user.disabled_at is None],
        first=given.every("first") if given else workspace.hand_off_to,
        backup=given.every("backup") if given else workspace.backup_to,
        backup_minutes=given.text("backup_minutes") if given else str(workspace.backup_minutes),
        nobody_minutes=given.text("nobody_minutes") if given else str(workspace.nobody_minutes),
        wait_minutes=given.text("wait_minutes") if given else kept,
        errors=errors or {},
        notice=notice(request),
    )
