"""Outcomes: what came of a period. Shares are 0..1, null where nothing is to be counted; money is cents."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Query
from pydantic import Field

from app.api.shapes import Shape, router
from app.deps import DbDep, NowDep
from app.services.outcome_report import (
    MARGIN,
    NRR_TARGET,
    OutcomeReport,
    TriggerReport,
    outcome_report,
    period_of,
)
from app.services.program_report import Program
from app.success.outcomes.intervals import Interval
from app.success.outcomes.programs import Level
from app.success.outcomes.responses import Answered, Lead
from app.success.outcomes.revenue import Revenue
from app.success.outcomes.segments import SegmentHealth

outcomes = router("outcomes")


class IntervalOut(Shape):
    value: float
    low: float
    high: float


class RevenueOut(Shape):
    """Of those who were customers at the start. `grr` is never above 1; new logos are in no figure."""

    accounts: int
    lost: int
    start_cents: int
    churned_cents: int
    contracted_cents: int
    expanded_cents: int
    grr: float | None
    nrr: float | None
    logo_retention: float | None
    churn_share: float | None
    contraction_share: float | None
    expansion_share: float | None


class RenewalsOut(Shape):
    due: int
    renewed: int
    rate: float | None
    value_rate: float | None


class AnsweredOut(Shape):
    """How firings were answered; `in_time` is against their SLA."""

    fired: int
    acted: int
    closed: int
    false_alarms: int
    action_rate: float | None
    in_time: float | None
    median_hours: float | None
    conversion: float | None
    false_share: float | None


class LeadOut(Shape):
    """How early churn was seen: days between the first flag and the churn."""

    churned: int
    flagged: int
    seen: float | None
    median_days: float | None


class TriggerOut(Shape):
    """`revenue` is of the accounts it fired on."""

    trigger: str
    answered: AnsweredOut
    lead: LeadOut
    revenue: RevenueOut


class LevelOut(Shape):
    """Mean per account before and after; `way` is up, flat or down, null while too few are known."""

    before: float | None
    after: float | None
    change: IntervalOut | None
    accounts: int
    way: str | None


class StageOut(Shape):
    title: str
    stage: str = Field(description="early, may_show or should_show.")
    meanwhile: str


class EffectOut(Shape):
    """Share of accounts whose outcome was met, less that of those held out, with its 95 % interval."""

    reached: int
    reached_well: int
    held_out: int
    held_out_well: int
    effect: IntervalOut | None
    sentence: str


class ProgramOut(Shape):
    """One play. `engagement` counts what was followed in four weeks, `adoption` is ln(1 + usage in four
    weeks), `business` the share of worth kept half a year on; all per account."""

    play: str
    title: str
    moment: str
    adoption_metric: str
    business_metric: str
    runs: int
    accounts: int
    ended: int
    reached: int
    reached_share: float | None
    engagement: LevelOut
    adoption: LevelOut
    business: LevelOut
    diagnosis: str
    diagnosis_sentence: str
    effect: EffectOut
    stages: list[StageOut]


class LeadingOut(Shape):
    """What shows before revenue does, beside as long a period before. Tickets and features are per account
    and month."""

    tickets: float | None
    tickets_before: float | None
    features: float | None
    features_before: float | None
    onboarding_days: float | None
    onboarding_days_before: float | None


class CreditOut(Shape):
    """Expansion in cents: owned by one play each, influenced by as many as ran, and by CSM."""

    owned_cents: int
    influenced_cents: int = Field(description="Of what no play owns, what plays ran on.")
    unowned_cents: int
    owned: dict[str, int]
    influenced: dict[str, int]
    by_csm: dict[str, int]


class ForecastOut(Shape):
    """Renewals of the next 90 days: what is due, and worth times the probability of staying. `growing` are
    accounts flagged as likely to grow, with what they are worth today."""

    due: int
    due_cents: int
    expected_cents: int
    unknown: int = Field(description="Due and without a prediction; they count as nothing expected.")
    growing: int
    growing_cents: int


class CapacityOut(Shape):
    """`tier_effect` is churn of accounts served automatically less that of all others."""

    csms: int
    accounts_per_csm: float | None
    most_accounts: int
    unowned: int
    automatic_steps: int
    human_steps: int
    automated_share: float | None
    first_response_hours: float | None
    automated_churn: float | None
    baseline_churn: float | None
    tier_effect: IntervalOut | None
    hours: dict[str, float] = Field(description="Between taking and closing tasks, at most eight a task.")


class SegmentOut(Shape):
    segment: str
    accounts: int
    score: float | None
    bands: dict[str, int]
    unknown: int
    revenue: RevenueOut


class HelpOut(Shape):
    """A step meant to run by itself that often needs a person: one to redesign."""

    play: str
    step: str
    performed: int
    by_hand: int
    share: float
    why: str | None


class OutcomesOut(Shape):
    since: date
    until: date
    currencies: list[str]
    revenue: RevenueOut
    nrr_target: float
    renewals: RenewalsOut
    lifetime_cents: float | None
    margin: float
    feature_depth: float | None
    expansion: CreditOut
    ahead: ForecastOut
    triggers_answered: AnsweredOut
    lead: LeadOut
    triggers: list[TriggerOut]
    programs: list[ProgramOut]
    leading: LeadingOut
    capacity: CapacityOut
    segments: list[SegmentOut]
    redesign: list[HelpOut]


@outcomes.get("", response_model=OutcomesOut)
async def show(
    db: DbDep,
    now: NowDep,
    since: date | None = None,
    until: date | None = None,
    program: Annotated[str | None, Query(max_length=100, description="One play alone.")] = None,
    margin: Annotated[float, Query(ge=0, le=1, description="Gross margin for lifetime value.")] = MARGIN,
) -> OutcomesOut:
    """The report for the time after `since` through `until`; the last year unless given."""
    period = period_of(since, until, now.date())
    return shape(await outcome_report(db, period, now, margin=margin, program=program))


def shape(report: OutcomeReport) -> OutcomesOut:
    return OutcomesOut(
        since=report.period.since,
        until=report.period.until,
        currencies=report.currencies,
        revenue=_revenue(report.revenue),
        nrr_target=NRR_TARGET,
        renewals=RenewalsOut(**_named(RenewalsOut, report.renewals)),
        lifetime_cents=report.lifetime_cents,
        margin=report.margin,
        feature_depth=report.depth,
        expansion=CreditOut(**_named(CreditOut, report.credit)),
        ahead=ForecastOut(**_named(ForecastOut, report.forecast)),
        triggers_answered=_answered(report.answered),
        lead=_lead(report.lead),
        triggers=[_trigger(one) for one in report.triggers],
        programs=[_program(one) for one in report.programs],
        leading=LeadingOut(**_named(LeadingOut, report.leading)),
        capacity=CapacityOut(
            **{
                **_named(CapacityOut, report.capacity),
                "tier_effect": _interval(report.capacity.tier_effect),
                "hours": report.hours,
            }
        ),
        segments=[_segment(one) for one in report.segments],
        redesign=[HelpOut(**_named(HelpOut, one)) for one in report.redesign],
    )


def _named(kind: type[Shape], found: object) -> dict[str, Any]:
    """What `found` has by the names of a shape, properties too."""
    return {name: getattr(found, name) for name in kind.model_fields if hasattr(found, name)}


def _revenue(found: Revenue) -> RevenueOut:
    return RevenueOut(**_named(RevenueOut, found))


def _answered(found: Answered) -> AnsweredOut:
    return AnsweredOut(**_named(AnsweredOut, found))


def _lead(found: Lead) -> LeadOut:
    return LeadOut(**_named(LeadOut, found))


def _interval(found: Interval | None) -> IntervalOut | None:
    return IntervalOut(**_named(IntervalOut, found)) if found is not None else None


def _level(found: Level) -> LevelOut:
    return LevelOut(**{**_named(LevelOut, found), "change": _interval(found.change)})


def _trigger(found: TriggerReport) -> TriggerOut:
    return TriggerOut(
        trigger=found.trigger,
        answered=_answered(found.answered),
        lead=_lead(found.lead),
        revenue=_revenue(found.revenue),
    )


def _program(found: Program) -> ProgramOut:
    parts = {
        "engagement": _level(found.engagement),
        "adoption": _level(found.adoption),
        "business": _level(found.business),
        "diagnosis": found.diagnosis.code,
        "diagnosis_sentence": found.diagnosis.sentence,
        "effect": EffectOut(**{**_named(EffectOut, found.effect), "effect": _interval(found.effect.effect)}),
        "stages": [StageOut(**_named(StageOut, one)) for one in found.stages],
    }
    return ProgramOut(**{**_named(ProgramOut, found), **parts})


def _segment(found: SegmentHealth) -> SegmentOut:
    return SegmentOut(
        **{
            **_named(SegmentOut, found),
            "bands": dict(found.bands),
            "revenue": _revenue(found.revenue),
        }
    )
