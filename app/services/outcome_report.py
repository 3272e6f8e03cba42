"""What came of a period: revenue, triggers, programs, capacity, segments, from the rows there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from app.database import Db
from app.errors import Invalid
from app.queries import outcomes as queries
from app.queries.outcomes import AccountLine, FiringLine, LeadingLine, StepLine, WorkLine
from app.services.program_report import Program, program_reports
from app.success.outcomes.attribution import Credit, Effort, Expansion, credit
from app.success.outcomes.capacity import Capacity, Tier, capacity
from app.success.outcomes.forecast import AHEAD_DAYS, Ahead, Forecast, forecast
from app.success.outcomes.lifetime import lifetime_value, yearly
from app.success.outcomes.redesign import StepHelp, to_redesign
from app.success.outcomes.responses import Answered, Lead, Response, answered, lead
from app.success.outcomes.revenue import Renewals, Revenue, Term, Worth, renewals, revenue
from app.success.outcomes.segments import SegmentHealth, Standing, by_segment, depth

USUAL_DAYS: Final = 365
LONGEST_DAYS: Final = 3 * 366
MARGIN: Final = 0.75
"""Gross margin, 0..1, that lifetime value is counted with unless one is given."""
NRR_TARGET: Final = 1.2
AUTOMATED_TIERS: Final = frozenset({"digital", "tech_touch", "tech-touch", "pooled", "self_serve", "scaled"})
_LOOKED_BACK: Final = timedelta(days=365)
_GROWTH: Final = "expansion"


@dataclass(frozen=True)
class Period:
    """After the day `since` and through the day `until`."""

    since: date
    until: date

    @property
    def days(self) -> int:
        return (self.until - self.since).days

    @property
    def begins(self) -> datetime:
        return datetime(self.since.year, self.since.month, self.since.day, tzinfo=UTC) + timedelta(days=1)

    @property
    def ends(self) -> datetime:
        return datetime(self.until.year, self.until.month, self.until.day, tzinfo=UTC) + timedelta(days=1)


@dataclass(frozen=True)
class TriggerReport:
    """One trigger: how it was answered, and how those accounts went on in the period."""

    trigger: str
    answered: Answered
    lead: Lead
    revenue: Revenue


@dataclass(frozen=True)
class Leading:
    """What shows before revenue does: this period and as long a one before. Per account a month."""

    tickets: float | None
    tickets_before: float | None
    features: float | None
    features_before: float | None
    onboarding_days: float | None
    onboarding_days_before: float | None


@dataclass(frozen=True)
class OutcomeReport:
    """`lifetime_cents` is the value of an average account; `hours` are those in hand by kind of work."""

    period: Period
    accounts: int
    currencies: list[str]
    revenue: Revenue
    renewals: Renewals
    lifetime_cents: float | None
    margin: float
    depth: float | None
    credit: Credit
    forecast: Forecast
    answered: Answered
    lead: Lead
    triggers: list[TriggerReport]
    programs: list[Program]
    leading: Leading
    capacity: Capacity
    hours: dict[str, float]
    segments: list[SegmentHealth]
    redesign: list[StepHelp]

    @property
    def is_empty(self) -> bool:
        return not (self.accounts or self.answered.fired or self.programs)


def period_of(since: date | None, until: date | None, today: date) -> Period:
    """The period asked for, a year up to today unless given. Raises Invalid naming the field."""
    until = until or today
    if until > today:
        raise Invalid("A period ends today at the latest.", field="until")
    since = since or until - timedelta(days=USUAL_DAYS)
    if since >= until:
        raise Invalid("A period begins before it ends.", field="since")
    if (until - since).days > LONGEST_DAYS:
        raise Invalid("A period is at most three years.", field="since")
    return Period(since, until)


async def outcome_report(
    db: Db, period: Period, now: datetime, *, margin: float = MARGIN, program: str | None = None
) -> OutcomeReport:
    """The report; `program` keeps one play among the programs."""
    accounts = await queries.accounts(db)
    worths = await _worths(db, accounts, period)
    fired = await queries.firings(db, period.begins - _LOOKED_BACK, period.ends)
    programs, efforts = await program_reports(db, period.begins, period.ends, now)
    steps = await queries.steps(db, period.begins, period.ends)
    grown = await queries.growth(db, period.since, period.until)
    kept = revenue(worths)
    churned = _churned(accounts, period)
    responses = [_response(one) for one in fired]
    recent = [one for one in responses if one.fired_at >= period.begins]
    return OutcomeReport(
        period=period,
        accounts=kept.accounts,
        currencies=await queries.currencies(db),
        revenue=kept,
        renewals=renewals(
            Term(one.account_id, one.due_cents, one.renewed_cents)
            for one in await queries.terms_due(db, period.since, period.until)
        ),
        lifetime_cents=_lifetime(kept, margin, period.days),
        margin=margin,
        depth=depth(
            {one.id: one.features for one in _living(accounts, period)}, await queries.feature_count(db)
        ),
        credit=credit([Expansion(one.account_id, one.at, one.cents, one.csm) for one in grown], efforts),
        forecast=forecast(
            Ahead(one.cents, one.renews, one.leaves, one.may_grow)
            for one in await queries.ahead(db, now.date(), AHEAD_DAYS)
        ),
        answered=answered(recent, now),
        lead=lead(responses, churned),
        triggers=_by_trigger(responses, period, churned, worths, now),
        programs=[one for one in programs if program in (None, one.play)],
        leading=await _leading(db, period, kept.accounts),
        capacity=await _capacity(db, accounts, period, steps, worths),
        hours=_hours(await queries.work(db, period.begins, period.ends), efforts),
        segments=by_segment(_standings(accounts, worths)),
        redesign=to_redesign(
            StepHelp(one.play, one.step, one.performed, one.by_hand, one.why) for one in steps
        ),
    )


async def _worths(db: Db, accounts: Sequence[AccountLine], period: Period) -> list[Worth]:
    names = [one.id for one in accounts]
    cents = await queries.worth_on(
        db, names + names, [period.since] * len(names) + [period.until] * len(names)
    )
    start, end = cents[: len(names)], cents[len(names) :]
    return [Worth(name, before, after) for name, before, after in zip(names, start, end, strict=True)]


def _churned(accounts: Sequence[AccountLine], period: Period) -> dict[str, datetime]:
    """When each account of the period's churn left."""
    return {
        one.id: datetime(one.left_on.year, one.left_on.month, one.left_on.day, tzinfo=UTC)
        for one in accounts
        if one.left_on is not None and period.since < one.left_on <= period.until
    }


