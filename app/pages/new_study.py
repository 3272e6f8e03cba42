"""Opening a study: from a template, a guide in use, or YAML of one's own, with each problem on its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.database import Db
from app.deps import DbDep
from app.pages.forms import Form, Refused, field_errors, form_of, whole_number
from app.pages.frame import Context, render
from app.pages.guide_text import GuideProblems, LineProblem, own_guide
from app.pages.guides import said
from app.pages.route import ViewerDep
from app.pages.route import router as page_router
from app.pages.wording import counted, words
from app.queries import lists
from app.services.create_study import Terms, create_study
from app.services.save_guide import save_guide, version_for
from app.tables import Study, Workspace
from interviewer.guide_files import parse_guide, template_names, template_text

router = page_router()

OWN = "own"
GUIDES = 100


@dataclass(frozen=True)
class Choice:
    """A guide one can start from."""

    value: str
    name: str
    title: str
    told: str


@dataclass(frozen=True)
class NewStudyPage(Context):
    """The form; what was typed is kept when it is shown again with `errors` and `problems`."""

    template: ClassVar[str] = "studies/new.html"
    section: ClassVar[str] = "Studies"
    templates: list[Choice]
    saved: list[Choice]
    chosen: str
    yaml: str
    title: str
    language: str
    resume_days: str
    allow_repeat: bool
    wait_minutes: str
    errors: dict[str, str]
    problems: list[LineProblem]


@router.get("/studies/new")
async def form(request: Request, db: DbDep, viewer: ViewerDep, guide: str = "") -> Response:
    chosen = guide or template_names()[0]
    return render(request, await _page(db, viewer.workspace, Form([("guide", chosen)])))


@router.post("/studies/new")
async def create(request: Request, db: DbDep, viewer: ViewerDep) -> Response:
    given = await form_of(request)
    try:
        # a savepoint: a guide saved for a study that is then refused is taken back
        async with db.transaction():
            study = await _create(db, viewer.workspace.id, given)
    except GuideProblems as refused:
        return render(
            request, await _page(db, viewer.workspace, given, problems=refused.problems), status=422
        )
    except Refused as refused:
        return render(
            request, await _page(db, viewer.workspace, given, errors=field_errors(refused)), status=422
        )
    return RedirectResponse(f"/studies/{study.id}?done=study", 303)


async def _create(db: Db, workspace_id: str, given: Form) -> Study:
    chosen = given.text("guide")
    if chosen == OWN:
        version = await save_guide(db, workspace_id, own_guide(given.text("yaml")))
    else:
        version = await version_for(db, workspace_id, chosen.split("\n")[0])
    return await create_study(
        db,
        workspace_id,
        version,
        title=given.text("title").strip() or None,
        language=given.text("language") or None,
        terms=_terms(given),
    )


def _terms(given: Form) -> Terms:
    """How the study treats its respondents. Raises Invalid."""
    wait = given.text("wait_minutes").strip()
    return Terms(
        resume_days=whole_number(given, "resume_days")
        if given.text("resume_days").strip()
        else Terms.resume_days,
        allow_repeat=given.has("allow_repeat"),
        wait_minutes=whole_number(given, "wait_minutes") if wait else None,
    )


async def _page(
    db: Db,
    workspace: Workspace,
    given: Form,
    *,
    errors: dict[str, str] | None = None,
    problems: list[LineProblem] | None = None,
) -> NewStudyPage:
    used = (await lists.guides(db, limit=GUIDES)).items
    return NewStudyPage(
        templates=[_template(name, workspace) for name in template_names()],
        saved=[
            Choice(line.id, line.name, f"version {line.number}", counted(line.questions, "question"))
            for line in used
        ],
        chosen=next((line.id for line in used if line.name == given.text("guide")), given.text("guide")),
        yaml=given.text("yaml"),
        title=given.text("title"),
        language=given.text("language"),
        resume_days=given.text("resume_days") or str(Terms.resume_days),
        allow_repeat=given.has("allow_repeat"),
        wait_minutes=given.text("wait_minutes"),
        errors=errors or {},
        problems=problems or [],
    )


def _template(name: str, workspace: Workspace) -> Choice:
    guide = parse_guide(template_text(name), f"{name}.yaml")
    told = f"{counted(len(guide.questions), 'question')}, about {guide.minutes} minutes"
    title = said(guide.title, "en", workspace)
    return Choice(name, words(name.replace("-", "_")).capitalize().replace("Nps", "NPS"), title, told)
