"""A score is the weighted mean of what is known; what is not known leaves, and is said to have left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.success.health.explain import TOP
from app.success.health.scores import Score
from tests.app.health.accounts import scored, weights_and_values

Made = tuple[dict[str, float], dict[str, float | None]]


def clipped(value: float) -> float:
    return min(max(value, 0.0), 100.0)


@given(weights_and_values())
def test_a_score_is_the_weighted_mean_of_the_known_factors(given: Made) -> None:
    weights, values = given
    known = {name: clipped(value) for name, value in values.items() if value is not None}
    found = scored(weights, values)
    if not known:
        assert (found.score, found.band, found.coverage) == (None, None, 0)
        return
    whole = sum(weights[name] for name in known)
    assert found.score == pytest.approx(sum(weights[n] * known[n] for n in known) / whole)
    assert found.coverage == pytest.approx(whole / sum(weights.values()))


@given(weights_and_values())
def test_scores_stay_in_their_bounds_and_their_points_add_up(given: Made) -> None:
    found = scored(*given)
    if found.score is not None:
        assert 0 <= found.score <= 100 + 1e-9
        assert sum(one.points for one in found.factors) == pytest.approx(found.score)
    assert all(one.points == 0 for one in found.factors if not one.is_known)


@given(weights_and_values(), st.data())
def test_an_unknown_factor_is_never_read_as_nought(given: Made, data: st.DataObject) -> None:
    weights, values = given
    lost = data.draw(st.sampled_from(sorted(weights)))
    whole = scored(weights, values | {lost: 50.0})
    without = scored(weights, values | {lost: None})
    others = {name: weight for name, weight in weights.items() if name != lost}
    assert without.coverage == pytest.approx(whole.coverage - weights[lost] / sum(weights.values()))
    if others:
        alone = scored(others, values)
        assert without.score == (pytest.approx(alone.score) if alone.score is not None else None)


@given(weights_and_values())
def test_at_most_three_known_factors_explain_a_score(given: Made) -> None:
    found = scored(*given)
    known = {one.name for one in found.factors if one.is_known}
    assert len(found.top) == min(TOP, len(known) if found.score is not None else 0)
    assert {one.name for one in found.top} <= known


@given(weights_and_values())
def test_a_score_is_read_back_as_it_was_kept(given: Made) -> None:
    kept = scored(*given).as_json()
    assert Score.from_json(kept).as_json() == kept


def test_below_the_least_coverage_there_is_no_score() -> None:
    found = scored({"a": 1, "b": 9}, {"a": 90.0, "b": None}, least=0.25)
    assert (found.score, found.band, found.top, found.coverage) == (None, None, (), 0.1)


@pytest.mark.parametrize(
    ("value", "band"),
    [
        (100, "healthy"),
        (80, "healthy"),
        (79.999, "at_risk"),
        (60, "at_risk"),
        (59.999, "declining"),
        (40, "declining"),
        (39.999, "critical"),
        (0, "critical"),
    ],
)
def test_bands_are_cut_on_the_score_before_it_is_rounded(value: float, band: str) -> None:
    assert scored({"a": 1}, {"a": value}).band == band


def test_what_pulls_a_low_score_down_is_named_before_what_holds_it_up() -> None:
    found = scored(
        {"low": 10, "fair": 10, "full": 10, "other": 10}, {"low": 5, "fair": 60, "full": 100, "other": 80}
    )
    assert [one.name for one in found.top] == ["low", "fair", "full"]