def _living(accounts: Sequence[AccountLine], period: Period) -> list[AccountLine]:
    return [one for one in accounts if one.left_on is None or one.left_on > period.until]


def _response(line: FiringLine) -> Response:
    return Response(
        line.account_id,
        line.trigger,
        line.fired_at,
        line.due_at,
        line.acted_at,
        line.closed_at,
        line.reason_code,
    )


def _lifetime(kept: Revenue, margin: float, days: int) -> float | None:
    """Of the average account of the cohort, at the pace at which accounts left."""
    if kept.logo_churn is None:
        return None
    return lifetime_value(
        kept.start_cents / kept.accounts, margin=margin, churn=yearly(kept.logo_churn, days)
    )


def _by_trigger(
    responses: Sequence[Response],
    period: Period,
    churned: Mapping[str, datetime],
    worths: Sequence[Worth],
    now: datetime,
) -> list[TriggerReport]:
    of = defaultdict[str, list[Response]](list)
    for one in responses:
        of[one.trigger].append(one)
    worth = {one.account: one for one in worths}
    found = []
    for trigger, every in sorted(of.items()):
        recent = [one for one in every if one.fired_at >= period.begins]
        if recent:
            on = sorted({one.account for one in recent} & worth.keys())
            found.append(
                TriggerReport(
                    trigger,
                    answered(recent, now),
                    lead(every, churned),
                    revenue(worth[account] for account in on),
                )
            )
    return found


async def _leading(db: Db, period: Period, accounts: int) -> Leading:
    now = await queries.leading(db, period.begins, period.ends)
    before = await queries.leading(db, period.begins - (period.ends - period.begins), period.begins)
    months = accounts * period.days / 30.4

    def each(count: int) -> float | None:
        return count / months if months else None

    def shown(line: LeadingLine) -> tuple[float | None, float | None, float | None]:
        return each(line.tickets), each(line.features), line.onboarding_days

    (tickets, features, days), (tickets_0, features_0, days_0) = shown(now), shown(before)
    return Leading(tickets, tickets_0, features, features_0, days, days_0)


async def _capacity(
    db: Db,
    accounts: Sequence[AccountLine],
    period: Period,
    steps: Sequence[StepLine],
    worths: Sequence[Worth],
) -> Capacity:
    by_csm = defaultdict[str | None, int](int)
    for one in _living(accounts, period):
        by_csm[one.csm] += 1
    automatic = sum(one.automatic for one in steps)
    start = {worth.account: worth for worth in worths if worth.start_cents > 0}
    cohort = [(one, start[one.id]) for one in accounts if one.id in start]
    tiers = {
        is_automated: [worth for one, worth in cohort if _is_automated(one) == is_automated]
        for is_automated in (True, False)
    }
    return capacity(
        by_csm,
        automatic_steps=automatic,
        human_steps=sum(one.performed for one in steps) - automatic,
        response_hours=await queries.response_hours(db, period.begins, period.ends),
        automated=_tier(tiers[True]),
        baseline=_tier(tiers[False]),
    )


def _is_automated(account: AccountLine) -> bool:
    """Whether nobody works on the account by hand: its tier says so, or it has no CSM."""
    return not account.csm or (account.tier or "").strip().lower() in AUTOMATED_TIERS


def _tier(worths: Sequence[Worth]) -> Tier:
    return Tier(len(worths), sum(worth.end_cents == 0 for worth in worths))


def _hours(lines: Sequence[WorkLine], efforts: Sequence[Effort]) -> dict[str, float]:
    """Hours in hand on support (hand-offs), expansion and everything else."""
    for_growth = {effort.play for effort in efforts if effort.is_for_growth}
    found = {"support": 0.0, _GROWTH: 0.0, "other": 0.0}
    for line in lines:
        kind = "support" if line.kind == "hand_off" else _GROWTH if line.play in for_growth else "other"
        found[kind] += line.hours
    return found


def _standings(accounts: Sequence[AccountLine], worths: Sequence[Worth]) -> list[Standing]:
    return [
        Standing(one.segment, one.score, one.band, worth)
        for one, worth in zip(accounts, worths, strict=True)
        if worth.start_cents or worth.end_cents
    ]
