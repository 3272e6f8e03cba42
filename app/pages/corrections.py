"""What a CSM says of a tag on an interview's page: right, wrong, another one, or one that is missing."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.by import By
from app.deps import DbDep, NowDep
from app.errors import NotFound
from app.pages.forms import form_of
from app.pages.route import ViewerDep
from app.pages.route import router as page_router
from app.queries import corrections
from app.services.correct_tags import add_tag, correct_tag

router = page_router()

RIGHT, WRONG = "right", "wrong"


@router.post("/tags/{tag_id}/correct")
async def correct(request: Request, tag_id: str, db: DbDep, viewer: ViewerDep, now: NowDep) -> Response:
    """`verdict` is right, wrong, or the name of the tag that should stand there."""
    verdict = (await form_of(request)).text("verdict")
    tag = await corrections.tag(db, tag_id)
    if tag is None:
        raise NotFound("There is no such tag.")
    name = None if verdict in (RIGHT, WRONG) else verdict
    await correct_tag(db, tag_id, _by(viewer, now), is_right=verdict == RIGHT, name=name)
    return RedirectResponse(f"/interviews/{tag.interview_id}?done=corrected#reading", 303)


@router.post("/statements/{statement_id}/tags")
async def add(request: Request, statement_id: str, db: DbDep, viewer: ViewerDep, now: NowDep) -> Response:
    """`tag` is a kind and a name, as in `intent pricing`."""
    kind, _, name = (await form_of(request)).text("tag").partition(" ")
    line = await corrections.statement(db, statement_id)
    if line is None:
        raise NotFound("There is no such statement.")
    await add_tag(db, statement_id, _by(viewer, now), kind=kind, name=name)
    return RedirectResponse(f"/interviews/{line.interview_id}?done=corrected#reading", 303)


def _by(viewer: ViewerDep, now: NowDep) -> By:
    return By(viewer.workspace.id, now, user_id=viewer.user.id)
