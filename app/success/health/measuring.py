"""One part of a factor in one account: what it reads, how that scores, what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from app.success import catalog
from app.success.conditions import Reading, points, read
from app.success.health.scores import Evidence
from app.success.health.sentences import sentence
from app.success.health.types import Part
from app.success.record import EVERY, Point, Record

SHOWN = 3
"""Facts named as evidence, newest first; people are all named up to MOST_PEOPLE."""
MOST_PEOPLE = 8
PEOPLE = "said."


@dataclass(frozen=True, slots=True)
class Measured:
    """A part that is known: its value, its score 0..100, a sentence, its evidence and the newest of it."""

    value: float
    scored: float
    sentence: str
    evidence: tuple[Evidence, ...]
    last_at: datetime | None


def measure(part: Part, record: Record, now: datetime) -> Measured | None:
    """The part in an account, None where it is unknown."""
    value, amounts = _value(part, record, now)
    if value is None:
        return None
    found = points(part.reading, record, now)
    return Measured(
        value=value,
        scored=part.mapping.score(value),
        sentence=sentence(part, value, amounts),
        evidence=_evidence(part.reading, found, record),
        last_at=_last_at(part.reading, found, record, now),
    )


def _value(part: Part, record: Record, now: datetime) -> tuple[float | None, Mapping[str, float | None]]:
    """The part's value, and the amounts its sentence may name."""
    found = _number(part.reading, record, now)
    if part.reading.measure == "change":
        current, earlier = _sums(part.reading)
        after, before = _number(current, record, now), _number(earlier, record, now)
        is_enough = before is not None and abs(before) >= part.floor
        return (found if is_enough else None), {"now": after, "before": before}
    if part.per is None:
        return found, {"now": found}
    of = _number(part.per, record, now)
    is_share = found is not None and of is not None and of > 0
    return (100.0 * found / of if is_share and found is not None and of else None), {"now": found, "of": of}


@cache
def _sums(change: Reading) -> tuple[Reading, Reading]:
    """The two sums a change compares: in its window, and in the one before."""
    current = replace(change, measure="sum")
    return current, replace(current, ago_days=change.ago_days + (change.window_days or 0.0))


def _number(reading: Reading, record: Record, now: datetime) -> float | None:
    """A reading as a number; a flag counts 1 or 0, a text or a date cannot be scored."""
    value = read(reading, record, now)
    return float(value) if isinstance(value, int | float) else None


def _evidence(reading: Reading, found: tuple[Point, ...], record: Record) -> tuple[Evidence, ...]:
    if reading.field is not None:
        known = record.fields.get(reading.field)
        if known is None:
            return ()
        told = f"{reading.field.replace('_', ' ')} {known.value}" + (
            f", from {known.source}" * bool(known.source)
        )
        return (Evidence("fact", reading.field, told, known.at),)
    name = reading.fact or ""
    most = MOST_PEOPLE if name.startswith(PEOPLE) else SHOWN
    newest = [point for point in reversed(found) if point.id][:most]
    return tuple(Evidence("fact", str(point.id), _told(name, point), point.at) for point in newest)


def _told(name: str, point: Point) -> str | None:
    """What the fact says, in the catalogue's words; several kinds under one prefix go by its label alone."""
    about = _about(name)
    if about is None:
        return point.label
    return f"{about} ({point.label})" if point.label else about


@cache
def _about(name: str) -> str | None:
    kind = None if name.endswith(EVERY) else catalog.catalogue().get(name)
    return kind.about.split(";")[0].rstrip(".") if kind else None


def _last_at(reading: Reading, found: tuple[Point, ...], record: Record, now: datetime) -> datetime | None:
    """When the newest of what a reading rests on was so; of a share, when anybody was last heard."""
    if reading.field is not None:
        known = record.fields.get(reading.field)
        return known.at if known else None
    if reading.measure == "share":
        found = points(_anybody(reading), record, now)
    return found[-1].at if found else None


@cache
def _anybody(share: Reading) -> Reading:
    family = (share.fact or "").split(".", 1)[0] + EVERY
    return replace(share, fact=family, labels=(), measure="count", half_life_days=None)
