"""What a condition is made of: readings of a record, tests of a reading, and how tests are joined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias, get_args

Measure = Literal[
    "latest",
    "count",
    "sum",
    "mean",
    "least",
    "most",
    "people",
    "days_since",
    "days_until",
    "change",
    "voice",
    "share",
]
"""How points become one value.

latest, least, most, sum, mean, count: of the points in the window.
people: how many people the points are about; unknown where points name nobody.
days_since, days_until: from the newest point or a date that has passed, to the next one or a date to come.
change: percent by which the sum in the window differs from the sum in the window just before.
voice: mean of each person's latest value, weighted by 0.5 ** (age / half-life).
share: the decayed share (0..1) of those heard in the window who have the label.
"""
MEASURES: tuple[Measure, ...] = get_args(Measure)

Op = Literal[
    "above",
    "at_least",
    "below",
    "at_most",
    "is",
    "is_not",
    "one_of",
    "none_of",
    "known",
    "unknown",
]
OPS: tuple[Op, ...] = get_args(Op)

Scalar: TypeAlias = str | float | bool | date
Against: TypeAlias = Scalar | tuple[Scalar, ...] | None
"""What a value is tested against; several for one_of and none_of, nothing for known and unknown.
A text that begins with `$` names a threshold until `resolved` puts its value there."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of a record: a field, a measure over facts (`usage.*` reads all under a prefix), or a score.

    The window ends `ago_days` before now and is `window_days` long.
    """

    field: str | None = None
    fact: str | None = None
    score: str | None = None
    labels: tuple[str, ...] = ()
    measure: Measure = "latest"
    window_days: float | None = None
    ago_days: float = 0
    half_life_days: float | None = None


@dataclass(frozen=True, slots=True)
class Test:
    """A reading compared; unknown while the reading is, except for `known` and `unknown`."""

    reading: Reading
    op: Op
    against: Against = None


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is; without parts always true."""

    of: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when one part is; without parts never true."""

    of: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    of: Condition


@dataclass(frozen=True, slots=True)
class ForSegment:
    """The condition of the first segment the account is in, else `otherwise`. Not known to be in it counts as
    not being in it."""

    cases: tuple[tuple[str, Condition], ...]
    otherwise: Condition


Condition: TypeAlias = Test | All | AnyOf | Not | ForSegment

ALWAYS = All()
NEVER = AnyOf()


def every_test(condition: Condition) -> Iterator[Test]:
    """Every test of a condition, in order."""
    match condition:
        case Test():
            yield condition
        case Not():
            yield from every_test(condition.of)
        case All() | AnyOf():
            for part in condition.of:
                yield from every_test(part)
        case ForSegment():
            for _, case in condition.cases:
                yield from every_test(case)
            yield from every_test(condition.otherwise)


def readings(condition: Condition) -> tuple[Reading, ...]:
    """What a condition looks at, each reading once; not what its segments look at."""
    return tuple(dict.fromkeys(test.reading for test in every_test(condition)))
