"""Guides: the list, and one version with its questions and what each listens for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response

from app.database import Db
from app.deps import DbDep
from app.errors import NotFound
from app.pages.frame import Context, render
from app.pages.guide_text import FindingLine, by_place
from app.pages.notices import notice
from app.pages.pager import LIMIT, Pages, pages
from app.pages.route import Viewer, ViewerDep
from app.pages.route import router as page_router
from app.queries import guides as queries
from app.queries import lists, rehearsals
from app.queries.lists import GuideLine
from app.queries.rehearsals import RehearsalLine
from app.tables import GuideRow, GuideVersion, Workspace
from interviewer.authoring import Finding, lint
from interviewer.guide import Guide, Words, fill
from interviewer.guide_files import guide_from_json
from interviewer.rehearsal.material import material

router = page_router()

REHEARSALS = 5


@dataclass(frozen=True)
class GuidesPage(Context):
    template: ClassVar[str] = "guides/index.html"
    section: ClassVar[str] = "Guides"
    guides: list[GuideLine]
    pages: Pages


@dataclass(frozen=True)
class Heard:
    """Something an answer should hold."""

    about: str
    ask: str


@dataclass(frozen=True)
class Asked:
    """One question as the page shows it."""

    ask: str
    objective: str
    must_cover: bool
    choices: tuple[str, ...]
    listen_for: tuple[Heard, ...]
    findings: list[FindingLine]


@dataclass(frozen=True)
class GuidePage(Context):
    """One guide at one version; `versions` are all of them, newest first. `rehearse_in` are the languages
    simulated respondents can be asked in."""

    template: ClassVar[str] = "guides/show.html"
    section: ClassVar[str] = "Guides"
    row: GuideRow
    version: GuideVersion
    versions: list[GuideVersion]
    guide: Guide
    title: str
    questions: tuple[Asked, ...]
    rehearsals: list[RehearsalLine]
    rehearse_in: tuple[str, ...]
    errors: dict[str, str]
    notice: str


@router.get("/guides")
async def index(request: Request, db: DbDep, next: str | None = None) -> Response:
    found = await lists.guides(db, limit=LIMIT, cursor=next)
    return render(request, GuidesPage(guides=found.items, pages=pages(found, "/guides", next)))


@router.get("/guides/{guide_id}")
async def show(
    request: Request, guide_id: str, db: DbDep, viewer: ViewerDep, version: int | None = None
) -> Response:
    return render(request, await page_of(db, viewer, guide_id, version, told=notice(request)))


async def page_of(
    db: Db,
    viewer: Viewer,
    guide_id: str,
    number: int | None = None,
    errors: dict[str, str] | None = None,
    told: str = "",
) -> GuidePage:
    """The page of a guide at a version, the newest by default. Raises NotFound."""
    row = await queries.guide(db, guide_id)
    every = await queries.versions(db, guide_id) if row else []
    chosen = next((one for one in every if number in (None, one.number)), None)
    if row is None or chosen is None:
        raise NotFound("There is no such guide, or no such version of it.")
    guide = guide_from_json(chosen.body)
    spoken = material().languages
    return GuidePage(
        row=row,
        version=chosen,
        versions=every,
        guide=guide,
        title=said(guide.title, guide.languages[0], viewer.workspace),
        questions=asked(guide, viewer.workspace, await asyncio.to_thread(lint, guide)),
        rehearsals=(await rehearsals.of_guide(db, guide_id, limit=REHEARSALS)).items,
        rehearse_in=tuple(one for one in guide.languages if one in spoken),
        errors=errors or {},
        notice=told,
    )


def said(text: Words, language: str, workspace: Workspace) -> str:
    """A guide's text as the workspace's respondents read it."""
    names = {"sponsor": workspace.sponsor, "product": workspace.product, "first_name": None}
    return fill(text.say(language), names)


def asked(guide: Guide, workspace: Workspace, findings: list[Finding]) -> tuple[Asked, ...]:
    """The questions in the guide's first language, each with what the linter found about it."""

    def say(text: Words) -> str:
        return said(text, guide.languages[0], workspace)

    return tuple(
        Asked(
            ask=say(question.ask),
            objective=question.objective,
            must_cover=question.must_cover,
            choices=tuple(say(choice) for choice in question.choices),
            listen_for=tuple(
                Heard(say(entry.about), say(entry.ask) if entry.ask else "") for entry in question.listen_for
            ),
            findings=by_place([finding for finding in findings if finding.question == question.id]),
        )
        for question in guide.questions
    )
