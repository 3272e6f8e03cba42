"""Writing a guide: its YAML with the linter beside it, from a template, a saved version or a goal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.database import Db
from app.deps import DbDep, KitDep
from app.errors import Invalid, NotFound
from app.pages.forms import Form, field_errors, form_of
from app.pages.frame import Context, render
from app.pages.guide_text import FindingLine, GuideProblems, LineProblem, applied, judged, own_guide
from app.pages.route import ViewerDep
from app.pages.route import router as page_router
from app.queries import guides as queries
from app.services.draft_guide import draft_guide
from app.services.save_guide import save_guide
from app.tables import GuideRow
from interviewer.authoring import LONGEST_GOAL, guide_to_yaml, line_of
from interviewer.guide_files import guide_from_json, parse_guide, template_names, template_text

router = page_router()

NEW, DRAFT = "/guides/new", "/guides/draft"
LANGUAGES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "pt": "Portuguese",
    "nl": "Dutch",
    "it": "Italian",
    "ja": "Japanese",
}
STARTER = """guide: my-guide
title: A few questions about {{ product }}
languages: [en]
minutes: 8
questions:
  - id: last_time
    ask: What did you do the last time you worked with {{ product }}?
    objective: the real routine, from a real case
    listen_for:
      - {id: result, about: what came of it, ask: "What came of it?"}
    must_cover: true
closing: {summary: true, anything_else: true}
"""


@dataclass(frozen=True)
class EditorPage(Context):
    """The editor. `problems` keep the guide from being saved, `findings` do not unless they are among them;
    `notes` tell what just happened. `row` is None for a guide not saved yet."""

    template: ClassVar[str] = "guides/edit.html"
    section: ClassVar[str] = "Guides"
    row: GuideRow | None
    action: str
    yaml: str
    notes: list[str]
    problems: list[LineProblem]
    findings: list[FindingLine]
    templates: list[str]


@dataclass(frozen=True)
class DraftPage(Context):
    """The form for a goal; what was typed is kept when it is shown again with `errors`."""

    template: ClassVar[str] = "guides/draft.html"
    section: ClassVar[str] = "Guides"
    goal: str
    longest: int
    minutes: str
    language: str
    languages: dict[str, str]
    has_model: bool
    errors: dict[str, str]


@router.get(NEW)
async def new(request: Request, template: str = "") -> Response:
    yaml = template_text(template) if template in template_names() else STARTER
    return render(request, await _page(None, yaml))


@router.post(NEW)
async def create(request: Request, db: DbDep, viewer: ViewerDep) -> Response:
    return await _act(request, db, viewer.workspace.id, None)


@router.get(DRAFT)
async def goal(request: Request, kit: KitDep) -> Response:
    return render(request, _draft_page(Form([("minutes", "8")]), kit.models is not None))


@router.post(DRAFT)
async def draft(request: Request, kit: KitDep, viewer: ViewerDep) -> Response:
    given = await form_of(request)
    try:
        drafted = await draft_guide(
            kit,
            viewer.workspace.id,
            given.text("goal"),
            language=given.text("language") or "en",
            minutes=_minutes(given.text("minutes")),
            product=viewer.workspace.product or "",
        )
    except Invalid as refused:
        page = _draft_page(given, kit.models is not None, field_errors(refused))
        return render(request, page, status=422)
    yaml = guide_to_yaml(drafted.guide)
    notes = [*drafted.notes, "Nothing is saved yet: read it, change it, then save it."]
    return render(request, await _page(None, yaml, notes))


@router.get("/guides/{guide_id}/edit")
async def edit(request: Request, guide_id: str, db: DbDep) -> Response:
    row = await _row(db, guide_id)
    newest = await queries.newest_version(db, row.id)
    assert newest is not None  # noqa: S101 - a guide is written with its first version
    return render(request, await _page(row, guide_to_yaml(guide_from_json(newest.body))))


@router.post("/guides/{guide_id}/versions")
async def change(request: Request, guide_id: str, db: DbDep, viewer: ViewerDep) -> Response:
    return await _act(request, db, viewer.workspace.id, await _row(db, guide_id))


async def _act(request: Request, db: Db, workspace_id: str, row: GuideRow | None) -> Response:
    """What the pressed button asks for: apply a proposal, check, or save."""
    given = await form_of(request)
    yaml = given.text("yaml").replace("\r\n", "\n")
    try:
        if given.has("apply"):
            return render(request, await _applied(row, yaml, given.text("apply")))
        if given.text("do") == "check":
            return render(request, await _page(row, yaml, ["Checked. Nothing is saved yet."]))
        return await _saved(db, workspace_id, row, yaml)
    except GuideProblems as refused:
        return render(request, await _page(row, yaml, problems=refused.problems), status=422)


async def _applied(row: GuideRow | None, yaml: str, key: str) -> EditorPage:
    mended = await applied(yaml, key)
    if mended is None:
        return await _page(row, yaml, ["That proposal no longer fits: the text has changed since."])
    return await _page(row, mended, ["The proposal is in the text. Nothing is saved yet."])


async def _saved(db: Db, workspace_id: str, row: GuideRow | None, yaml: str) -> Response:
    guide = own_guide(yaml)
    other = await queries.guide_by_name(db, guide.name)
    if other is not None and (row is None or other.id != row.id):
        raise GuideProblems([_taken(yaml)])
    try:
        version = await save_guide(db, workspace_id, guide)
    except Invalid as refused:
        told = [LineProblem(None, field, message, "", "") for field, message in refused.problems]
        raise GuideProblems(told) from refused
    return RedirectResponse(f"/guides/{version.guide_id}?done=guide", 303)


def _taken(yaml: str) -> LineProblem:
    line = line_of(yaml, ("guide",))
    suggestion = "Choose another name here, or edit that guide instead."
    return LineProblem(line, "guide", "is the name of another guide already.", suggestion, "")


async def _page(
    row: GuideRow | None,
    yaml: str,
    notes: list[str] | None = None,
    *,
    problems: list[LineProblem] | None = None,
) -> EditorPage:
    """The editor over a text, with the linter's findings as far as it can be read."""
    problems = list(problems or [])
    findings: list[FindingLine] = []
    try:
        findings = await judged(yaml, own_guide(yaml, judges_wording=False))
    except GuideProblems as refused:
        problems = problems or refused.problems
    return EditorPage(
        row=row,
        action=f"/guides/{row.id}/versions" if row else NEW,
        yaml=yaml,
        notes=notes or [],
        problems=problems,
        findings=findings,
        templates=template_names(),
    )


def _draft_page(given: Form, has_model: bool, errors: dict[str, str] | None = None) -> DraftPage:
    known = parse_guide(template_text(template_names()[0]), "guide").languages
    return DraftPage(
        goal=given.text("goal"),
        longest=LONGEST_GOAL,
        minutes=given.text("minutes"),
        language=given.text("language") or "en",
        languages={code: name for code, name in LANGUAGES.items() if has_model or code in known},
        has_model=has_model,
        errors=errors or {},
    )


def _minutes(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= 60):
        raise Invalid("Minutes are a whole number from 1 to 60.", field="minutes")
    return int(text)


async def _row(db: Db, guide_id: str) -> GuideRow:
    row = await queries.guide(db, guide_id)
    if row is None:
        raise NotFound("There is no such guide.")
    return row
