"""The start page: what came in, how the studies go, and whether deliveries arrive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from fastapi import Request, Response

from app.deps import DbDep, KitDep, NowDep
from app.pages.alarm_lines import NEWS, News, news
from app.pages.frame import Context, render
from app.pages.route import router as page_router
from app.pages.route import viewer_of
from app.pages.usage import room_notice
from app.queries import evidence, lists, theme_figures
from app.queries.evidence import EndpointState
from app.queries.lists import InterviewLine, StudyLine
from app.services.check_caps import check_caps

router = page_router()

SHOWN = 6
WATCHED = timedelta(days=7)


@dataclass(frozen=True)
class OverviewPage(Context):
    """`failing` are endpoints with a delivery of the last week that has not gone through, `spending` what is
    to be said of the day's cap on models, `news` what is new about themes."""

    template: ClassVar[str] = "overview/index.html"
    section: ClassVar[str] = "Overview"
    studies: list[StudyLine]
    latest: list[InterviewLine]
    failing: list[EndpointState]
    spending: str
    news: News


@router.get("/")
async def overview(request: Request, db: DbDep, kit: KitDep, now: NowDep) -> Response:
    states = await evidence.endpoint_states(db, now - WATCHED)
    context = OverviewPage(
        studies=(await lists.studies(db, limit=SHOWN)).items,
        latest=(await lists.interviews(db, limit=SHOWN + 2, is_analysed=True)).items,
        failing=[state for state in states if state.failed],
        news=news(await theme_figures.recent_alarms(db, now - NEWS, limit=200), now - NEWS),
        spending=room_notice(await check_caps(kit, db, viewer_of(request).workspace.id), "day"),
    )
    return render(request, context)
