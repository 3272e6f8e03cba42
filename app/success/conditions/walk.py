"""Going over a condition: what it looks at, how far back, and its thresholds filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from app.success.conditions.spans import reach_days
from app.success.conditions.types import (
    Against,
    All,
    AnyOf,
    Condition,
    ForSegment,
    Not,
    Test,
    every_test,
    readings,
)

THRESHOLD = "$"
"""`below = "$drop"` names the threshold `drop`."""


def segments_in(condition: Condition) -> tuple[str, ...]:
    """The segments a condition asks about, each once."""
    return tuple(dict.fromkeys(_segments_in(condition)))


def _segments_in(condition: Condition) -> Iterator[str]:
    match condition:
        case Test():
            return
        case Not():
            yield from _segments_in(condition.of)
        case All() | AnyOf():
            for part in condition.of:
                yield from _segments_in(part)
        case ForSegment():
            for name, case in condition.cases:
                yield name
                yield from _segments_in(case)
            yield from _segments_in(condition.otherwise)


def horizon_days(conditions: Iterable[Condition]) -> float:
    """How old a fact may be and still matter to one of these, beside the first and newest of each name."""
    return max((reach_days(reading) for each in conditions for reading in readings(each)), default=0.0)


def thresholds_in(condition: Condition) -> tuple[str, ...]:
    """The thresholds a condition names, each once, without their `$`."""
    named = (one for test in every_test(condition) for one in _several(test.against) if is_threshold(one))
    return tuple(dict.fromkeys(str(name).removeprefix(THRESHOLD) for name in named))


def is_threshold(against: object) -> bool:
    return isinstance(against, str) and against.startswith(THRESHOLD)


def _several(against: Against) -> tuple[object, ...]:
    return against if isinstance(against, tuple) else (against,)


def resolved(condition: Condition, thresholds: Mapping[str, float]) -> Condition:
    """The condition with the value of each threshold in its place. Raises KeyError for one not given."""

    def filled(test: Test) -> Test:
        if not is_threshold(test.against):
            return test
        return replace(test, against=thresholds[str(test.against).removeprefix(THRESHOLD)])

    return with_tests(condition, filled)


def with_tests(condition: Condition, changed: Callable[[Test], Condition]) -> Condition:
    """The condition with something else in the place of each test."""
    match condition:
        case Test():
            return changed(condition)
        case Not():
            return Not(with_tests(condition.of, changed))
        case All():
            return All(tuple(with_tests(part, changed) for part in condition.of))
        case AnyOf():
            return AnyOf(tuple(with_tests(part, changed) for part in condition.of))
        case ForSegment():
            cases = tuple((name, with_tests(case, changed)) for name, case in condition.cases)
            return ForSegment(cases, with_tests(condition.otherwise, changed))
