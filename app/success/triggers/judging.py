"""One look at an account: what each trigger sees, with its thresholds as they count for this account."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.success.conditions.judging import judge
from app.success.conditions.reading import points, read
from app.success.conditions.thresholds import Effective, effective, values
from app.success.conditions.types import NEVER, Condition, Reading, Test, readings
from app.success.conditions.walk import resolved, with_tests
from app.success.record import Known, Record
from app.success.triggers.crossing import Seen
from app.success.triggers.types import Shown, Sla, Trigger

Segments = Mapping[str, Condition]

GROWING = ("age_days", "stage_days", "milestone_overdue_days")
"""Fields that count days up; a day earlier each was one less, or not yet there."""
SHRINKING = ("days_to_renewal",)
TELLING = ("known", "unknown")
"""Tests of whether a reading is known, which an empty window does not leave open."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A trigger as it reads for one account: numbers in its conditions, and who said each."""

    trigger: Trigger
    when: Condition
    again: Condition | None
    shown: tuple[Shown, ...]
    thresholds: Mapping[str, Effective]


def judged(
    trigger: Trigger, record: Record, now: datetime, segments: Segments, overrides: Mapping[str, float]
) -> Judged:
    """The trigger for this account: base, then its segments, then the workspace's own word."""
    found = effective(trigger.thresholds, record, now, segments, overrides)
    numbers = values(found)
    return Judged(
        trigger,
        resolved(trigger.when, numbers),
        None if trigger.again is None else resolved(trigger.again, numbers),
        tuple(_resolved(one, numbers) for one in trigger.shown),
        found,
    )


def look(
    case: Judged,
    record: Record,
    now: datetime,
    segments: Segments,
    *,
    is_first: bool,
    fresh: Collection[str] = (),
) -> Seen:
    """What a look sees. `record` holds scores as the account made them; `fresh` are those that became known
    only now."""
    holds = judge(case.when, record, now, segments=segments)
    again = None if case.again is None else judge(case.again, record, now, segments=segments)
    before = None
    if is_first and holds:
        then = now - timedelta(days=case.trigger.window_days)
        before = judge(case.when, as_of(record, then, now), then, segments=segments)
    value = number(shown_one(case, record, now, segments).test.reading, record, now)
    is_spent = holds is None and _is_spent(case.when, record, now, segments)
    is_news = not (scores_read(case.trigger) & set(fresh))
    return Seen(holds, again, value, before, is_news=is_news, is_spent=is_spent)


def _is_spent(when: Condition, record: Record, now: datetime, segments: Segments) -> bool:
    """Whether nothing is left that the condition could hold by: what was told is older than the window that
    reads it. What was never told of, it cannot have held by either; a score or a field that is unknown may
    still be what it was."""
    silent = {reading for reading in readings(when) if _is_silent(reading, record, now)}
    if not any(_was_told(reading, record, now) for reading in silent):
        return False
    left = with_tests(when, lambda test: NEVER if test.reading in silent and test.op not in TELLING else test)
    return judge(left, record, now, segments=segments) is False


def _is_silent(reading: Reading, record: Record, now: datetime) -> bool:
    """Whether a reading is unknown because nothing lies in its window. A change compares two windows: that
    one of them is empty ends nothing."""
    if reading.fact is None or reading.measure == "change":
        return False
    return read(reading, record, now) is None and not points(reading, record, now)


def _was_told(reading: Reading, record: Record, now: datetime) -> bool:
    """Whether there was ever anything of it."""
    return any(point.at <= now for point in record.points(reading.fact or ""))


def shown_one(case: Judged, record: Record, now: datetime, segments: Segments) -> Shown:
    """What a firing shows: the first whose test holds, else the first."""
    holding = (one for one in case.shown if judge(one.test, record, now, segments=segments))
    return next(holding, case.shown[0])


def number(reading: Reading, record: Record, now: datetime) -> float | None:
    """What a reading finds, where that is a number."""
    found = read(reading, record, now)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None


def scores_read(trigger: Trigger) -> frozenset[str]:
    """The scores a trigger's condition looks at."""
    return frozenset(one.score for one in readings(trigger.when) if one.score is not None)


def sla_for(trigger: Trigger, record: Record, now: datetime, segments: Segments) -> tuple[Sla, str]:
    """The time there is to act, and who says so: the last of the trigger's segments the account is in."""
    found = (trigger.sla, "all")
    for name, sla in trigger.sla_segments.items():
        condition = segments.get(name)
        if condition is not None and judge(condition, record, now, segments={}):
            found = (sla, name)
    return found


def as_of(record: Record, then: datetime, now: datetime) -> Record:
    """The record as it read at an earlier time, as far as that can be told: fields that count days are turned
    back. Facts need no turning back, since what lies ahead of the time asked about is not read."""
    days = (now - then) / timedelta(days=1)
    fields = dict(record.fields)
    for name in (*GROWING, *SHRINKING):
        known = fields.get(name)
        if known is None or not isinstance(known.value, int | float):
            continue
        value = known.value - days if name in GROWING else known.value + days
        if value < 0:
            del fields[name]
        else:
            fields[name] = Known(value, known.source, known.at, known.fresh_until)
    return replace(record, fields=fields)


def _resolved(shown: Shown, numbers: Mapping[str, float]) -> Shown:
    test = resolved(shown.test, numbers)
    return replace(shown, test=test) if isinstance(test, Test) else shown
