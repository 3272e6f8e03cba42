"""What the script on a customer's own site asks for its visitor: the message that waits for them.

The visitor is who the site's signed token names, each time anew; nothing is kept in their browser.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.cors import preflight, shared_with
from app.deps import KitDep, NowDep
from app.errors import Invalid, NotFound
from app.kit import Kit
from app.queries import studies, workspaces
from app.services.in_app_messages import InAppMessage, message_for, note_act
from app.services.read_identity import LONGEST_TOKEN, read_identity
from app.tables import Study, Workspace

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class _Asked:
    """The study by whose tag they ask, its workspace, and the token that says who they are."""

    study: Study
    workspace: Workspace
    identity: str


@router.options("/s/{slug}/messages")
@router.options("/s/{slug}/messages/{touch_id}/{act}")
async def may_ask(request: Request, kit: KitDep) -> Response:
    """Tells a browser whether a page of that origin may ask."""
    return Response(status_code=204, headers=preflight(request, kit.settings.embed_origins))


@router.post("/s/{slug}/messages")
async def index(request: Request, slug: str, kit: KitDep, now: NowDep) -> Response:
    """The one message to show now, in a list that is empty for a visitor we do not know."""
    asked = await _asked(request, slug, kit)
    async with kit.database.workspace(asked.workspace.id) as db:
        who = await read_identity(db, asked.workspace, asked.study, asked.identity, now)
        found = await message_for(db, who.contact_id, kit.settings.base_url, now) if who.contact_id else None
    return _answer(request, kit, {"items": [_shape(found)] if found else []})


@router.post("/s/{slug}/messages/{touch_id}/{act}")
async def note(
    request: Request,
    slug: str,
    touch_id: str,
    act: Literal["shown", "clicked", "done", "dismissed"],
    kit: KitDep,
    now: NowDep,
) -> Response:
    """Says what the visitor did with their message."""
    asked = await _asked(request, slug, kit)
    async with kit.database.workspace(asked.workspace.id) as db:
        who = await read_identity(db, asked.workspace, asked.study, asked.identity, now)
        if who.contact_id is None or "\x00" in touch_id:
            raise NotFound("There is no such message.")
        await note_act(db, who.contact_id, touch_id, act, now)
    return _answer(request, kit, {})


async def _asked(request: Request, slug: str, kit: Kit) -> _Asked:
    """Raises NotFound for an unknown study, Invalid for a body without a token."""
    async with kit.database.system() as db:
        study = await studies.study_by_slug(db, slug) if "\x00" not in slug else None
        workspace = await workspaces.workspace(db, study.workspace_id) if study else None
    if study is None or workspace is None:
        raise NotFound("There is no such study.")
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError) as bad:
        raise Invalid("The body is not valid JSON.", field="body") from bad
    identity = body.get("identity") if isinstance(body, dict) else None
    if not isinstance(identity, str) or not 0 < len(identity) <= LONGEST_TOKEN:
        raise Invalid("identity must be a signed token.", field="identity")
    return _Asked(study, workspace, identity)


def _answer(request: Request, kit: Kit, body: dict[str, Any]) -> Response:
    shared = shared_with(request, kit.settings.embed_origins)
    return JSONResponse(body, headers={**shared, "cache-control": "no-store"})


def _shape(message: InAppMessage) -> dict[str, Any]:
    return asdict(message)
