"""Values become scores within bounds, and sentences people can read."""

from __future__ import annotations

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.success.conditions import Reading
from app.success.health.alarms import is_swinging, turns
from app.success.health.mappings import Bounded, Linear, Step, ToScore
from app.success.health.sentences import number, sentence, spoken
from app.success.health.types import Part, Unit

STEP = Step(((0, 20), (10, 60), (20, 100)), 5)
RISING = Linear(40, 95)
FALLING = Linear(30, 0)
BOUNDED = Bounded(((-50, 10), (0, 85), (20, 95)))
ANY = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("mapping", "value", "score"),
    [
        (STEP, -1, 5),
        (STEP, 0, 20),
        (STEP, 9.99, 20),
        (STEP, 10, 60),
        (STEP, 1000, 100),
        (RISING, 40, 0),
        (RISING, 67.5, 50),
        (RISING, 95, 100),
        (RISING, 200, 100),
        (FALLING, 30, 0),
        (FALLING, 15, 50),
        (FALLING, -5, 100),
        (BOUNDED, -90, 10),
        (BOUNDED, -25, 47.5),
        (BOUNDED, 0, 85),
        (BOUNDED, 10, 90),
        (BOUNDED, 99, 95),
        (Bounded(((3, 40),)), 7, 40),
    ],
)
def test_a_value_scores_as_its_mapping_says(mapping: ToScore, value: float, score: float) -> None:
    assert mapping.score(value) == pytest.approx(score)


@given(st.sampled_from([STEP, RISING, FALLING, BOUNDED]), ANY)
def test_every_value_has_a_score_from_0_to_100(mapping: ToScore, value: float) -> None:
    assert 0 <= mapping.score(value) <= 100


@given(st.sampled_from([STEP, RISING, BOUNDED]), ANY, ANY)
def test_more_never_scores_less_where_the_mapping_rises(mapping: ToScore, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert mapping.score(low) <= mapping.score(high)


CHANGE = Part(
    Reading(fact="usage.ui", measure="change", window_days=7),
    RISING,
    "percent",
    MappingProxyType({"rose": "Rose {value} ({before} → {now})", "fell": "Fell {value}", "level": "Level"}),
)
COUNT = Part(
    Reading(fact="support.opened", measure="count"),
    STEP,
    "count",
    MappingProxyType({"none": "None", "one": "One", "some": "{value} of {of}"}),
)


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        (CHANGE, 12.4, "Rose 12\u00a0% (1,240 → 843)"),
        (CHANGE, -32.02, "Fell 32\u00a0%"),
        (CHANGE, 0.3, "Level"),
        (COUNT, 0, "None"),
        (COUNT, 1, "One"),
        (COUNT, 7, "7 of 20"),
    ],
)
def test_a_sentence_fits_how_the_value_turned_out(part: Part, value: float, said: str) -> None:
    assert sentence(part, value, {"now": 843.0, "before": 1240.0, "of": 20.0}) == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.254, "share", "25\u00a0%"),
        (1, "days", "1\u00a0day"),
        (12.4, "days", "12\u00a0days"),
        (-0.42, "signed", "−0.4"),
        (123_456, "cents", "1,235"),
        (7.25, "points", "7.2"),
        (8, "points", "8"),
        (3, "hours", "3\u00a0hours"),
    ],
)
def test_a_value_reads_with_its_unit(value: float, unit: Unit, said: str) -> None:
    assert spoken(value, unit) == said


@pytest.mark.parametrize(
    ("value", "said"), [(1239.6, "1,240"), (0.04, "0"), (-0.04, "0"), (-3, "−3"), (99.96, "100")]
)
def test_a_number_has_a_decimal_only_where_it_tells(value: float, said: str) -> None:
    assert number(value) == said


@pytest.mark.parametrize(
    ("scores", "count"),
    [
        ([], 0),
        ([70], 0),
        ([70, 71, 72, 71, 70], 0),  # within a whisper
        ([50, 60, 70, 80], 0),
        ([70, 80, 70], 1),
        ([70, 80, 70, 80, 70, 80, 70], 5),
        ([70, 72, 74, 76, 74, 72, 70], 1),  # slowly there and slowly back
    ],
)
def test_a_turn_is_a_way_there_and_back_of_some_size(scores: list[float], count: int) -> None:
    assert turns(scores) == count


def test_a_score_that_turns_every_few_days_is_swinging() -> None:
    assert is_swinging([70, 80, 70, 80, 70, 80, 70])
    assert not is_swinging([70, 80, 70, 80, 70])
