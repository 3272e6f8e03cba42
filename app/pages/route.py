"""What a dashboard handler may ask for, and the route class that opens its transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from app import ids
from app.deps import Handler, kit_of, now_of
from app.errors import Forbidden, NotFound
from app.kit import Kit
from app.pages.cookies import secret_of
from app.pages.links import within
from app.pages.origins import refuse_foreign, refuse_without_token
from app.queries import tasks, workspaces
from app.services.sign_in import IDLE
from app.tables import Login, User, Workspace

READING = ("GET", "HEAD")


@dataclass(frozen=True)
class Viewer:
    """Who looks at a page."""

    login: Login
    user: User
    workspace: Workspace

    @property
    def is_admin(self) -> bool:
        return self.user.role == "admin"


def viewer_of(request: Request) -> Viewer:
    viewer: Viewer = request.state.viewer
    return viewer


def open_tasks_of(request: Request) -> int:
    """How many tasks nobody has taken, as the request began."""
    count: int = request.state.open_tasks
    return count


def admin_of(request: Request) -> Viewer:
    """The viewer. Raises Forbidden unless an admin."""
    viewer = viewer_of(request)
    if not viewer.is_admin:
        raise Forbidden("Only an admin may do this.")
    return viewer


ViewerDep = Annotated[Viewer, Depends(viewer_of)]
AdminDep = Annotated[Viewer, Depends(admin_of)]
ADMINS = [Depends(admin_of)]
"""For a route that only asks whether."""


class PageRoute(APIRoute):
    """A dashboard page: a login, its workspace's transaction, and proof of origin for whatever changes."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            kit = kit_of(request)
            viewer = await signed_in(kit, request, now_of())
            if viewer is None:
                return _to_sign_in(request)
            request.state.viewer = viewer
            if request.method not in READING:
                refuse_foreign(request, kit.settings)
                await refuse_without_token(request, viewer.login.csrf_token)
            # PostgreSQL cannot hold a NUL, so nothing of ours is named by one
            if "\x00" in request.url.path + "".join(request.query_params.values()):
                raise NotFound("There is nothing here.")
            async with kit.database.workspace(viewer.workspace.id) as db:
                request.state.db = db
                request.state.open_tasks = await tasks.count_open(db)
                response = await handle(request)
            return private(response)

        return handler


def private(response: Response) -> Response:
    """Kept by nobody on the way; our own pages may see where a click came from, others may not."""
    response.headers.setdefault("cache-control", "no-store")
    response.headers.setdefault("referrer-policy", "same-origin")
    return response


async def signed_in(kit: Kit, request: Request, now: datetime) -> Viewer | None:
    """Who the cookie's login belongs to; None when it is missing, over or its user shut out."""
    secret = secret_of(request, kit.settings)
    if not secret:
        return None
    async with kit.database.system() as db:
        login = await workspaces.login(db, ids.hash_secret(secret), now, now - IDLE)
        if login is None:
            return None
        await workspaces.touch_login(db, login.id, now)
        user = await workspaces.user(db, login.user_id)
        workspace = await workspaces.workspace(db, login.workspace_id)
    return Viewer(login, user, workspace) if user and workspace else None


def router() -> APIRouter:
    """A router whose pages need a login."""
    return APIRouter(route_class=PageRoute, include_in_schema=False)


def _to_sign_in(request: Request) -> Response:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    target = within("/sign-in", next=wanted if request.method in READING and wanted != "/" else None)
    if "hx-request" in request.headers:
        return private(Response(status_code=401, headers={"hx-redirect": target}))
    return private(RedirectResponse(target, 303))
