"""The links in our messages: each leads only to the address that was kept for it."""

from __future__ import annotations

import base64

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from app.deps import KitDep, NowDep
from app.kit import Kit
from app.pages.respondent import missing
from app.queries import touch_links
from app.queries.touch_links import OPENED
from app.services.follow_link import follow_link
from app.tables import TouchLink

router = APIRouter(include_in_schema=False)

_HEADERS = {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex"}
# one clear pixel
_GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@router.api_route("/r/{token}", methods=["GET", "HEAD"])
async def follow(request: Request, token: str, kit: KitDep, now: NowDep) -> Response:
    """Sends the reader on. HEAD is answered alike and never counts."""
    link = await _link(kit, token)
    if link is None or link.url == OPENED:
        return missing(request)
    if request.method == "GET":
        async with kit.database.workspace(link.workspace_id) as db:
            await follow_link(db, link, request.headers, now)
    return RedirectResponse(link.url, 302, headers=_HEADERS)


@router.get("/o/{token}.gif")
async def opened(request: Request, token: str, kit: KitDep, now: NowDep) -> Response:
    """The picture in mails of workspaces that want to know of opened ones; the same for any token."""
    link = await _link(kit, token)
    if link is not None and link.url == OPENED:
        async with kit.database.workspace(link.workspace_id) as db:
            await follow_link(db, link, request.headers, now)
    return Response(_GIF, media_type="image/gif", headers=_HEADERS)


async def _link(kit: Kit, token: str) -> TouchLink | None:
    if "\x00" in token:
        return None
    async with kit.database.system() as db:
        return await touch_links.by_token(db, token)
