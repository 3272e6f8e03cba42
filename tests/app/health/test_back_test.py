"""Would the score have told? Judged by what came later, without hindsight."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.success.health.back_test import FEWEST, Term, as_of, back_test, interval, separation
from app.success.health.compare import Pair, compare
from app.success.record import Known, Point, Record
from tests.app.health.accounts import NOW, definition, scored

SCORES = st.lists(st.integers(0, 100).map(float), min_size=1, max_size=20)


def term(score: float | None, *, is_lost: bool, arr_cents: int = 100) -> Term:
    return Term("acc", "Acme", score, is_lost, arr_cents, "churned" if is_lost else "renewed")


@given(SCORES, SCORES)
def test_separation_is_the_share_of_pairs_in_the_right_order(kept: list[float], lost: list[float]) -> None:
    pairs = [(1.0 if one > other else 0.5 if one == other else 0.0) for one in kept for other in lost]
    assert separation(kept, lost) == pytest.approx(sum(pairs) / len(pairs))


@given(st.floats(0, 1), st.integers(1, 500), st.integers(1, 500))
def test_the_interval_holds_the_figure_and_stays_within_0_and_1(area: float, better: int, worse: int) -> None:
    low, high = interval(area, better, worse)
    assert 0 <= low <= area <= high <= 1


def test_the_interval_is_that_of_hanley_and_mcneil() -> None:
    # their example: area 0.893, 51 abnormal and 58 normal cases, standard error 0.032
    low, high = interval(0.893, 51, 58)
    assert (high - low) / 2 / 1.96 == pytest.approx(0.032, abs=0.001)


def test_a_score_that_tells_separates_and_its_bands_say_what_was_lost() -> None:
    terms = [term(85, is_lost=False, arr_cents=10)] * 30 + [term(30, is_lost=True, arr_cents=7)] * FEWEST
    found = back_test(definition({"a": 1}), [*terms, term(None, is_lost=True)])
    assert (found.separation, found.kept, found.lost, found.unknown) == (1.0, 30, FEWEST, 1)
    assert [(line.band, line.terms, line.lost, line.lost_arr_cents) for line in found.bands] == [
        ("healthy", 30, 0, 0),
        ("at_risk", 0, 0, 0),
        ("declining", 0, 0, 0),
        ("critical", FEWEST, FEWEST, 70),
    ]
    assert [line.share for line in found.bands] == [0, None, None, 1]


def test_a_few_renewals_are_no_figure() -> None:
    found = back_test(definition({"a": 1}), [term(85, is_lost=False)] * 50 + [term(30, is_lost=True)] * 3)
    assert (found.is_enough, found.separation, found.low) == (False, None, None)


def test_what_was_known_then_holds_nothing_of_what_came_later() -> None:
    then = NOW - timedelta(days=90)
    points = tuple(Point(then + timedelta(days=days)) for days in (-5, -1, 0, 1, 80))
    record = Record(
        "acc",
        {"segment": Known("smb"), "champions": Known(0.0), "churned_on": Known(NOW.date())},
        {"login": points, "nps": points[-1:]},
        {"risk": 12.0},
    )
    past = as_of(record, then, {"days_to_renewal": Known(90.0)})
    assert set(past.fields) == {"segment", "days_to_renewal"}
    assert past.series == {"login": points[:3]}
    assert past.scores == {}


def test_two_versions_side_by_side_say_who_changes_band() -> None:
    weights, other = {"a": 10.0, "b": 1.0}, {"a": 1.0, "b": 10.0}
    accounts = {"low": {"a": 90.0, "b": 30.0}, "same": {"a": 90.0, "b": 90.0}, "up": {"a": 65.0, "b": 70.0}}
    found = compare([Pair(n, n, scored(weights, v), scored(other, v)) for n, v in accounts.items()])
    assert found.pairs == 3
    assert [pair.account for pair in found.movers] == ["low"]
    assert found.moves == {
        ("healthy", "critical"): 1,
        ("healthy", "healthy"): 1,
        ("at_risk", "at_risk"): 1,
    }
    assert found.mean_difference == pytest.approx((49.0909 + 0 + 4.0909) / 3, abs=0.001)


def test_comparing_nobody_says_so() -> None:
    assert compare([]).mean_difference is None
