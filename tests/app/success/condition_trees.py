"""Random conditions: all measures, all kinds of values, fitting and not, over any fields and facts."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date

from app.success.conditions import (
    MEASURES,
    All,
    AnyOf,
    Condition,
    ForSegment,
    Not,
    Op,
    Reading,
    Scalar,
    Test,
)
from app.success.conditions.fields import KINDS
from tests.app.success.condition_worlds import CUSTOM, DATES, DEFINITIONS, NAMES, TEXTS

Glimpse = Callable[[Reading], object]
"""What a reading finds in some account, so that tests meet the edge between true and false."""

FACTS = (*NAMES, *NAMES, "usage.*", "said.*", "support.*", "custom.*", "feature.activated", "custom.never")
FIELDS = (*KINDS, *CUSTOM, *CUSTOM, *CUSTOM, "no_such_field")
LABELS: tuple[tuple[str, ...], ...] = ((), (), (), ("p1",), ("leave", "export"))
WINDOWS = (0.5, 1.0, 2.0, 7.0, 14.0, 30.0, 200.0, None)
NUMBERS = (0.0, 1.0, 2.0, 3.0, 0.5, 0.25, 0.333333, 7.0, 14.0, 30.0, -30.0, -50.0, 100.0, -100.0, -1.0, 5e6)
ORDERED: tuple[Op, ...] = ("above", "at_least", "below", "at_most")

SEGMENTS: dict[str, Condition] = {
    "large": Test(Reading(field="arr_cents"), "at_least", 5_000_000.0),
    "talkative": Test(Reading(fact="said.*", measure="people", window_days=30.0), "above", 0.0),
    "golden": AnyOf(
        (
            Test(Reading(field="custom.plan"), "is", "gold"),
            Not(Test(Reading(field="segment"), "is", "enterprise")),
        )
    ),
}


def random_tree(chance: random.Random, glimpse: Glimpse, depth: int = 3) -> Condition:
    """A condition of one to some dozen tests; parts deeper down are rarer."""
    if depth == 0 or chance.random() < 0.4:
        return random_test(chance, glimpse)
    join = chance.choice(("all", "any", "all", "any", "not", "for segment"))
    if join == "not":
        return Not(random_tree(chance, glimpse, depth - 1))
    parts = tuple(random_tree(chance, glimpse, depth - 1) for _ in range(chance.choice((0, 1, 2, 2, 2, 3))))
    if join == "for segment":
        names = [chance.choice((*SEGMENTS, "nowhere")) for _ in parts]
        cases = tuple(zip(names, parts, strict=True))
        return ForSegment(cases, random_tree(chance, glimpse, depth - 1))
    return All(parts) if join == "all" else AnyOf(parts)


def random_test(chance: random.Random, glimpse: Glimpse) -> Test:
    reading = random_reading(chance)
    if chance.random() < 0.1:
        return Test(reading, chance.choice(("known", "unknown")))
    is_numeric = reading.field is None
    if chance.random() < (0.85 if is_numeric else 0.4):
        return Test(
            reading, chance.choice(ORDERED), _against(chance, reading, glimpse, is_numeric=is_numeric)
        )
    several = tuple(
        _against(chance, reading, glimpse, is_numeric=False) for _ in range(chance.choice((0, 1, 2, 3)))
    )
    if len(several) == 1:
        return Test(reading, chance.choice(("is", "is_not")), several[0])
    return Test(reading, chance.choice(("one_of", "none_of")), several)


def _against(chance: random.Random, reading: Reading, glimpse: Glimpse, *, is_numeric: bool) -> Scalar:
    seen = glimpse(reading)
    if isinstance(seen, str | float | int | date) and chance.random() < 0.5:
        return seen
    if is_numeric or chance.random() < 0.4:
        return chance.choice(NUMBERS)
    return chance.choice((*TEXTS, *DATES, True, False, "$drop"))


def random_reading(chance: random.Random) -> Reading:
    kind = chance.random()
    if kind < 0.3:
        measure = chance.choice(("latest", "latest", "latest", "days_since", "days_until"))
        return Reading(field=chance.choice(FIELDS), measure=measure)
    if kind < 0.35:
        return Reading(score=chance.choice((*DEFINITIONS, "none")))
    measure = chance.choice(MEASURES)
    labels = chance.choice(LABELS)
    window = chance.choice(WINDOWS)
    return Reading(
        fact=chance.choice(FACTS),
        measure=measure,
        labels=labels or ("leave",) if measure == "share" else labels,
        window_days=7.0 if measure == "change" and window is None else window,
        ago_days=chance.choice((0.0, 0.0, 0.0, 1.0, 7.0)),
        half_life_days=chance.choice((None, 1.0, 7.0, 30.0)),
    )
