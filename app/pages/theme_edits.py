"""Editing one theme: forms that work without script, each leading back to the theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse

from app.database import Db
from app.deps import DbDep, KitDep, NowDep
from app.errors import NotFound
from app.pages.forms import Form, Refused, field_errors, form_of
from app.pages.frame import Context, render
from app.pages.route import ViewerDep
from app.pages.route import router as page_router
from app.pages.studies import study_of
from app.pages.theme_panel import Choice, EditPanel, choices, edit_panel, in_words, may_be_quoted
from app.queries import theme_edits, theme_figures, themes
from app.services.edit_themes import exclude_theme, rename_theme, restore_theme
from app.services.propose_split import STARTING, ProposedPart, propose_split
from app.services.regroup_themes import Part, merge_themes, place_statements, split_theme
from app.services.theme_editing import Act, theme_in_use
from app.tables import StatementRow, Study, Theme

router = page_router()

MOST_LINES = 300
NEW, NONE = "new", "none"


@dataclass(frozen=True)
class EditPage(Context):
    """A theme's edits and history, whether it is in use or not."""

    template: ClassVar[str] = "themes/edit.html"
    section: ClassVar[str] = "Studies"
    study: Study
    theme: Theme
    edit: EditPanel


@dataclass(frozen=True)
class SortPage(Context):
    """A theme's statements to choose from; `withheld` says that too few people said them to be shown.
    `is_cut` that there are more; `to`, `label` and `chosen` are as sent."""

    template: ClassVar[str] = "themes/sort.html"
    section: ClassVar[str] = "Studies"
    study: Study
    theme: Theme
    lines: list[StatementRow]
    is_cut: bool
    withheld: str
    others: list[Choice]
    chosen: Sequence[str]
    to: str
    label: str
    errors: Mapping[str, str]


@dataclass(frozen=True)
class SplitPage(Context):
    """The parts a theme falls into: the first stays, the others may become themes; `withheld` as there."""

    template: ClassVar[str] = "themes/split.html"
    section: ClassVar[str] = "Studies"
    study: Study
    theme: Theme
    parts: list[ProposedPart]
    withheld: str
    errors: Mapping[str, str]


def act_of(viewer: ViewerDep, now: NowDep) -> Act:
    return Act(now, user_id=viewer.user.id)


ActDep = Annotated[Act, Depends(act_of)]


@router.get("/studies/{study_id}/themes/{theme_id}/edit")
async def show(request: Request, study_id: str, theme_id: str, db: DbDep) -> Response:
    study, theme = await theme_of(db, study_id, theme_id)
    return render(request, EditPage(study, theme, await edit_panel(db, request, study, theme)))


@router.post("/studies/{study_id}/themes/{theme_id}/rename")
async def rename(request: Request, study_id: str, theme_id: str, db: DbDep, act: ActDep) -> Response:
    study, theme = await theme_of(db, study_id, theme_id)
    label = (await form_of(request)).text("label")
    try:
        await rename_theme(db, theme.id, label, act)
    except Refused as refused:
        panel = await edit_panel(db, request, study, theme, label=label, errors=field_errors(refused))
        return render(request, EditPage(study, theme, panel), status=422)
    return _back(study, theme.id, "renamed")


@router.post("/studies/{study_id}/themes/{theme_id}/merge")
async def merge(request: Request, study_id: str, theme_id: str, db: DbDep, act: ActDep) -> Response:
    study, theme = await theme_of(db, study_id, theme_id)
    chosen = (await form_of(request)).every("themes")
    try:
        await merge_themes(db, theme.id, chosen, act)
    except Refused as refused:
        panel = await edit_panel(db, request, study, theme, chosen=chosen, errors=field_errors(refused))
        return render(request, EditPage(study, theme, panel), status=422)
    return _back(study, theme.id, "merged")


@router.post("/studies/{study_id}/themes/{theme_id}/exclude")
async def exclude(study_id: str, theme_id: str, db: DbDep, act: ActDep) -> Response:
    study, theme = await theme_of(db, study_id, theme_id)
    await exclude_theme(db, theme.id, act)
    return RedirectResponse(f"/studies/{study.id}/themes/history?done=excluded", 303)


