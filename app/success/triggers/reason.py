"""Why a trigger fired, in a sentence and in figures, with the facts it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.success.conditions.reading import points
from app.success.conditions.spans import window_days
from app.success.conditions.types import readings
from app.success.record import Point, Record
from app.success.triggers.judging import Judged, Segments, number, shown_one

MOST_EVIDENCE: Final = 8
MOST_BESIDE: Final = 4
"""Of what the trigger did not look at and that may explain it."""
EXPLAINING: Final = ("said.", "support.", "stakeholder.", "billing.", "procurement.")
"""Facts that can be the cause of something; usage only shows that there is one."""
BESIDE_DAYS: Final = 30
LEFT_DAYS: Final = 90
"""A champion who left so recently is what to speak of first."""


@dataclass(frozen=True, slots=True)
class Reason:
    """`value` and `previous` (one window earlier, or the score before), None where unknown. `why_known`:
    something besides the figure itself was heard that may explain it."""

    sentence: str
    value: float | None
    previous: float | None
    unit: str
    window_days: float | None
    why_known: bool

    def as_json(self) -> dict[str, object]:
        return {
            "sentence": self.sentence,
            "value": self.value,
            "previous": self.previous,
            "unit": self.unit,
            "window_days": self.window_days,
            "why_known": self.why_known,
        }


@dataclass(frozen=True, slots=True)
class Fact:
    """A point of the record with the name of its fact."""

    name: str
    point: Point


def reason_of(
    case: Judged,
    record: Record,
    now: datetime,
    segments: Segments,
    *,
    scores_before: Mapping[str, float],
    evidence: Iterable[Fact],
) -> Reason:
    """What is said of a firing. `scores_before` are the scores as they were before this look."""
    shown = shown_one(case, record, now, segments)
    reading = shown.test.reading
    value = number(reading, record, now)
    window = window_days(reading) if reading.fact is not None else None
    previous = None
    if reading.score is not None:
        previous = scores_before.get(reading.score)
    elif window is not None:
        previous = number(reading, record, now - timedelta(days=window))
    labels = dict.fromkeys(point.label for point in points(reading, record, now) if point.label)
    return Reason(
        sentence=_said(shown.says, value, previous, list(labels)),
        value=value,
        previous=previous,
        unit=shown.unit,
        window_days=window,
        why_known=any(fact.name.startswith(EXPLAINING) for fact in evidence),
    )


def evidence_of(case: Judged, record: Record, now: datetime) -> tuple[Fact, ...]:
    """The facts its condition read, newest first."""
    read = [
        Fact(name, point)
        for reading in readings(case.when)
        if reading.fact is not None and reading.ago_days == 0
        for name, point in _named(record, reading.fact, points(reading, record, now))
    ]
    return _newest(read, MOST_EVIDENCE)


def beside(case: Judged, record: Record, now: datetime) -> tuple[Fact, ...]:
    """What else happened in the last month that may explain it, newest first."""
    since = now - timedelta(days=BESIDE_DAYS)
    found = [
        Fact(name, point)
        for pattern in case.trigger.evidence
        for name, point in _named(record, pattern, record.points(pattern))
        if since < point.at <= now and name.startswith(EXPLAINING)
    ]
    own = {fact.point.id for fact in evidence_of(case, record, now)}
    return _newest((fact for fact in found if fact.point.id not in own), MOST_BESIDE)


def stakeholders(record: Record, now: datetime) -> dict[str, object]:
    """Who speaks for us there: asked before anybody acts on a figure."""
    left = [
        point
        for point in record.points("stakeholder.left")
        if point.label in ("champion", "sponsor", "executive_sponsor")
        and now - timedelta(days=LEFT_DAYS) < point.at <= now
    ]
    champions = record.value("champions", now)
    if left:
        days = (now - left[-1].at) // timedelta(days=1)
        role = str(left[-1].label).replace("_", " ")
        sentence = f"Their {role} left {days} days ago: ask who took over before speaking of figures."
        return {"state": "left", "sentence": sentence}
    if champions == 0:
        return {"state": "none", "sentence": "We know no champion there."}
    if champions is None:
        return {"state": "unknown", "sentence": "Whether there is a champion is not known."}
    return {"state": "present", "sentence": "Their champion is still there."}


def _named(record: Record, pattern: str, found: Iterable[Point]) -> list[tuple[str, Point]]:
    """Points with the name of the fact each is of."""
    if not pattern.endswith(".*"):
        return [(pattern, point) for point in found]
    wanted = {id(point) for point in found}
    prefix = pattern[: -len("*")]
    return [
        (name, point)
        for name, series in record.series.items()
        if name.startswith(prefix)
        for point in series
        if id(point) in wanted
    ]


def _newest(facts: Iterable[Fact], most: int) -> tuple[Fact, ...]:
    """Each fact once, the newest first; of usage, which comes in hundreds, the last of a name and label."""
    seen: dict[tuple[str, str | None, str | None], Fact] = {}
    for fact in sorted(facts, key=lambda one: (one.point.at, one.point.id or ""), reverse=True):
        own = fact.point.id if fact.name.startswith(EXPLAINING) else None
        seen.setdefault((fact.name, fact.point.label, own), fact)
    return tuple(list(seen.values())[:most])


def _said(says: str, value: float | None, previous: float | None, labels: list[str]) -> str:
    words = {
        "value": figure(value),
        "previous": figure(previous),
        "from_previous": f" from {figure(previous)}" if previous is not None else "",
        "size": figure(None if value is None else abs(value)),
        "labels": " and ".join(label.replace("_", " ") for label in labels) or "unnamed",
    }
    return says.format(**words)


def figure(value: float | None) -> str:
    """A number as a sentence holds it: whole from ten on, else with one or two digits; "–" for none."""
    if value is None:
        return "–"
    digits = 0 if abs(value) >= 10 or value == int(value) else 1 if abs(value) >= 1 else 2
    return f"{value:,.{digits}f}".replace("-", "−")
