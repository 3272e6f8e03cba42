"""Settings: the workspace's names, the people in it, and its API keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app import ids
from app.database import Db
from app.deps import DbDep, KitDep, NowDep
from app.errors import Conflict, NotFound
from app.pages.forms import Form, Refused, field_errors, form_of
from app.pages.frame import Context, render
from app.pages.notices import notice
from app.pages.route import ADMINS, AdminDep, Viewer, ViewerDep, viewer_of
from app.pages.route import router as page_router
from app.queries import workspaces
from app.services.create_workspace import add_user, named, reset_user, set_disabled
from app.services.make_api_key import make_api_key
from app.services.sign_in import make_link
from app.tables import ApiKey, User, Workspace

router = page_router()


@dataclass(frozen=True)
class Once:
    """Something secret on its only page: a key, or somebody's sign-in link."""

    told: str
    secret: str


@dataclass(frozen=True)
class SettingsPage(Context):
    """`errors` is by form (names, user, key), then by field."""

    template: ClassVar[str] = "settings/index.html"
    section: ClassVar[str] = "Settings"
    workspace: Workspace
    users: list[User]
    keys: list[ApiKey]
    me: str
    shown: Once | None
    notice: str
    form: Form
    errors: dict[str, dict[str, str]]


@router.get("/settings")
async def index(request: Request, db: DbDep, viewer: ViewerDep) -> Response:
    if not viewer.is_admin:
        return RedirectResponse("/settings/profile", 303)
    return render(request, await _page(db, request))


@router.post("/settings/names")
async def names(request: Request, db: DbDep, admin: AdminDep) -> Response:
    given = await form_of(request)
    try:
        await workspaces.set_workspace_names(
            db,
            admin.workspace.id,
            name=named(given.text("name"), "name"),
            sponsor=named(given.text("sponsor"), "sponsor"),
            product=named(given.text("product"), "product"),
        )
    except Refused as refused:
        page = await _page(db, request, given, errors={"names": field_errors(refused)})
        return render(request, page, status=422)
    return RedirectResponse("/settings?done=names", 303)


@router.post("/settings/users")
async def invite(request: Request, db: DbDep, admin: AdminDep, kit: KitDep, now: NowDep) -> Response:
    """Adds a person; the answer is the only page that shows their link."""
    given = await form_of(request)
    try:
        user = await add_user(
            db,
            admin.workspace.id,
            given.text("email"),
            name=given.text("user_name"),
            role="admin" if given.has("is_admin") else "csm",
        )
    except Refused as refused:
        page = await _page(db, request, given, errors={"user": field_errors(refused)})
        return render(request, page, status=422)
    link = await make_link(db, user, now, base_url=kit.settings.base_url)
    return render(request, await _page(db, request, shown=_link_for(user, link)))


@router.post("/settings/users/{user_id}/reset")
async def reset(
    request: Request, user_id: str, db: DbDep, admin: AdminDep, kit: KitDep, now: NowDep
) -> Response:
    """Forgets the password and shows a new link, once."""
    user = await _other(db, admin, user_id)
    await reset_user(db, user)
    link = await make_link(db, user, now, base_url=kit.settings.base_url)
    return render(request, await _page(db, request, shown=_link_for(user, link)))


@router.post("/settings/users/{user_id}/disable")
async def disable(user_id: str, db: DbDep, admin: AdminDep, now: NowDep) -> Response:
    user = await _other(db, admin, user_id)
    await set_disabled(db, user.id, now)
    return RedirectResponse("/settings?done=shut_out", 303)


@router.post("/settings/users/{user_id}/enable")
async def enable(user_id: str, db: DbDep, admin: AdminDep) -> Response:
    user = await _other(db, admin, user_id)
    await set_disabled(db, user.id, None)
    return RedirectResponse("/settings?done=let_in", 303)


@router.post("/settings/keys")
async def add_key(request: Request, db: DbDep, admin: AdminDep) -> Response:
    """Makes a key; the answer is the only page that shows it."""
    given = await form_of(request)
    try:
        made = await make_api_key(db, admin.workspace.id, given.text("key_name"))
    except Refused as refused:
        page = await _page(db, request, given, errors={"key": field_errors(refused)})
        return render(request, page, status=422)
    shown = Once(f"The key “{made.row.name}”. It is shown this once.", made.secret)
    return render(request, await _page(db, request, shown=shown))


@router.post("/settings/keys/{key_id}/revoke", dependencies=ADMINS)
async def revoke(key_id: str, db: DbDep, now: NowDep) -> Response:
    if not await workspaces.revoke_api_key(db, key_id, now):
        raise NotFound("There is no such key, or it was revoked before.")
    return RedirectResponse("/settings?done=revoked", 303)


@router.post("/settings/identity")
async def make_identity_secret(request: Request, db: DbDep, admin: AdminDep) -> Response:
    """A new secret for signed identities in place of the old one; this page alone shows it."""
    secret = ids.token()
    await workspaces.set_identity_secret(db, admin.workspace.id, secret)
    shown = Once("The secret your site signs visitors with. It is shown this once.", secret)
    return render(request, await _page(db, request, shown=shown))


@router.post("/settings/identity/off", dependencies=ADMINS)
async def forget_identity_secret(db: DbDep, admin: AdminDep) -> Response:
    await workspaces.set_identity_secret(db, admin.workspace.id, None)
    return RedirectResponse("/settings?done=identity_off", 303)


async def _other(db: Db, admin: Viewer, user_id: str) -> User:
    """Somebody else here. Raises NotFound, and Conflict for oneself, who would be locked out."""
    user = await workspaces.user(db, user_id)
    if user is None:
        raise NotFound("There is no such user.")
    if user.id == admin.user.id:
        raise Conflict("This is you. Ask another admin, or use your profile.")
    return user


def _link_for(user: User, link: str) -> Once:
    return Once(f"A link that signs {user.name} in once, within a day. Send it to them privately.", link)


async def _page(
    db: Db,
    request: Request,
    form: Form | None = None,
    *,
    errors: dict[str, dict[str, str]] | None = None,
    shown: Once | None = None,
) -> SettingsPage:
    viewer = viewer_of(request)
    workspace = await workspaces.workspace(db, viewer.workspace.id)
    return SettingsPage(
        workspace=workspace or viewer.workspace,
        users=await workspaces.users(db),
        keys=await workspaces.api_keys(db),
        me=viewer.user.id,
        shown=shown,
        notice=notice(request),
        form=form or Form([]),
        errors=errors or {},
    )
