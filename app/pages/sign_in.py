"""Signing in and out. A one-time link only shows a button: mail scanners open links too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from app import ids
from app.deps import DbDep, KitDep, NowDep
from app.errors import Gone, TooMany, Unauthorised, Unavailable
from app.kit import Kit
from app.pages import cookies
from app.pages.forms import form_of
from app.pages.frame import Context, names
from app.pages.links import HOME, safe_next
from app.pages.origins import refuse_foreign
from app.pages.route import ViewerDep, private, signed_in
from app.pages.route import router as page_router
from app.pages.templating import drawn
from app.queries import workspaces
from app.services.sign_in import NewLogin, sign_in, sign_in_by_link

router = APIRouter(include_in_schema=False)
signed = page_router()

PROFILE = "/settings/profile"


@dataclass(frozen=True)
class SignInPage(Context):
    """The form; `email` and `next` are kept when it is shown again."""

    template: ClassVar[str] = "sign_in/form.html"
    email: str
    next: str
    error: str


@dataclass(frozen=True)
class LinkPage(Context):
    """A button for a link that is still good, else what to do."""

    template: ClassVar[str] = "sign_in/link.html"
    token: str
    is_good: bool


@router.get("/sign-in")
async def form(request: Request, kit: KitDep, now: NowDep) -> Response:
    """The form, or the page itself for who is signed in."""
    wanted = safe_next(request.query_params.get("next"))
    if await signed_in(kit, request, now):
        return private(RedirectResponse(wanted, 303))
    return _show(request, SignInPage(email="", next=wanted, error=""))


@router.post("/sign-in")
async def enter(request: Request, kit: KitDep, now: NowDep) -> Response:
    refuse_foreign(request, kit.settings)
    form = await form_of(request)
    email, wanted = form.text("email"), safe_next(form.text("next"))
    address = request.client.host if request.client else ""
    try:
        made = await sign_in(kit, email=email, password=form.text("password"), address=address, now=now)
    except (Unauthorised, TooMany, Unavailable) as refused:
        shown = SignInPage(email=email, next=wanted, error=refused.message)
        response = _show(request, shown, status=422 if isinstance(refused, Unauthorised) else refused.status)
        if refused.retry_after:
            response.headers["retry-after"] = str(round(refused.retry_after))
        return response
    return await _enter(request, kit, made, wanted)


@router.get("/sign-in/{token}")
async def link(request: Request, token: str, kit: KitDep, now: NowDep) -> Response:
    """Looks, and changes nothing."""
    async with kit.database.system() as db:
        is_good = await workspaces.link_is_good(db, ids.hash_secret(token), now)
    return _show(request, LinkPage(token=token, is_good=is_good), status=200 if is_good else 410)


@router.post("/sign-in/{token}")
async def use(request: Request, token: str, kit: KitDep, now: NowDep) -> Response:
    refuse_foreign(request, kit.settings)
    try:
        made = await sign_in_by_link(kit, token, now)
    except Gone:
        return _show(request, LinkPage(token=token, is_good=False), status=410)
    return await _enter(request, kit, made, HOME if made.user.password_hash else PROFILE)


@signed.post("/sign-out")
async def leave(viewer: ViewerDep, db: DbDep, kit: KitDep) -> Response:
    await workspaces.end_login(db, viewer.login.id)
    response = RedirectResponse("/sign-in", 303)
    cookies.forget(response, kit.settings)
    return response


async def _enter(request: Request, kit: Kit, made: NewLogin, wanted: str) -> Response:
    """Hands out the cookie; the login it replaces ends, so that one browser holds one."""
    old = cookies.secret_of(request, kit.settings)
    if old:
        async with kit.database.system() as db:
            await workspaces.end_login(db, ids.hash_secret(old))
    response = RedirectResponse(wanted, 303)
    cookies.remember(response, kit.settings, made)
    return private(response)


def _show(request: Request, context: Context, status: int = 200) -> Response:
    response = drawn(request, context.template, names(context), status=status)
    # the address may hold a secret: where we come from is told, the path is not
    response.headers["referrer-policy"] = "strict-origin"
    return private(response)
