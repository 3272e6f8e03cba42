"""Every shipped trigger over a long time: it fires, what made it fire passes, and it fires once more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.success.conditions import segments as segment_files
from app.success.record import Known, Point, Record
from app.success.triggers import trigger as files
from app.success.triggers.crossing import Fire, Standing, cross
from app.success.triggers.judging import judged, look
from app.success.triggers.types import Trigger
from tests.app.triggers.cases import CASES, NOW, Made, heard, started

NAMES = list(files.shipped())
SEGMENTS = {name: segment_files.read(text, name).when for name, text in segment_files.shipped().items()}

CALM: Mapping[str, Made] = {
    "health-low": Made().scored(risk=90),
    "health-at-risk": Made().scored(risk=90),
    "health-critical": Made().scored(risk=90),
    "renewal-checkpoint": Made().known(renewal_on=started(-88)).scored(risk=90),
    "milestone-stalled": Made(),
    "behind-onboarding": Made().known(started_on=started(40)).scored(onboarding=45),
    "stage-too-long": Made().known(stage="adopting", stage_days=3),
    "usage-low": Made().known(started_on=started(90)).told("usage.ui", *range(-145, -20), value=10),
}
"""What is known once it is over, where time alone does not end it; days to come are negative."""


def of(name: str) -> Trigger:
    return files.read(files.shipped()[name], f"{name}.toml")


@dataclass
class Watched:
    """A trigger that is armed, over many looks; somebody closes each firing at once."""

    trigger: Trigger
    standing: Standing = field(default_factory=Standing)

    def sees(self, record: Record, now: datetime) -> bool:
        """Whether this look fires."""
        case = judged(self.trigger, record, now, SEGMENTS, {})
        outcome = cross(self.trigger, self.standing, look(case, record, now, SEGMENTS, is_first=False), now)
        if outcome is not None and outcome.after is not None:
            self.standing = outcome.after
        return isinstance(outcome, Fire)


def calm(name: str, bad: Record, told: Record) -> Record:
    """How it stands once what the bad record says is over, with the facts of `told`."""
    over = CALM[name].record() if name in CALM else replace(bad, series={})
    series = {key: both(told.series.get(key, ()), over.series.get(key, ())) for key in told.series}
    return replace(over, series=series)


def both(some: tuple[Point, ...], others: tuple[Point, ...]) -> tuple[Point, ...]:
    return tuple(sorted((*some, *others), key=lambda point: point.at))


def anew(bad: Record, days: float) -> Record:
    """The bad record with everything in it happening once more, so many days later."""
    later = timedelta(days=days)
    series = {
        name: points + tuple(replace(point, at=point.at + later, id=f"{point.id}-2") for point in points)
        for name, points in bad.series.items()
    }
    fields = {
        name: Known(known.value + later) if isinstance(known.value, date) else known
        for name, known in bad.fields.items()
    }
    return replace(bad, series=series, fields=fields)


@pytest.mark.parametrize("name", NAMES)
def test_what_happens_anew_fires_anew(name: str) -> None:
    """It fires; its windows and its cooldown run out without news; the same comes about again."""
    bad, trigger = CASES[name]().fires, of(name)
    watched = Watched(trigger)
    wait = int(trigger.cooldown_days + 2 * files.horizon_days([trigger])) + 60
    assert watched.sees(bad, NOW)
    again = anew(bad, wait)
    between = calm(name, bad, again)
    fired = [
        day
        for day in range(1, wait + 1)
        if watched.sees(again if day == wait else between, NOW + timedelta(days=day))
    ]
    assert len(fired) == 1, "once, when it comes anew, and not while nothing new is told"
    assert fired[0] > wait - trigger.window_days


STILL_THERE = {name for name in NAMES if name not in ("milestone-stalled", "behind-onboarding")}
"""An overdue milestone that is gone was reached or dropped; all else that is unknown may still be so."""


@given(st.sampled_from(sorted(STILL_THERE)), st.lists(st.booleans(), max_size=12), st.floats(0.01, 0.5))
def test_a_gap_in_the_data_alone_neither_fires_nor_flaps(name: str, gaps: list[bool], hours: float) -> None:
    """What was known comes and goes, a field and a score too; it is the same trouble all along."""
    bad = CASES[name]().fires
    trigger = replace(of(name), cooldown_days=0)
    watched, fired = Watched(trigger), 0
    for step, is_gap in enumerate([False, *gaps]):
        seen = Record(bad.account, series=bad.series) if is_gap and bad.series else bad
        seen = Record(bad.account) if is_gap and not bad.series else seen
        fired += watched.sees(seen, NOW + timedelta(hours=hours * step))
    assert fired == 1


@given(st.sampled_from(NAMES), st.lists(st.integers(1, 30), max_size=20))
def test_when_nothing_more_is_told_nothing_more_fires(name: str, gaps: list[int]) -> None:
    """However long, and whenever we look: a feed that fell silent is no news."""
    bad = CASES[name]().fires
    watched, now = Watched(of(name)), NOW
    assert watched.sees(bad, now)
    over = replace(calm(name, bad, bad), series=bad.series)
    for gap in gaps:
        now += timedelta(days=gap)
        assert not watched.sees(over, now)


@pytest.mark.parametrize(
    ("name", "unsure"),
    [
        ("commercial-risk", lambda: heard("churn", 0.59)),
        ("commercial-risk", lambda: heard("competitor", 0.6)),
        ("stakeholder-change", lambda: heard("champion_change", 0.49)),
        ("said-leaving", lambda: heard("churn", 0.59)),
        ("said-pricing", lambda: heard("pricing", 0.72)),
        ("said-champion-change", lambda: heard("champion_change", 0.49)),
        (
            "expansion-ready",
            lambda: (
                heard("expansion", 0.6)
                .told("feature.activated", *range(20, 26))
                .scored(expansion=80, risk=80)
            ),
        ),
    ],
)
def test_what_is_barely_heard_neither_fires_nor_keeps_it_from_being_armed(
    name: str, unsure: Callable[[], Made]
) -> None:
    """An intent we are not sure of is one that was not said."""
    record = unsure().record()
    watched = Watched(of(name))
    assert not watched.sees(record, NOW)
    assert watched.standing.is_armed
    watched.standing = Standing(is_armed=False, crossings=1, fired_at=NOW - timedelta(days=400))
    assert not watched.sees(record, NOW)
    assert watched.standing.is_armed


def test_nobody_sells_to_an_account_at_risk() -> None:
    for name in ("expansion-ready", "product-qualified"):
        bad = CASES[name]().fires
        assert not Watched(of(name)).sees(replace(bad, scores={**bad.scores, "risk": 50}), NOW)
        unknown = {key: value for key, value in bad.scores.items() if key != "risk"}
        assert not Watched(of(name)).sees(replace(bad, scores=unknown), NOW)


@pytest.mark.parametrize("segment", ["enterprise", "mid-market", "smb"])
@pytest.mark.parametrize("name", ["usage-drop", "usage-collapse"])
def test_a_fall_on_a_small_base_fires_nothing(name: str, segment: str) -> None:
    """From 6 to 4 uses, and from two people who sign in to one, is no news."""
    made = Made().known(segment=segment)
    made = made.told("usage.ui", *range(1, 5)).told("usage.ui", *range(8, 14)).told("usage.ui", 40, 45, 50)
    made = made.told("login", 2, contact="con_1").told("login", 40, 41, contact="con_1")
    made = made.told("login", 42, contact="con_2")
    assert not Watched(of(name)).sees(made.record(), NOW)
