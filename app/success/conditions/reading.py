"""Reading one value from a record; `app/queries/readings.py` is its twin in SQL."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter

from app.success import catalog
from app.success.conditions.spans import (
    MOST_HALVINGS,
    Span,
    days_between,
    settled,
    span,
    span_before,
    today,
)
from app.success.conditions.types import Measure, Reading
from app.success.record import EVERY, Point, Record, Value

_AT = attrgetter("at")


def read(reading: Reading, record: Record, now: datetime) -> Value | None:
    """What a reading finds in a record, None where that is unknown."""
    if reading.field is not None:
        return _read_field(reading.measure, record.value(reading.field, now), now)
    if reading.score is not None:
        return record.scores.get(reading.score)
    return _MEASURES[reading.measure](reading, record, now)


def points(reading: Reading, record: Record, now: datetime) -> tuple[Point, ...]:
    """The points a reading of facts looked at, oldest first: its evidence."""
    if reading.fact is None:
        return ()
    if reading.measure == "days_until":
        ahead = _next(reading, record, now)
        return () if ahead is None else (ahead,)
    found = _within(reading, record, span(reading, now))
    if reading.measure in ("latest", "days_since"):
        last = _newest(found)
        return () if last is None else (last,)
    return tuple(sorted(found, key=_AT))


def _read_field(measure: Measure, value: Value | None, now: datetime) -> Value | None:
    if measure == "latest" or value is None:
        return value
    if not isinstance(value, date):
        return None
    days = (value - today(now)).days
    return float(days if measure == "days_until" else -days)


# --- which points ---


def _series(name: str, record: Record) -> list[tuple[Point, ...]]:
    """The points of a fact, or of each fact under `prefix.*`."""
    if not name.endswith(EVERY):
        found = record.series.get(name, ())
        return [found] if found else []
    return [found for key, found in record.series.items() if found and catalog.covers(name, key)]


def _within(reading: Reading, record: Record, window: Span, *, fact: str | None = None) -> list[Point]:
    """The points of a window with the labels asked for; in order within each fact, not over all."""
    found: list[Point] = []
    for series in _series(fact or reading.fact or "", record):
        first = 0 if window.after is None else bisect_right(series, window.after, key=_AT)
        last = len(series) if series[-1].at <= window.until else bisect_right(series, window.until, key=_AT)
        found += series[first:last]
    if reading.labels and fact is None:
        return [point for point in found if point.label in reading.labels]
    return found


def _newest(found: Sequence[Point]) -> Point | None:
    """The last point; of those at the same moment, the one with the greatest id."""
    newest: Point | None = None
    for point in reversed(found):
        if newest is None or (point.at, point.id or "") > (newest.at, newest.id or ""):
            newest = point
    return newest


def _next(reading: Reading, record: Record, now: datetime) -> Point | None:
    """The first point that lies ahead."""
    until = span(reading, now).until
    ahead = [
        point
        for series in _series(reading.fact or "", record)
        for point in series[bisect_right(series, until, key=_AT) :]
        if not reading.labels or point.label in reading.labels
    ]
    return min(ahead, key=_AT, default=None)


def _silent(reading: Reading, record: Record, until: datetime) -> float | None:
    """What an empty window counts as: nothing, unless the account was never heard of under that name."""
    name = reading.fact or ""
    if catalog.silence(name) == "nothing":
        return 0.0
    return 0.0 if any(series[0].at <= until for series in _series(name, record)) else None


# --- measures ---


def _latest(reading: Reading, record: Record, now: datetime) -> float | None:
    last = _newest(_within(reading, record, span(reading, now)))
    return None if last is None else last.value


def _count(reading: Reading, record: Record, now: datetime) -> float | None:
    window = span(reading, now)
    found = _within(reading, record, window)
    return float(len(found)) if found else _silent(reading, record, window.until)


def _sum(reading: Reading, record: Record, now: datetime) -> float | None:
    return _sum_within(reading, record, span(reading, now))


def _sum_within(reading: Reading, record: Record, window: Span) -> float | None:
    found = _within(reading, record, window)
    return settled(sum(point.value for point in found)) if found else _silent(reading, record, window.until)


def _change(reading: Reading, record: Record, now: datetime) -> float | None:
    before = _sum_within(reading, record, span_before(reading, now))
    after = _sum_within(reading, record, span(reading, now))
    return settled(100.0 * (after - before) / abs(before)) if before and after is not None else None


def _mean(reading: Reading, record: Record, now: datetime) -> float | None:
    found = _within(reading, record, span(reading, now))
    return settled(sum(point.value for point in found) / len(found)) if found else None


def _least(reading: Reading, record: Record, now: datetime) -> float | None:
    return min((point.value for point in _within(reading, record, span(reading, now))), default=None)


def _most(reading: Reading, record: Record, now: datetime) -> float | None:
    return max((point.value for point in _within(reading, record, span(reading, now))), default=None)


def _people(reading: Reading, record: Record, now: datetime) -> float | None:
    window = span(reading, now)
    found = _within(reading, record, window)
    if not found:
        return _silent(reading, record, window.until)
    named = {point.contact for point in found} - {None}
    return float(len(named)) if named else None


def _days_since(reading: Reading, record: Record, now: datetime) -> float | None:
    window = span(reading, now)
    last = max((point.at for point in _within(reading, record, window)), default=None)
    return None if last is None else settled(days_between(last, window.until))


def _days_until(reading: Reading, record: Record, now: datetime) -> float | None:
    ahead = _next(reading, record, now)
    return None if ahead is None else settled(days_between(span(reading, now).until, ahead.at))


def _voice(reading: Reading, record: Record, now: datetime) -> float | None:
    window = span(reading, now)
    lasts = _last_of_each(_within(reading, record, window)).values()
    if not lasts:
        return None
    weights = [_weight(point, window.until, reading.half_life_days) for point in lasts]
    values = [weight * point.value for weight, point in zip(weights, lasts, strict=True)]
    return settled(sum(values) / sum(weights))


def _share(reading: Reading, record: Record, now: datetime) -> float | None:
    window = span(reading, now)
    heard = _last_of_each(_within(reading, record, window, fact=group_of(reading.fact or "")))
    if not heard:
        return None
    having = _last_of_each(_within(reading, record, window))
    part, whole = (
        sum(_weight(point, window.until, reading.half_life_days) for point in people.values())
        for people in (having, heard)
    )
    return settled(part / whole)


def group_of(name: str) -> str:
    """All facts of the same family: `said.*` for `said.intent`."""
    return name.split(".", 1)[0] + EVERY


def _last_of_each(found: Iterable[Point]) -> dict[str | None, Point]:
    """Each person's newest point; points that name nobody are one person's."""
    lasts: dict[str | None, Point] = {}
    for point in found:
        last = lasts.get(point.contact)
        if last is None or (point.at, point.id or "") > (last.at, last.id or ""):
            lasts[point.contact] = point
    return lasts


def _weight(point: Point, until: datetime, half_life_days: float | None) -> float:
    if half_life_days is None:
        return 1.0
    halvings: float = days_between(point.at, until) / half_life_days
    return float(0.5 ** min(halvings, MOST_HALVINGS))


_MEASURES: Mapping[Measure, Callable[[Reading, Record, datetime], float | None]] = {
    "latest": _latest,
    "count": _count,
    "sum": _sum,
    "mean": _mean,
    "least": _least,
    "most": _most,
    "people": _people,
    "days_since": _days_since,
    "days_until": _days_until,
    "change": _change,
    "voice": _voice,
    "share": _share,
}
