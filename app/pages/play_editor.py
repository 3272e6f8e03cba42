"""Writing a play: its text with what speaks against it beside, drafts, versions, on and off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.by import By
from app.database import Db
from app.deps import DbDep, NowDep
from app.errors import Conflict, Invalid
from app.pages.forms import form_of, whole_number
from app.pages.frame import Context, render
from app.pages.play_lines import StepView, steps_of
from app.pages.route import ADMINS, ViewerDep
from app.pages.route import router as page_router
from app.services.keep_policy import LONGEST_TEXT, go_live, roll_back, save_draft, switch
from app.services.play_library import KIND, Checked, Kept, check_text, kept
from app.success.plays.play import shipped

router = page_router()

STARTER = shipped()["kickoff"].replace('name = "kickoff"', 'name = "my-play"', 1)


@dataclass(frozen=True)
class PlayEditorPage(Context):
    """The editor. `kept` is None for a play that is new; `checked` is what the text says."""

    template: ClassVar[str] = "plays/edit.html"
    section: ClassVar[str] = "Plays"
    kept: Kept | None
    text: str
    note: str
    longest: int
    checked: Checked
    steps: list[StepView]
    told: str


@router.get("/plays/new", dependencies=ADMINS)
async def new(request: Request, db: DbDep) -> Response:
    return render(request, await _page(db, None, STARTER))


@router.post("/plays/new", dependencies=ADMINS)
async def create(request: Request, db: DbDep, viewer: ViewerDep, now: NowDep) -> Response:
    return await _act(request, db, None, By(viewer.workspace.id, now, user_id=viewer.user.id))


@router.get("/plays/{name}/edit", dependencies=ADMINS)
async def edit(request: Request, name: str, db: DbDep) -> Response:
    one = await kept(db, name)
    return render(request, await _page(db, one, one.draft.source if one.draft is not None else one.text))


@router.post("/plays/{name}/edit", dependencies=ADMINS)
async def change(request: Request, name: str, db: DbDep, viewer: ViewerDep, now: NowDep) -> Response:
    return await _act(request, db, await kept(db, name), By(viewer.workspace.id, now, user_id=viewer.user.id))


@router.post("/plays/{name}/live", dependencies=ADMINS)
async def live(name: str, db: DbDep, viewer: ViewerDep, now: NowDep) -> Response:
    """The draft goes live."""
    one = await kept(db, name)
    if one.draft is None:
        raise Conflict("There is no draft that could go live.")
    await go_live(db, By(viewer.workspace.id, now, user_id=viewer.user.id), one.draft.id)
    return RedirectResponse(f"/plays/{name}?done=play_live", 303)


@router.post("/plays/{name}/switch", dependencies=ADMINS)
async def switched(request: Request, name: str, db: DbDep, viewer: ViewerDep, now: NowDep) -> Response:
    await kept(db, name)
    is_on = (await form_of(request)).text("on") == "yes"
    await switch(db, By(viewer.workspace.id, now, user_id=viewer.user.id), KIND, name, on=is_on)
    return RedirectResponse(f"/plays/{name}?done={'play_on' if is_on else 'play_off'}", 303)


@router.post("/plays/{name}/roll-back", dependencies=ADMINS)
async def back(request: Request, name: str, db: DbDep, viewer: ViewerDep, now: NowDep) -> Response:
    """An older version's text, or the shipped one, holds again."""
    await kept(db, name)
    given = await form_of(request)
    number = None if given.text("number") == "shipped" else whole_number(given, "number")
    await roll_back(db, By(viewer.workspace.id, now, user_id=viewer.user.id), KIND, name, number)
    return RedirectResponse(f"/plays/{name}?done=play_back", 303)


async def _act(request: Request, db: Db, one: Kept | None, by: By) -> Response:
    """What the pressed button asks for: check the text, keep it as a draft, or let it go live at once."""
    given = await form_of(request)
    text, note = given.text("text").replace("\r\n", "\n"), given.text("note")
    if given.text("do") == "check":
        return render(request, await _page(db, one, text, note, "Checked. Nothing is saved yet."))
    checked = await check_text(db, text, one.play.name if one is not None else "play")
    if checked.play is None:
        return render(request, await _page(db, one, text, note), status=422)
    name = one.play.name if one is not None else checked.play.name
    try:
        row = await save_draft(db, by, KIND, name, text, note)
        if given.text("do") == "live":
            await go_live(db, by, row.id)
    except Invalid as refused:
        return render(request, await _page(db, one, text, note, refused.message), status=422)
    done = "play_live" if given.text("do") == "live" else "play_draft"
    return RedirectResponse(f"/plays/{name}?done={done}", 303)


async def _page(db: Db, one: Kept | None, text: str, note: str = "", told: str = "") -> PlayEditorPage:
    checked = await check_text(db, text, one.play.name if one is not None else "play")
    return PlayEditorPage(
        kept=one,
        text=text,
        note=note,
        longest=LONGEST_TEXT,
        checked=checked,
        steps=steps_of(checked.play) if checked.play is not None else [],
        told=told,
    )
