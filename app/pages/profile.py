"""One's own profile: name, e-mail, password, and where one is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.database import Db
from app.deps import DbDep, KitDep
from app.errors import Conflict
from app.pages.forms import Form, Refused, field_errors, form_of
from app.pages.frame import Context, render
from app.pages.notices import notice
from app.pages.route import Viewer, ViewerDep
from app.pages.route import router as page_router
from app.passwords import SHORTEST
from app.queries import workspaces
from app.services.create_workspace import address, named
from app.services.first_run import UNNAMED
from app.services.set_password import set_password

router = page_router()


@dataclass(frozen=True)
class ProfilePage(Context):
    """`is_new` says that no password is set yet; `email` is empty until the first admin gave theirs."""

    template: ClassVar[str] = "settings/profile.html"
    section: ClassVar[str] = "Settings"
    name: str
    email: str
    is_new: bool
    shortest: int
    notice: str
    errors: dict[str, str]


@router.get("/settings/profile")
async def show(request: Request, viewer: ViewerDep) -> Response:
    return render(request, _page(request, viewer))


@router.post("/settings/profile")
async def save(request: Request, db: DbDep, viewer: ViewerDep) -> Response:
    given = await form_of(request)
    try:
        name, email = named(given.text("name"), "name"), address(given.text("email"))
        await _refuse_taken(db, viewer, email)
    except Refused as refused:
        return render(request, _page(request, viewer, given, field_errors(refused)), status=422)
    await workspaces.set_user_names(db, viewer.user.id, name=name, email=email)
    return RedirectResponse("/settings/profile?done=profile", 303)


@router.post("/settings/password")
async def password(request: Request, db: DbDep, viewer: ViewerDep, kit: KitDep) -> Response:
    given = await form_of(request)
    try:
        await set_password(
            db,
            kit.passwords,
            viewer.user,
            current=given.text("current"),
            new=given.text("password"),
            login_id=viewer.login.id,
        )
    except Refused as refused:
        return render(request, _page(request, viewer, errors=field_errors(refused)), status=422)
    return RedirectResponse("/settings/profile?done=password", 303)


@router.post("/settings/sign-out-elsewhere")
async def elsewhere(db: DbDep, viewer: ViewerDep) -> Response:
    await workspaces.end_logins_of(db, viewer.user.id, but=viewer.login.id)
    return RedirectResponse("/settings/profile?done=elsewhere", 303)


async def _refuse_taken(db: Db, viewer: Viewer, email: str) -> None:
    others = (user for user in await workspaces.users(db) if user.id != viewer.user.id)
    if any(user.email.lower() == email.lower() for user in others):
        raise Conflict("Somebody else here has this e-mail.", field="email")


def _page(
    request: Request, viewer: Viewer, form: Form | None = None, errors: dict[str, str] | None = None
) -> ProfilePage:
    known = "" if viewer.user.email == UNNAMED else viewer.user.email
    return ProfilePage(
        name=form.text("name") if form else viewer.user.name,
        email=form.text("email") if form else known,
        is_new=viewer.user.password_hash is None,
        shortest=SHORTEST,
        notice=notice(request),
        errors=errors or {},
    )
