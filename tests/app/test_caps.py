"""Caps on what models may cost: read from JSON, the tightest in force, reached or not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.caps import SCOPES, Cap, Caps, Spent, read_caps, tightest


@pytest.mark.parametrize(
    ("given_json", "scope", "cap"),
    [
        ({}, "day", Cap()),
        ({"day": {}}, "day", Cap()),
        ({"day": {"tokens": 5_000}}, "day", Cap(tokens=5_000)),
        ({"study": {"cost": 12.5}}, "study", Cap(micros=12_500_000)),
        ({"interview": {"tokens": 0, "cost": 0}}, "interview", Cap(0, 0)),
    ],
)
def test_caps_are_read_from_their_json(given_json: Any, scope: Any, cap: Cap) -> None:
    assert read_caps(given_json)[scope] == cap


@pytest.mark.parametrize(
    ("given_json", "told"),
    [
        ([], "caps must be an object"),
        ({"week": {}}, "caps are of interview, study, day"),
        ({"day": 3}, "day must be an object"),
        ({"day": {"euros": 3}}, "day must be an object with tokens, cost"),
        ({"day": {"tokens": 1.5}}, "day.tokens must be a whole number"),
        ({"day": {"cost": -1}}, "day.cost must be a number"),
        ({"day": {"cost": float("nan")}}, "day.cost must be a number"),
        ({"study": {"cost": True}}, "study.cost must be a number"),
        ({"study": {"tokens": 10**13}}, "study.tokens must be a whole number"),
    ],
)
def test_what_is_no_cap_says_which_field_is_wrong(given_json: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_caps(given_json)


@pytest.mark.parametrize(
    ("caps", "spent", "scope"),
    [
        ({}, (10**9, 10**9), None),
        ({"day": {"tokens": 100}}, (99, 0), None),
        ({"day": {"tokens": 100}}, (100, 0), "day"),
        ({"day": {"cost": 1}}, (0, 999_999), None),
        ({"day": {"cost": 1}}, (0, 1_000_000), "day"),
        ({"day": {"tokens": 100, "cost": 1}}, (1, 2_000_000), "day"),
        ({"study": {"tokens": 0}}, (0, 0), "study"),
        ({"interview": {"tokens": 5}, "day": {"tokens": 5}}, (5, 0), "interview"),
    ],
)
def test_the_first_scope_without_room_is_named(caps: Any, spent: tuple[int, int], scope: str | None) -> None:
    used = Spent(*spent)
    assert read_caps(caps).reached(dict.fromkeys(SCOPES, used)) == scope


def test_a_scope_that_is_not_asked_about_is_not_reached() -> None:
    assert read_caps({"interview": {"tokens": 0}}).reached({"day": Spent()}) is None


CAPS = st.builds(
    lambda amounts: Caps(dict(zip(SCOPES, amounts, strict=True))),
    st.lists(
        st.builds(Cap, st.none() | st.integers(0, 20), st.none() | st.integers(0, 20)), min_size=3, max_size=3
    ),
)


@given(st.lists(CAPS, min_size=1, max_size=3), st.integers(0, 20), st.integers(0, 20))
def test_the_tightest_is_reached_exactly_when_one_of_them_is(
    all_caps: list[Caps], tokens: int, micros: int
) -> None:
    spent = dict.fromkeys(SCOPES, Spent(tokens, micros))
    found = tightest(*all_caps).reached(spent)
    assert (found is not None) == any(caps.reached(spent) for caps in all_caps)
