"""Judging a condition in memory; `app/queries/conditions.py` is its twin in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from app.success.conditions.compare import holds
from app.success.conditions.reading import read
from app.success.conditions.types import All, AnyOf, Condition, ForSegment, Not, Test
from app.success.record import Record


def judge(
    condition: Condition, record: Record, now: datetime, *, segments: Mapping[str, Condition]
) -> bool | None:
    """Whether a condition holds, None where it cannot be known (Kleene's three values)."""
    match condition:
        case Test():
            return holds(condition.op, read(condition.reading, record, now), condition.against)
        case All():
            return _all(judge(part, record, now, segments=segments) for part in condition.of)
        case AnyOf():
            verdict = _all(_not(judge(part, record, now, segments=segments)) for part in condition.of)
            return _not(verdict)
        case Not():
            return _not(judge(condition.of, record, now, segments=segments))
        case ForSegment():
            for name, case in condition.cases:
                if is_in(name, record, now, segments=segments):
                    return judge(case, record, now, segments=segments)
            return judge(condition.otherwise, record, now, segments=segments)


def is_in(name: str, record: Record, now: datetime, *, segments: Mapping[str, Condition]) -> bool:
    """Whether an account is known to be in a segment. Segments are not made of segments."""
    condition = segments.get(name)
    return condition is not None and judge(condition, record, now, segments={}) is True


def _all(parts: Iterable[bool | None]) -> bool | None:
    verdict: bool | None = True
    for part in parts:
        if part is False:
            return False
        if part is None:
            verdict = None
    return verdict


def _not(verdict: bool | None) -> bool | None:
    return None if verdict is None else not verdict
