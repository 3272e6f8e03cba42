"""A study's themes over time: fitting them again, what moved, what people edited, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.database import Db
from app.deps import DbDep
from app.errors import Invalid, NotFound
from app.pages.forms import Refused, field_errors, form_of
from app.pages.frame import Context, render
from app.pages.notices import notice
from app.pages.pager import LIMIT
from app.pages.route import router as page_router
from app.pages.studies import study_of
from app.pages.theme_edits import ActDep
from app.pages.theme_panel import Choice, in_words, may_be_quoted
from app.pages.wording import counted, percent
from app.queries import theme_edits, theme_runs, themes
from app.queries.theme_edits import EditLine
from app.queries.theme_runs import RunLine
from app.services.edit_themes import undo_edit
from app.services.plan_refit import plan_refit
from app.services.refit_report import ORDER
from app.tables import StatementRow, Study, ThemeRun

router = page_router()

MOST_SHOWN = 40
_TITLES = {
    "born": "New themes",
    "split": "Split",
    "merged": "Merged",
    "renamed": "Renamed",
    "retired": "Retired",
    "moved": "Moved to another theme",
    "placed": "Found a theme",
    "unplaced": "Left without a theme",
}


@dataclass(frozen=True)
class EditShown:
    """An edit in words. `is_last` marks the one that can be undone."""

    text: str
    who: str
    at: datetime
    is_undone: bool
    is_last: bool


@dataclass(frozen=True)
class HistoryPage(Context):
    """`target` is the share to leave without a theme, in percent, as typed; `waiting`: one is under way."""

    template: ClassVar[str] = "themes/history.html"
    section: ClassVar[str] = "Studies"
    study: Study
    runs: list[RunLine]
    waiting: bool
    edits: list[EditShown]
    excluded: list[Choice]
    target: str
    errors: Mapping[str, str]
    notice: str


@dataclass(frozen=True)
class Moved:
    """One entry of a report. `lines` are its statements, `told` how many of how many people, `rest` how
    many more there are; `is_withheld` that too few people said them."""

    label: str
    href: str
    story: str
    told: str
    lines: list[StatementRow]
    rest: int
    is_withheld: bool


@dataclass(frozen=True)
class RunPage(Context):
    """What moved in one refit, by kind; `steady` says of each theme how many runs agree."""

    template: ClassVar[str] = "themes/run.html"
    section: ClassVar[str] = "Studies"
    study: Study
    run: ThemeRun
    kept: str
    unassigned: str
    asked: str
    steady: list[tuple[str, str, str]]
    groups: list[tuple[str, list[Moved]]]


@router.get("/studies/{study_id}/themes/history")
async def history(request: Request, study_id: str, db: DbDep) -> Response:
    return render(request, await _page(request, db, await study_of(db, study_id)))


@router.post("/studies/{study_id}/themes/refit")
async def refit(request: Request, study_id: str, db: DbDep, act: ActDep) -> Response:
    """Puts a refit in line."""
    study = await study_of(db, study_id)
    given = await form_of(request)
    typed = given.text("unassigned")
    try:
        run = await plan_refit(db, study, act, unassigned=_share(typed), afresh=given.has("afresh"))
    except Refused as refused:
        page = await _page(request, db, study, typed, field_errors(refused))
        return render(request, page, status=422)
    return RedirectResponse(f"/studies/{study.id}/themes/runs/{run.id}", 303)


@router.post("/studies/{study_id}/themes/undo")
async def undo(request: Request, study_id: str, db: DbDep, act: ActDep) -> Response:
    study = await study_of(db, study_id)
    try:
        await undo_edit(db, study.id, act)
    except Refused as refused:
        page = await _page(request, db, study, errors={"": refused.message})
        return render(request, page, status=422)
    return RedirectResponse(f"/studies/{study.id}/themes/history?done=undone", 303)


@router.get("/studies/{study_id}/themes/runs/{run_id}")
async def run(request: Request, study_id: str, run_id: str, db: DbDep) -> Response:
    study, found = await study_of(db, study_id), await theme_runs.theme_run(db, run_id)
    if found is None or found.study_id != study.id:
        raise NotFound("There is no such refit.")
    moved = [(entry["event"], await _moved(db, study, entry)) for entry in found.report]
    context = RunPage(
        study=study,
        run=found,
        kept=percent(found.figures.get("kept_share")),
        unassigned=percent(found.figures.get("unassigned")),
        asked=percent(found.settings.get("unassigned")),
        steady=[
            (one["theme"], one["label"], f"{one['agreeing']} of {one['of']} runs agree")
            for one in found.figures.get("themes", ())
            if one["of"]
        ],
        groups=[
            (_TITLES[kind], [entry for event, entry in moved if event == kind])
            for kind in ORDER
            if any(event == kind for event, _ in moved)
        ],
    )
    return render(request, context)


async def _page(
    request: Request, db: Db, study: Study, typed: str | None = None, errors: Mapping[str, str] | None = None
) -> HistoryPage:
    listed = (await theme_edits.edits(db, study.id, limit=LIMIT)).items
    last = next((line.id for line in listed if line.undone_at is None), None)
    every = await themes.all_themes(db, study.id)
    labels = {theme.id: theme.label for theme in every}
    return HistoryPage(
        study=study,
        runs=(await theme_runs.theme_runs(db, study.id, limit=LIMIT)).items,
        waiting=await theme_runs.under_way(db, study.id) is not None,
        edits=[
            EditShown(
                _edited(line, labels),
                line.who or "somebody",
                line.created_at,
                line.undone_at is not None,
                line.id == last,
            )
            for line in listed
        ],
        excluded=[Choice(one.id, one.label) for one in every if one.hidden_at and not one.retired_at],
        target=f"{100 * study.unassigned_target:.3g}" if typed is None else typed,
        errors=errors or {},
        notice=notice(request),
    )


def _share(typed: str) -> float:
    """A share (0..1) typed as percent. Raises Invalid."""
    try:
        return float(typed.strip().removesuffix("%").replace(",", ".")) / 100
    except ValueError:
        raise Invalid("Write a number of percent, such as 10.", field="unassigned") from None


def _edited(line: EditLine, labels: Mapping[str, str]) -> str:
    theme, what = f"“{line.theme}”", line.what
    moved = counted(len(what.get("moves", ())), "statement")
    if line.kind == "rename":
        return f"Renamed “{what['label'][0]}” to “{what['label'][1]}”"
    if line.kind == "merge":
        return f"Merged {_named(what['merged'], labels)} into {theme}, {moved}"
    if line.kind == "split":
        return f"Split {_named(what['born'], labels)} off {theme}, {moved}"
    if line.kind == "place":
        return f"Put {moved} into {theme}" if line.theme_id else f"Took {moved} out of every theme"
    return f"Excluded {theme}, {moved}" if line.kind == "exclude" else f"Brought {theme} back, {moved}"


def _named(names: list[str], labels: Mapping[str, str]) -> str:
    return ", ".join(f"“{labels.get(name, '')}”" for name in names)


async def _moved(db: Db, study: Study, entry: Mapping[str, Any]) -> Moved:
    lines = await theme_edits.statements(db, study.id, entry["statements"])
    is_withheld = bool(lines) and not await may_be_quoted(db, study.id, lines)
    return Moved(
        label=entry["label"],
        href=f"/studies/{study.id}/themes/{entry['theme']}",
        story=_story(entry),
        told=in_words(lines) if lines else "",
        lines=[] if is_withheld else lines[:MOST_SHOWN],
        rest=max(0, len(lines) - MOST_SHOWN),
        is_withheld=is_withheld,
    )


def _story(entry: Mapping[str, Any]) -> str:
    named = ", ".join(f"“{other['label']}”" for other in entry["others"])
    if entry["event"] == "renamed":
        return f"was called “{entry['before']}”"
    lead = {"born": "out of", "split": "gave away", "merged": "went into", "moved": "from"}
    return f"{lead[entry['event']]} {named}" if named and entry["event"] in lead else ""
