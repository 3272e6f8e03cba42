"""A trigger fires on the crossing, once, and not again before its cooldown is over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.success.triggers import trigger as files
from app.success.triggers.crossing import Fire, Hold, Rearm, Seen, Standing, cross
from app.success.triggers.types import Trigger
from tests.app.triggers.cases import NOW

HEALTH = files.read(files.shipped()["health-low"], "health-low.toml")
PLAIN = files.read(files.shipped()["support-escalation"], "support-escalation.toml")


def later(days: float) -> datetime:
    return NOW + timedelta(days=days)


def after(outcome: object) -> Standing:
    assert isinstance(outcome, Fire | Rearm | Hold)
    assert outcome.after is not None
    return outcome.after


ARMED = Standing()


def test_armed_and_true_fires_and_names_its_crossing() -> None:
    fired = cross(HEALTH, ARMED, Seen(True, value=40.0), NOW)
    assert isinstance(fired, Fire)
    assert fired.cause == "crossing/1"
    assert (fired.after.is_armed, fired.after.crossings, fired.after.fired_at) == (False, 1, NOW)


def test_the_next_look_at_the_same_fires_nothing() -> None:
    fired = after(cross(HEALTH, ARMED, Seen(True), NOW))
    assert cross(HEALTH, fired, Seen(True, again=False), later(60)) is None


def test_it_is_armed_again_only_beyond_the_margin() -> None:
    fired = after(cross(HEALTH, ARMED, Seen(True), NOW))
    assert cross(HEALTH, fired, Seen(False, again=False), later(30)) is None
    assert after(cross(HEALTH, fired, Seen(False, again=True), later(30))).is_armed


def test_without_a_margin_it_is_armed_once_it_is_false() -> None:
    fired = after(cross(PLAIN, ARMED, Seen(True), NOW))
    assert after(cross(PLAIN, fired, Seen(False), later(1))).is_armed


@pytest.mark.parametrize("standing", [None, ARMED, Standing(is_armed=False)])
def test_unknown_moves_nothing(standing: Standing | None) -> None:
    assert cross(HEALTH, standing, Seen(None, again=None), NOW) is None


@pytest.mark.parametrize("trigger", [HEALTH, PLAIN])
def test_what_is_past_and_not_told_again_is_over(trigger: Trigger) -> None:
    """Its window has run out; that a score is unknown, on the other hand, ends nothing."""
    fired = after(cross(trigger, ARMED, Seen(True), NOW))
    assert cross(trigger, fired, Seen(None), later(30)) is None
    assert after(cross(trigger, fired, Seen(None, is_spent=True), later(30))).is_armed


def test_a_crossing_within_the_cooldown_waits_and_fires_when_it_is_over() -> None:
    armed = replace(ARMED, crossings=1, fired_at=NOW)
    assert cross(HEALTH, armed, Seen(True), later(20)) == Hold("cooldown")
    fired = cross(HEALTH, armed, Seen(True), later(21))
    assert isinstance(fired, Fire)
    assert fired.cause == "crossing/2"


def test_while_one_is_open_another_waits() -> None:
    assert cross(HEALTH, replace(ARMED, is_open=True), Seen(True), NOW) == Hold("open")


@pytest.mark.parametrize(("before", "fires"), [(True, False), (False, True), (None, True)])
def test_a_first_look_fires_only_for_what_is_new(before: bool | None, fires: bool) -> None:
    outcome = cross(HEALTH, None, Seen(True, before=before), NOW)
    assert isinstance(outcome, Fire) is fires
    assert not after(outcome).is_armed


def test_a_first_look_at_what_is_false_arms_it() -> None:
    assert after(cross(HEALTH, None, Seen(False), NOW)).is_armed


def test_what_holds_only_because_we_learned_of_it_does_not_fire() -> None:
    for standing in (None, ARMED):
        outcome = cross(HEALTH, standing, Seen(True, is_news=False), NOW)
        assert isinstance(outcome, Hold)
        assert not after(outcome).is_armed


@pytest.mark.parametrize(
    ("last", "value", "fires"),
    [(127, 97, True), (127, 98, False), (97, 96, False), (98, 60, True), (60, 127, False)],
)
def test_a_checkpoint_passed_arms_it_again(last: float, value: float, fires: bool) -> None:
    trigger = replace(HEALTH, checkpoints=(97.0, 67.0), cooldown_days=0)
    standing = Standing(is_armed=False, last_value=last)
    assert isinstance(cross(trigger, standing, Seen(True, value=value), NOW), Fire) is fires


# --- over any sequence of looks ---


@dataclass(frozen=True)
class Look:
    """One look: hours since the last, what it sees, how often again, whether somebody closes first."""

    hours: float
    seen: Seen
    repeats: int
    closes: bool


TRUTHS = st.sampled_from([True, True, False, None])
LOOKS = st.builds(
    Look,
    hours=st.floats(0, 24 * 40),
    seen=st.builds(
        Seen,
        holds=TRUTHS,
        again=TRUTHS,
        value=st.none() | st.floats(0, 130),
        before=TRUTHS,
        is_news=st.booleans(),
        is_spent=st.booleans(),
    ),
    repeats=st.integers(0, 3),
    closes=st.booleans(),
)
TRIGGERS = st.builds(
    lambda trigger, days, marks: replace(trigger, cooldown_days=days, checkpoints=tuple(marks)),
    st.sampled_from([HEALTH, PLAIN]),
    st.sampled_from([0.0, 1.0, 14.0, 30.0]),
    st.lists(st.sampled_from([97.0, 67.0]), max_size=2),
)


@dataclass
class Kept:
    """Rows as a database keeps them: a look writes its state and its firing together, or neither."""

    standing: Standing | None = None
    is_open: bool = False

    def look(
        self, trigger: Trigger, seen: Seen, now: datetime, fired: dict[str, datetime], *, lost: bool
    ) -> None:
        standing = None if self.standing is None else replace(self.standing, is_open=self.is_open)
        outcome = cross(trigger, standing, seen, now)
        if lost or outcome is None or outcome.after is None:
            return
        self.standing = outcome.after
        if isinstance(outcome, Fire):
            assert outcome.cause not in fired, "one crossing fired twice"
            fired[outcome.cause] = now
            self.is_open = True


@given(TRIGGERS, st.lists(LOOKS, max_size=30), st.data())
def test_no_crossing_fires_twice_and_the_cooldown_holds(
    trigger: Trigger, looks: list[Look], data: st.DataObject
) -> None:
    """Whatever is seen, repeated, killed before it was written, or closed in between."""
    now, kept, fired = NOW, Kept(), dict[str, datetime]()
    for look in looks:
        now += timedelta(hours=look.hours)
        if look.closes:
            kept.is_open = False
        for _ in range(1 + look.repeats):
            was_open = kept.is_open
            count = len(fired)
            kept.look(trigger, look.seen, now, fired, lost=data.draw(st.booleans()))
            assert not (was_open and len(fired) > count), "a second one while one was open"
            assert len(fired) == count or look.seen.holds is True
    times = list(fired.values())
    gaps = [second - first for first, second in pairwise(times)]
    assert all(gap >= timedelta(days=trigger.cooldown_days) for gap in gaps)


@given(st.lists(st.sampled_from([True, None]), min_size=1, max_size=40), st.floats(0.1, 60))
def test_what_stays_true_fires_once_however_often_it_is_looked_at(
    truths: list[bool | None], days: float
) -> None:
    standing, now, fired = ARMED, NOW, 0
    for holds in truths:
        now += timedelta(days=days)
        outcome = cross(HEALTH, standing, Seen(holds, again=False), now)
        if isinstance(outcome, Fire):
            fired += 1
            standing = outcome.after
    assert fired == (True in truths)
