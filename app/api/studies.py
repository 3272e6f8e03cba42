"""Studies, the interviews in them, and their themes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from fastapi import Response, status
from pydantic import AwareDatetime, Field

from app import addresses
from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.api.themes import ThemeOut, study_themes
from app.api.usage import UsageOut, caps_given, usage_shape
from app.database import Db
from app.deps import CallerDep, DbDep, KitDep, NowDep
from app.errors import NotFound
from app.kit import Kit
from app.queries import spend
from app.queries import studies as queries
from app.queue import nudge
from app.services.create_interview import ConsentGiven
from app.services.create_study import Terms, create_study
from app.services.save_guide import version_for
from app.services.set_smallest_group import set_smallest_group
from app.services.start_interview import start_interview
from app.tables import Study

studies = router("studies")


class StudyIn(Shape):
    guide: str | dict[str, Any] = Field(
        description="A template's name, a saved guide's name or id, YAML text, or the same shape as JSON.",
        examples=["post-onboarding"],
    )
    title: str | None = Field(None, max_length=200)
    language: str | None = Field(None, max_length=10)
    resume_days: int = Field(
        14, description="Days an interview's link resumes after its last turn, 1 to 365."
    )
    allow_repeat: bool = Field(False, description="Let a person answer more than once.")
    wait_minutes: int | None = Field(
        None,
        description="What a respondent who needs a person hears; the workspace's figure where null.",
    )


class StudyOut(Shape):
    id: str
    slug: str
    title: str
    language: str
    status: str
    link: str
    guide_version: str
    resume_days: int
    allow_repeat: bool
    wait_minutes: int | None
    is_synthetic: bool
    created_at: datetime


class StudyDetail(StudyOut):
    model_caps: dict[str, Any]
    smallest_group: int | None
    usage: UsageOut


class StudyChange(Shape):
    """What is left out stays as it is."""

    model_caps: dict[str, Any] | None = Field(
        None,
        description="The most that models may cost: for `interview` and `study`, `tokens`, `cost` or both.",
        examples=[{"study": {"tokens": 2_000_000}}],
    )
    smallest_group: int | None = Field(
        None,
        description="How many people a theme or segment needs to be shown outside their accounts, 1 to 100;"
        " null for the workspace's figure.",
    )


class ConsentIn(Shape):
    """Consent taken elsewhere, so that the page does not ask again."""

    given_at: AwareDatetime
    text: str = Field(min_length=1, max_length=10_000)


class InterviewIn(Shape):
    account: str | None = None
    contact: str | None = None
    context: dict[str, Any] | None = None
    channel: Literal["link", "widget", "email", "api"] = "link"
    consent: ConsentIn | None = None


class InterviewLink(Shape):
    id: str
    token: str
    url: str
    ws_url: str


@studies.post("", status_code=status.HTTP_201_CREATED, response_model=StudyOut)
async def create(given: StudyIn, db: DbDep, caller: CallerDep, kit: KitDep) -> StudyOut:
    """Opens a study; its link can be shared at once."""
    version = await version_for(db, caller.workspace_id, given.guide)
    study = await create_study(
        db,
        caller.workspace_id,
        version,
        title=given.title,
        language=given.language,
        terms=Terms(given.resume_days, given.allow_repeat, given.wait_minutes),
    )
    return _shape(study, kit.settings.base_url)


@studies.get("", response_model=Page[StudyOut])
async def index(
    db: DbDep,
    kit: KitDep,
    limit: Limit = 50,
    next: Next = None,
) -> dict[str, Any]:
    """Newest first."""
    found = await queries.studies(db, limit=limit, cursor=next)
    return page(found, lambda row: _shape(row, kit.settings.base_url))


@studies.get("/{study_id}", response_model=StudyDetail)
async def show(study_id: str, db: DbDep, kit: KitDep) -> StudyDetail:
    """One study with its open link and what models have cost it."""
    return await _detail(db, kit, await _study(db, study_id))


@studies.patch("/{study_id}", response_model=StudyDetail)
async def change(study_id: str, given: StudyChange, db: DbDep, kit: KitDep) -> StudyDetail:
    """Sets the most that models may cost in this study, and how few people are shown apart."""
    study = await _study(db, study_id)
    if given.model_caps is not None:
        await spend.set_study_caps(db, study.id, caps_given(given.model_caps, ("interview", "study")))
    if "smallest_group" in given.model_fields_set:
        await set_smallest_group(db, given.smallest_group, study_id=study.id)
    return await _detail(db, kit, await _study(db, study_id))


@studies.post("/{study_id}/interviews", status_code=status.HTTP_201_CREATED, response_model=InterviewLink)
async def invite(
    study_id: str, given: InterviewIn, response: Response, db: DbDep, kit: KitDep, now: NowDep
) -> InterviewLink:
    """Makes an interview for one respondent: a link for them, an id for you.

    A contact has one interview in a study unless it lets people answer again: 200 with the running one,
    409 when they have answered.
    """
    study = await _study(db, study_id)
    consent = ConsentGiven(given.consent.given_at, given.consent.text) if given.consent else None
    started = await start_interview(
        db,
        study,
        now,
        account_id=given.account,
        contact_id=given.contact,
        context=given.context,
        channel=given.channel,
        consent=consent,
    )
    if not started.is_new:
        response.status_code = status.HTTP_200_OK
    base, token = kit.settings.base_url, started.interview.token
    return InterviewLink(
        id=started.interview.id,
        token=token,
        url=addresses.interview_page(base, token),
        ws_url=addresses.interview_socket(base, token),
    )


@studies.get("/{study_id}/themes", response_model=Page[ThemeOut])
async def themes(study_id: str, db: DbDep) -> dict[str, Any]:
    """What respondents said, grouped: most people first."""
    return {"items": await study_themes(db, await _study(db, study_id))}


@studies.post("/{study_id}/analysis", status_code=status.HTTP_202_ACCEPTED)
async def analyse(study_id: str, db: DbDep) -> Response:
    """Analyses the whole study again: new themes are fitted, every statement is assigned."""
    study = await _study(db, study_id)
    await nudge(db, "analyse_study", lane=f"analyse/{study.id}", study_id=study.id)
    return Response(status_code=status.HTTP_202_ACCEPTED)


async def _study(db: Db, study_id: str) -> Study:
    study = await queries.study(db, study_id)
    if study is None:
        raise NotFound("There is no such study.")
    return study


async def _detail(db: Db, kit: Kit, study: Study) -> StudyDetail:
    usage = usage_shape(await spend.of_study(db, study.id), kit.prices.currency)
    shape = _shape(study, kit.settings.base_url)
    return StudyDetail(
        **shape.model_dump(), model_caps=study.model_caps, smallest_group=study.smallest_group, usage=usage
    )


def _shape(study: Study, base: str) -> StudyOut:
    return StudyOut(
        id=study.id,
        slug=study.slug,
        title=study.title,
        language=study.language,
        status=study.status,
        link=f"{base}/s/{study.slug}",
        guide_version=study.guide_version_id,
        resume_days=study.resume_days,
        allow_repeat=study.allow_repeat,
        wait_minutes=study.wait_minutes,
        is_synthetic=study.is_synthetic,
        created_at=study.created_at,
    )
