"""The start page, a Monday morning: how accounts stand, what to act on, what people said, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from fastapi import Request, Response

from app.deps import DbDep, KitDep, NowDep
from app.pages.accounts import BANDS
from app.pages.alarm_lines import NEWS, News, news
from app.pages.firings import titles
from app.pages.frame import Context, render
from app.pages.route import router as page_router
from app.pages.route import viewer_of
from app.pages.usage import room_notice
from app.queries import account_list, evidence, firings, lists, tasks, theme_figures
from app.queries.account_list import BandCount
from app.queries.evidence import EndpointState
from app.queries.firings import FiringLine
from app.queries.lists import InterviewLine, StudyLine
from app.queries.tasks import TaskLine
from app.services.check_caps import check_caps
from app.services.policy_book import book

router = page_router()

SHOWN = 5
WAITING = 200
WATCHED = timedelta(days=7)


@dataclass(frozen=True)
class OverviewPage(Context):
    """`bands` are how many accounts stand where, worst first; `firings` and `tasks` what to act on first,
    with how many more there are; `overdue` are ids of tasks, `plays` titles by name. `failing` are endpoints
    with a delivery of the last week that has not gone through, `spending` what is to be said of the day's cap
    on models, `news` what is new about themes."""

    template: ClassVar[str] = "overview/index.html"
    section: ClassVar[str] = "Overview"
    bands: list[BandCount]
    firings: list[FiringLine]
    more_firings: int
    tasks: list[TaskLine]
    more_tasks: int
    overdue: frozenset[str]
    plays: dict[str, str]
    now: datetime
    studies: list[StudyLine]
    latest: list[InterviewLine]
    failing: list[EndpointState]
    spending: str
    news: News


@router.get("/")
async def overview(request: Request, db: DbDep, kit: KitDep, now: NowDep) -> Response:
    found = await account_list.bands(db)
    to_act = await firings.waiting(db, firings.Filters(status="open"), now, limit=WAITING)
    to_do = await tasks.waiting(db, WAITING)
    states = await evidence.endpoint_states(db, now - WATCHED)
    context = OverviewPage(
        bands=[found[band] for band in BANDS if band in found],
        firings=to_act[:SHOWN],
        more_firings=max(0, len(to_act) - SHOWN),
        tasks=to_do[:SHOWN],
        more_tasks=max(0, len(to_do) - SHOWN),
        overdue=frozenset(line.id for line in to_do if line.due_at < now),
        plays=titles((await book(db)).plays),
        now=now,
        studies=(await lists.studies(db, limit=SHOWN)).items,
        latest=(await lists.interviews(db, limit=SHOWN, is_analysed=True)).items,
        failing=[state for state in states if state.failed],
        news=news(await theme_figures.recent_alarms(db, now - NEWS, limit=200), now - NEWS),
        spending=room_notice(await check_caps(kit, db, viewer_of(request).workspace.id), "day"),
    )
    return render(request, context)
