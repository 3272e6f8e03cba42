"""Outcomes: what came of a period, figure by figure, program by program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from fastapi import Request, Response

from app.deps import DbDep, NowDep
from app.errors import Invalid
from app.pages.frame import Context, render
from app.pages.outcome_figures import (
    Figure,
    LevelView,
    answer_figures,
    capacity_figures,
    forecast_figures,
    leading_figures,
    level_view,
    revenue_figures,
)
from app.pages.route import router as page_router
from app.queries import predictions
from app.queries.predictions import PredictionLine
from app.services.outcome_report import OutcomeReport, TriggerReport, outcome_report, period_of
from app.services.program_report import Program
from app.success.outcomes.attribution import Credit
from app.success.outcomes.redesign import StepHelp
from app.success.outcomes.segments import SegmentHealth

router = page_router()

_MOST_LIKELY = 10


@dataclass(frozen=True)
class ProgramView:
    """A program with its three levels in words."""

    program: Program
    levels: tuple[LevelView, LevelView, LevelView]


@dataclass(frozen=True)
class OutcomesPage(Context):
    """`currencies` are told where there are several. `flagged` are predictions that wait for a person."""

    template: ClassVar[str] = "outcomes/index.html"
    section: ClassVar[str] = "Outcomes"
    since: date
    until: date
    error: str
    is_empty: bool
    currencies: list[str]
    revenue: list[Figure]
    ahead: list[Figure]
    answers: list[Figure]
    leading: list[Figure]
    capacity: list[Figure]
    programs: list[ProgramView]
    triggers: list[TriggerReport]
    segments: list[SegmentHealth]
    credit: Credit
    redesign: list[StepHelp]
    flagged: list[PredictionLine]


@router.get("/outcomes")
async def index(request: Request, db: DbDep, now: NowDep, since: str = "", until: str = "") -> Response:
    """The report; a period that cannot be is told, and the usual one shown."""
    error = ""
    try:
        period = period_of(_day(since), _day(until), now.date())
    except Invalid as refused:
        error, period = refused.message, period_of(None, None, now.date())
    report = await outcome_report(db, period, now)
    flagged = await predictions.most_likely(db, "churn", _MOST_LIKELY)
    return render(request, _page(report, flagged, error), status=422 if error else 200)


def _day(text: str) -> date | None:
    """A day of the form. Raises Invalid."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("Write a day as 2027-01-31.") from None


def _page(report: OutcomeReport, flagged: list[PredictionLine], error: str) -> OutcomesPage:
    return OutcomesPage(
        since=report.period.since,
        until=report.period.until,
        error=error,
        is_empty=report.is_empty and not flagged,
        currencies=report.currencies if len(report.currencies) > 1 else [],
        revenue=revenue_figures(report),
        ahead=forecast_figures(report.forecast),
        answers=answer_figures(report),
        leading=leading_figures(report.leading),
        capacity=capacity_figures(report),
        programs=[_program(one) for one in report.programs],
        triggers=report.triggers,
        segments=report.segments,
        credit=report.credit,
        redesign=report.redesign,
        flagged=flagged,
    )


def _program(found: Program) -> ProgramView:
    return ProgramView(
        found,
        (
            level_view("Engagement", found.engagement),
            level_view("Adoption", found.adoption, is_log=True),
            level_view("Business", found.business, is_share=True),
        ),
    )