@router.post("/studies/{study_id}/themes/{theme_id}/restore")
async def restore(study_id: str, theme_id: str, db: DbDep, act: ActDep) -> Response:
    study, theme = await theme_of(db, study_id, theme_id)
    await restore_theme(db, theme.id, act)
    return _back(study, theme.id, "restored")


@router.get("/studies/{study_id}/themes/{theme_id}/statements")
async def statements(request: Request, study_id: str, theme_id: str, db: DbDep) -> Response:
    study, theme = await theme_of(db, study_id, theme_id)
    return render(request, await _sort_page(db, study, theme, Form(())))


@router.post("/studies/{study_id}/themes/{theme_id}/statements")
async def move(request: Request, study_id: str, theme_id: str, db: DbDep, act: ActDep) -> Response:
    """Moves the chosen statements to another theme, to none, or into a theme of their own."""
    study, theme = await theme_of(db, study_id, theme_id)
    given = await form_of(request)
    chosen, to = given.every("statements"), given.text("to")
    try:
        if to == NEW:
            await split_theme(db, theme.id, [Part(given.text("label"), chosen)], act)
        else:
            await place_statements(db, study.id, chosen, None if to == NONE else to or theme.id, act)
    except Refused as refused:
        page = await _sort_page(db, study, theme, given, field_errors(refused))
        return render(request, page, status=422)
    return _back(study, theme.id, "moved")


@router.get("/studies/{study_id}/themes/{theme_id}/split")
async def proposal(request: Request, study_id: str, theme_id: str, db: DbDep, kit: KitDep) -> Response:
    study, theme = await theme_of(db, study_id, theme_id)
    await theme_in_use(db, theme.id)
    lines = await theme_edits.statements_in(db, [theme.id])
    withheld = await _withheld(db, study, lines) or ("" if kit.encoding.ready else STARTING)
    parts = [] if withheld else await propose_split(kit, db, theme.id)
    return render(request, SplitPage(study, theme, parts, withheld, {}))


@router.post("/studies/{study_id}/themes/{theme_id}/split")
async def split(
    request: Request, study_id: str, theme_id: str, db: DbDep, kit: KitDep, act: ActDep
) -> Response:
    """Makes the chosen parts of the proposal themes of their own."""
    study, theme = await theme_of(db, study_id, theme_id)
    given = await form_of(request)
    parts = [
        Part(given.text(f"label_{number}"), given.every(f"statements_{number}"))
        for number in given.every("parts")
    ]
    try:
        await split_theme(db, theme.id, parts, act)
    except Refused as refused:
        found = await propose_split(kit, db, theme.id)
        return render(request, SplitPage(study, theme, found, "", field_errors(refused)), status=422)
    return _back(study, theme.id, "split")


async def theme_of(db: Db, study_id: str, theme_id: str) -> tuple[Study, Theme]:
    """The study and its theme, in use or not. Raises NotFound."""
    study, theme = await study_of(db, study_id), await themes.theme(db, theme_id)
    if theme is None or theme.study_id != study.id:
        raise NotFound("There is no such theme here.")
    return study, theme


async def _sort_page(
    db: Db, study: Study, theme: Theme, given: Form, errors: Mapping[str, str] | None = None
) -> SortPage:
    lines = await theme_edits.statements_in(db, [theme.id])
    withheld = await _withheld(db, study, lines)
    return SortPage(
        study=study,
        theme=theme,
        lines=[] if withheld else lines[:MOST_LINES],
        is_cut=len(lines) > MOST_LINES,
        withheld=withheld,
        others=await choices(db, study, but=theme.id),
        chosen=given.every("statements"),
        to=given.text("to"),
        label=given.text("label"),
        errors=errors or {},
    )


async def _withheld(db: Db, study: Study, lines: Sequence[StatementRow]) -> str:
    """Why statements are not shown, "" where they are."""
    if not lines or await may_be_quoted(db, study.id, lines):
        return ""
    fewest = await theme_figures.smallest_group(db, study.id)
    return f"{in_words(lines)} so far; what they said is shown here from {fewest} people on."


def _back(study: Study, theme_id: str, done: str) -> Response:
    return RedirectResponse(f"/studies/{study.id}/themes/{theme_id}?done={done}#edit", 303)
