"""Thresholds: from the general to the particular, and who said what counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.success.conditions import Condition, Reading
from app.success.conditions import Test as Check
from app.success.conditions.thresholds import Effective, Threshold, effective, thresholds_from, values
from app.success.record import Known, Record
from app.success.toml_files import Problems, tables

NOW = datetime(2026, 5, 20, tzinfo=UTC)
DROP = Threshold("drop", -30.0, {"large": -20.0, "new": -50.0})
SEGMENTS: dict[str, Condition] = {
    "large": Check(Reading(field="arr_cents"), "at_least", 100.0),
    "new": Check(Reading(field="age_days"), "below", 90.0),
}


def account(**fields: float) -> Record:
    return Record("acc_1", {name: Known(value) for name, value in fields.items()})


@pytest.mark.parametrize(
    ("record", "overrides", "expected"),
    [
        (account(), {}, Effective(-30.0, "base", (("base", -30.0),))),
        (account(arr_cents=5), {}, Effective(-30.0, "base", (("base", -30.0),))),
        (
            account(arr_cents=100),
            {},
            Effective(-20.0, "segment large", (("base", -30.0), ("segment large", -20.0))),
        ),
        (
            account(arr_cents=100, age_days=3),
            {"other": 1.0},
            Effective(
                -50.0, "segment new", (("base", -30.0), ("segment large", -20.0), ("segment new", -50.0))
            ),
        ),
        (
            account(arr_cents=100),
            {"drop": -40.0},
            Effective(-40.0, "workspace", (("base", -30.0), ("segment large", -20.0), ("workspace", -40.0))),
        ),
    ],
)
def test_the_most_particular_word_counts(
    record: Record, overrides: dict[str, float], expected: Effective
) -> None:
    found = effective([DROP], record, NOW, SEGMENTS, overrides)
    assert found == {"drop": expected}
    assert values(found) == {"drop": expected.value}


def test_a_segment_nobody_knows_says_nothing() -> None:
    lost = Threshold("drop", 1.0, {"nowhere": 2.0})
    assert effective([lost], account(), NOW, SEGMENTS)["drop"].value == 1.0


def test_thresholds_are_read_as_numbers_or_with_segments() -> None:
    top = tables("quiet = 14\ndrop = { base = -30, segments = { large = -20, new = -50 } }", "x.toml")
    assert thresholds_from(top) == (Threshold("quiet", 14.0), DROP)
    top.settle()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("drop = { segments = { large = 1 } }", "drop.base: is missing"),
        ("drop = { base = 1, segments = { large = true } }", "drop.segments.large: must be a number"),
        ("drop = { base = 1, segment = 2 }", "drop.segment: is not a known field. Did you mean `segments`?"),
        ('"a b" = 1', "a b: must be letters, digits and `_`"),
    ],
)
def test_a_wrong_threshold_is_told(text: str, problem: str) -> None:
    top = tables(text, "x.toml")
    thresholds_from(top)
    with pytest.raises(Problems) as refused:
        top.settle()
    assert problem in str(refused.value)
