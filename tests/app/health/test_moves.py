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


@given(weights_and_values(), st.data())
def test_the_deltas_of_factors_add_up_to_that_of_the_score(given: Made, data: st.DataObject) -> None:
    weights, values = given
    kept = sorted(weights)[:3]  # as many as are named
    later = {name: data.draw(st.none() | st.integers(0, 100).map(float)) for name in kept}
    before = scored({name: weights[name] for name in kept}, {name: values[name] for name in kept})
    move = moved(before, scored({name: weights[name] for name in kept}, later))
    if move.delta is not None:
        assert sum(top.delta or 0.0 for top in move.top) == pytest.approx(move.delta, abs=0.01)


def test_a_factor_that_became_known_and_is_bad_takes_the_blame_itself() -> None:
    before = scored({"calm": 20, "also": 10, "said": 10}, {"calm": 90, "also": 80, "said": None})
    after = scored({"calm": 20, "also": 10, "said": 10}, {"calm": 90, "also": 80, "said": 0})
    top = moved(before, after).top
    assert (top[0].name, top[0].points) == ("said", 0)
    assert top[0].delta == pytest.approx(-86.6667 / 4, abs=0.001)


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
