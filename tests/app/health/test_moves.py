"""A move says what caused it, and its parts add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.success.health.moves import explained, moved
from app.success.health.scores import Score
from app.success.health.scoring import score
from app.success.record import Record
from tests.app.health.accounts import (
    NOW,
    account,
    daily,
    definition,
    scored,
    shipped,
    weights_and_values,
)

Made = tuple[dict[str, float], dict[str, float | None]]


@given(weights_and_values(), st.data())
def test_a_change_only_by_what_became_known_or_unknown_is_one_of_coverage(
    given: Made, data: st.DataObject
) -> None:
    weights, values = given
    turned = data.draw(st.sets(st.sampled_from(sorted(weights)), min_size=1))
    later = {
        name: (50.0 if value is None else None) if name in turned else value for name, value in values.items()
    }
    move = moved(scored(weights, values), scored(weights, later))
    assert move.cause == "coverage"
    assert move.delta is None or move.by_coverage == pytest.approx(move.delta)


@given(weights_and_values(), st.data())
def test_a_change_of_known_values_is_never_one_of_coverage(given: Made, data: st.DataObject) -> None:
    weights, values = given
    shift = data.draw(st.sampled_from([-30.0, 30.0]))
    later = {name: None if value is None else value + shift for name, value in values.items()}
    before, after = scored(weights, values), scored(weights, later)
    move = moved(before, after)
    assert move.cause in ("facts", "age", None)
    assert (move.cause is None) == (before.score == after.score)


@given(weights_and_values(), weights_and_values())
def test_the_deltas_of_factors_add_up_to_that_of_the_score(one: Made, other: Made) -> None:
    weights = one[0] | other[0]
    before, after = (
        scored(weights, {**dict.fromkeys(weights), **one[1]}),
        scored(weights, {**dict.fromkeys(weights), **other[1]}),
    )
    move = moved(before, after)
    if move.delta is not None:
        then = {factor.name: factor.points for factor in before.factors}
        assert sum(f.points - then[f.name] for f in after.factors) == pytest.approx(move.delta, abs=1e-6)
        assert all(top.delta is not None for top in move.top)


@given(weights_and_values())
def test_nothing_moved_is_told_as_nothing(given: Made) -> None:
    found = scored(*given)
    kept = Score.from_json(found.as_json())
    move = moved(kept, found)
    assert (move.cause, move.is_recorded, move.is_told) == (None, False, False)


def test_another_version_of_the_definition_is_the_cause_whatever_else_moved() -> None:
    values = {"a": 90.0, "b": 10.0}
    before = scored({"a": 10, "b": 1}, values)
    after = score(definition({"a": 1, "b": 10}, version="2"), account(values), NOW, segments={})
    assert moved(before, after).cause == "definition"


def test_news_are_facts_and_the_passing_of_time_is_age() -> None:
    risk = shipped("risk")
    steady = Record("acc", series={"login": daily([1.0] * 30), "usage.ui": daily([50.0] * 60)})
    before = score(risk, steady, NOW, segments={})
    later = NOW + timedelta(days=5)
    aged = score(risk, steady, later, segments={})
    assert moved(before, aged).cause == "age"
    news = replace(
        steady, series={**steady.series} | {"usage.ui": daily([50.0] * 59 + [10.0] * 6, until=later)}
    )
    assert moved(before, score(risk, news, later, segments={})).cause == "facts"


@pytest.mark.parametrize(
    ("of_itself", "known_later", "cause"),
    [
        (0.0, 0.0, "coverage"),  # only coverage
        (-2.0, 0.0, "coverage"),  # a whisper beside a loud change of coverage
        (-20.0, 0.0, "facts"),  # a fall of its own that everybody would be told of
        (-20.0, 95.0, "facts"),
    ],
)
def test_a_fall_of_its_own_is_not_drowned_by_a_change_of_coverage(
    of_itself: float, known_later: float, cause: str
) -> None:
    before = scored({"a": 10, "b": 10}, {"a": 90.0, "b": None})
    later = account({"a": 90.0 + of_itself, "b": known_later}, at=NOW + timedelta(days=1))
    after = score(definition({"a": 10, "b": 10}), later, NOW + timedelta(days=1), segments={})
    assert moved(before, after).cause == cause


def test_three_signals_are_named_that_moved_it() -> None:
    weights = {"usage": 20.0, "seats": 10.0, "support": 15.0, "nps": 10.0, "calm": 45.0}
    before = scored(weights, {"usage": 90, "seats": 80, "support": 80, "nps": 70, "calm": 86})
    after = scored(weights, {"usage": 70, "seats": 74, "support": 72, "nps": 69, "calm": 86})
    move = moved(before, after)
    assert [one.name for one in move.top] == ["usage", "support", "seats"]
    assert [one.delta for one in move.top] == pytest.approx([-4.0, -1.2, -0.6])


def test_a_factor_that_went_is_named_as_gone() -> None:
    before = scored({"a": 10, "b": 10}, {"a": 90.0, "b": 10.0})
    after = score(definition({"a": 10}, version="2"), account({"a": 90.0}), NOW, segments={})
    assert "B does not count any more." in {one.sentence for one in moved(before, after).top}


def test_where_little_moved_the_score_is_explained_by_where_it_stands() -> None:
    before = scored({"a": 10, "b": 10}, {"a": 20.0, "b": 90.0})
    after = scored({"a": 10, "b": 10}, {"a": 20.0, "b": 90.2})
    assert [one.name for one in explained(before, after)] == ["a", "b"]
    assert [one.delta for one in explained(before, after)] == pytest.approx([0.0, 0.1])
