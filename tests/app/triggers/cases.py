"""Records on which each shipped trigger fires, and the same ones a step short of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from math import ceil

from app.success.record import Known, Point, Record, Value

NOW = datetime(2026, 9, 16, 12, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@dataclass
class Made:
    """A record in the making."""

    fields: dict[str, Value] = field(default_factory=dict)
    series: dict[str, list[Point]] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)

    def known(self, **fields: Value) -> Made:
        self.fields |= fields
        return self

    def scored(self, **scores: float) -> Made:
        self.scores |= scores
        return self

    def told(
        self,
        name: str,
        *days: float,
        value: float = 1.0,
        label: str | None = None,
        contact: str | None = None,
    ) -> Made:
        found = self.series.setdefault(name, [])
        for day in days:
            at = ago(day)
            found.append(Point(at, value, label, contact, f"fct_{name}{len(found)}"))
        found.sort(key=lambda point: point.at)
        return self

    def record(self) -> Record:
        return Record(
            "acc_1",
            {name: Known(value) for name, value in self.fields.items()},
            {name: tuple(points) for name, points in self.series.items()},
            dict(self.scores),
        )


def started(days: int) -> date:
    return ago(days).date()


def each(first: float, last: float) -> tuple[float, ...]:
    """One a day between `first` and `last` days ago."""
    return tuple(first + step for step in range(ceil(last - first)))


def used(this_week: float, before: float) -> Made:
    return (
        Made().told("usage.ui", *each(0.5, 7), value=this_week).told("usage.ui", *each(7.5, 35), value=before)
    )


def heard(label: str, value: float = 0.9, days: float = 2) -> Made:
    return Made().told("said.intent", days, value=value, label=label, contact="con_1")


@dataclass(frozen=True)
class Case:
    """`fires` is a record that should, `quiet` one that is known to be short of it."""

    fires: Record
    quiet: Record
    says: str = ""


def case(fires: Made, quiet: Made, says: str = "") -> Case:
    return Case(fires.record(), quiet.record(), says)


def _young() -> Made:
    return Made().known(started_on=started(8))


def _onboarding(days: int) -> Made:
    return Made().known(stage="onboarding", stage_days=days)


def _nps(now: float, before: float) -> Made:
    return Made().told("nps", 10, 40, value=now).told("nps", 110, 150, value=before)


CASES: Mapping[str, Callable[[], Case]] = {
    "kickoff-missing": lambda: case(
        _young(),
        _young().told("meeting.booked", 3, label="kickoff"),
        "They are 8 days in and no kickoff is booked.",
    ),
    "milestone-stalled": lambda: case(
        Made().known(milestone_overdue_days=8),
        Made().known(milestone_overdue_days=6),
        "A milestone is 8 days overdue.",
    ),
    "usage-drop": lambda: case(used(68, 100), used(75, 100), "Usage fell 32 % week over week."),
    "feature-inactive": lambda: case(
        Made().known(started_on=started(15)),
        Made().known(started_on=started(15)).told("feature.activated", 4, label="reports"),
        "Key features in use: 0, fewer",
    ),
    "support-escalation": lambda: case(
        Made().told("support.opened", 1, label="p1"),
        Made().told("support.opened", 1, label="p3"),
        "A ticket of the highest priority",
    ),
    "poor-experience": lambda: case(
        Made().told("csat", 2, value=2),
        Made()
        .told("csat", 2, value=3)
        .told("nps", 2, value=8)
        .told("said.sentiment", 2, value=0.2, contact="con_1"),
        "They rated us 2 of 5.",
    ),
    "commercial-risk": lambda: case(
        Made().told("billing.payment_failed", 2, value=120_000), Made(), "1 of their payments failed"
    ),
    "stakeholder-change": lambda: case(
        Made().told("stakeholder.left", 3, label="champion"),
        Made().told("stakeholder.left", 3, label="end_user"),
        "Their champion left.",
    ),
    "renewal-checkpoint": lambda: case(
        Made().known(renewal_on=started(-88)).scored(risk=60),
        Made().known(renewal_on=started(-88)).scored(risk=80),
        "The renewal is 88 days away",
    ),
    "expansion-ready": lambda: case(
        Made()
        .told("feature.activated", *each(20, 26))
        .told("request.use_case", 5, label="exports")
        .scored(expansion=80, risk=80),
        Made().told("feature.activated", *each(20, 26)).scored(expansion=80, risk=80),
        "asked for something new (exports)",
    ),
    "health-low": lambda: case(Made().scored(risk=49), Made().scored(risk=51), "Health fell to 49"),
    "health-at-risk": lambda: case(Made().scored(risk=79), Made().scored(risk=81)),
    "health-critical": lambda: case(Made().scored(risk=39), Made().scored(risk=41)),
    "power-user-silent": lambda: case(
        Made().told("login", *each(16, 40), contact="con_1"),
        Made().told("login", *each(2, 40), contact="con_1"),
    ),
    "renewal-window": lambda: case(
        Made().known(renewal_on=started(-90)), Made().known(renewal_on=started(-95))
    ),
    "escalated-thrice": lambda: case(
        Made().told("support.escalated", 2, 9, 20), Made().told("support.escalated", 2, 9)
    ),
    "nps-fell": lambda: case(_nps(6, 9), _nps(8, 9), "they answered 6 of 10, and 9 in the one before"),
    "feature-unused-day-7": lambda: case(
        _young(), _young().told("feature.activated", 2, label="reports"), "After 8 days"
    ),
    "onboarding-begins": lambda: case(
        Made().told("stage", 1, label="onboarding"), Made().told("stage", 1, label="adopting")
    ),
    "stage-too-long": lambda: case(_onboarding(50), _onboarding(40)),
    "usage-low": lambda: case(
        used(1, 1).known(started_on=started(90)),
        used(10, 10).known(started_on=started(90)),
        "Usage is down to 28 in four weeks",
    ),
    "usage-collapse": lambda: case(
        Made().told("usage.api", *each(0.5, 28), value=5).told("usage.api", *each(28.5, 56), value=10),
        Made().told("usage.api", *each(0.5, 28), value=8).told("usage.api", *each(28.5, 56), value=10),
        "Usage fell 50 % in four weeks.",
    ),
    "behind-onboarding": lambda: case(
        Made().known(milestone_overdue_days=3, started_on=started(40)).scored(onboarding=45),
        Made().known(milestone_overdue_days=3, started_on=started(40)).scored(onboarding=55),
    ),
    "product-qualified": lambda: case(
        Made().told("request.product_qualified", 3, label="seats").scored(risk=80),
        Made().told("request.product_qualified", 3, label="seats").scored(risk=50),
        "(seats)",
    ),
    "role-adoption-gap": lambda: case(
        Made().known(contacts=8, started_on=started(90)).told("usage.ui", 3, 4, contact="con_1"),
        Made()
        .known(contacts=8, started_on=started(90))
        .told("usage.ui", 3, contact="con_1")
        .told("usage.ui", 4, contact="con_2"),
    ),
    "said-leaving": lambda: case(heard("churn"), heard("churn", 0.4)),
    "said-pricing": lambda: case(heard("pricing"), heard("pricing", 0.4)),
    "said-champion-change": lambda: case(heard("champion_change"), heard("praise")),
    "said-negative": lambda: case(
        Made().told("said.sentiment", 5, value=-0.6, contact="con_1"),
        Made()
        .told("said.sentiment", 5, value=-0.6, contact="con_1")
        .told("said.sentiment", 4, 3, value=0.5, contact="con_2"),
    ),
    "thirty-days-in": lambda: case(
        Made().known(started_on=started(31)), Made().known(started_on=started(20))
    ),
}


def with_fields(record: Record, **fields: Value) -> Record:
    return replace(record, fields={**record.fields, **{name: Known(value) for name, value in fields.items()}})
