"""Studies: the list, and one study with what it has taught so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.caps import Scope
from app.database import Db
from app.deps import DbDep, KitDep, NowDep
from app.errors import NotFound
from app.kit import Kit
from app.pages.alarm_lines import MARKED, NEWS, News, marks, news
from app.pages.cap_forms import caps_from, shown_caps
from app.pages.charts import Split, split
from app.pages.forms import Form, Refused, field_errors, form_of
from app.pages.frame import Context, render
from app.pages.notices import notice
from app.pages.pager import LIMIT, Pages, pages
from app.pages.route import ADMINS
from app.pages.route import router as page_router
from app.pages.study_hearing import Hearing, hearing
from app.pages.theme_lines import ThemeLine, theme_lines
from app.pages.usage import UsageView, room_notice, usage_view
from app.queries import evidence, guides, lists, spend, studies, theme_figures
from app.queries.evidence import TagCount
from app.queries.lists import InterviewLine, StudyLine
from app.queries.studies import StudyCounts
from app.queue import nudge
from app.services.check_caps import check_caps
from app.services.describe_themes import describe_themes
from app.tables import GuideRow, GuideVersion, Study

router = page_router()

TOP_THEMES = 8
RECENT = 6
OF_STUDY: tuple[Scope, ...] = ("interview", "study")
MOODS = ("positive", "mixed", "neutral", "negative")


@dataclass(frozen=True)
class StudiesPage(Context):
    """`base_url` is where the links lead."""

    template: ClassVar[str] = "studies/index.html"
    section: ClassVar[str] = "Studies"
    studies: list[StudyLine]
    pages: Pages
    base_url: str


@dataclass(frozen=True)
class StudyPage(Context):
    """One study. `moods` splits its analysed interviews, `themes` are those most respondents voice.
    `usage` is what models cost it, `caps` the values of the form by field."""

    template: ClassVar[str] = "studies/show.html"
    section: ClassVar[str] = "Studies"
    study: Study
    guide: GuideRow
    version: GuideVersion
    counts: StudyCounts
    link: str
    base_url: str
    themes: list[ThemeLine]
    more_themes: int
    heard: Hearing
    news: News
    moods: Split
    signals: list[TagCount]
    recent: list[InterviewLine]
    spending: str
    usage: UsageView
    currency: str
    caps: dict[str, str]
    errors: dict[str, str]
    notice: str


@router.get("/studies")
async def index(request: Request, db: DbDep, kit: KitDep, next: str | None = None) -> Response:
    found = await lists.studies(db, limit=LIMIT, cursor=next)
    return render(
        request,
        StudiesPage(
            studies=found.items, pages=pages(found, "/studies", next), base_url=kit.settings.base_url
        ),
    )


@router.get("/studies/{study_id}")
async def show(request: Request, study_id: str, db: DbDep, kit: KitDep, now: NowDep) -> Response:
    return render(request, await _page(request, db, kit, now, await study_of(db, study_id)))


@router.post("/studies/{study_id}/caps", dependencies=ADMINS)
async def caps(request: Request, study_id: str, db: DbDep, kit: KitDep, now: NowDep) -> Response:
    """Sets the most that models may cost in this study."""
    study = await study_of(db, study_id)
    given = await form_of(request)
    try:
        wanted = caps_from(given, OF_STUDY)
    except Refused as refused:
        page = await _page(request, db, kit, now, study, given, field_errors(refused))
        return render(request, page, status=422)
    await spend.set_study_caps(db, study.id, wanted)
    return RedirectResponse(f"/studies/{study.id}?done=caps", 303)


async def _page(
    request: Request,
    db: Db,
    kit: Kit,
    now: datetime,
    study: Study,
    form: Form | None = None,
    errors: dict[str, str] | None = None,
) -> StudyPage:
    study_id = study.id
    version = await guides.version(db, study.guide_version_id)
    guide = await guides.guide(db, version.guide_id) if version else None
    assert version is not None and guide is not None  # noqa: S101, PT018 - the study refers to both
    found = await describe_themes(db, study, quotes=1)
    alarms = await theme_figures.recent_alarms(db, now - MARKED, study_id=study_id, limit=200)
    moods = await evidence.moods(db, study_id)
    return StudyPage(
        study=study,
        guide=guide,
        version=version,
        counts=(await studies.counts(db, [study_id]))[study_id],
        link=f"{kit.settings.base_url}/s/{study.slug}",
        base_url=kit.settings.base_url,
        themes=theme_lines(found.themes[:TOP_THEMES], marks(alarms)),
        more_themes=max(0, len(found.themes) - TOP_THEMES),
        heard=hearing(found.figures),
        news=news(alarms, now - NEWS),
        moods=split([(mood, moods.get(mood, 0)) for mood in MOODS]),
        signals=await evidence.tag_counts(db, study_id),
        recent=(await lists.interviews(db, limit=RECENT, study_id=study_id)).items,
        spending=room_notice(await check_caps(kit, db, study.workspace_id, study_id=study_id), "study"),
        usage=usage_view(await spend.of_study(db, study_id), kit.prices.currency),
        currency=kit.prices.currency,
        caps=shown_caps(study.model_caps, OF_STUDY, form),
        errors=errors or {},
        notice=notice(request),
    )


@router.post("/studies/{study_id}/analysis")
async def analyse(study_id: str, db: DbDep) -> Response:
    """Has the whole study read again."""
    study = await study_of(db, study_id)
    await nudge(db, "analyse_study", lane=f"analyse/{study.id}", study_id=study.id)
    return RedirectResponse(f"/studies/{study.id}?done=analysis", 303)


async def study_of(db: Db, study_id: str) -> Study:
    """The study. Raises NotFound."""
    study = await studies.study(db, study_id)
    if study is None:
        raise NotFound("There is no such study.")
    return study
