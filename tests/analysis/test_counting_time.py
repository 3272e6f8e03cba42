"""Weeks, change points, feelings and saturation."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.counting.feelings import feeling
from analysis.counting.record import Heard, Voice, record
from analysis.counting.saturation import saturation
from analysis.counting.weeks import by_week, changes
from tests.analysis.counted import MONDAY, by_chance, study


def test_weeks_without_interviews_are_there_and_count_nobody() -> None:
    weeks = by_week(study({"a": [0, 2]}, 3, days_apart=14), "a")
    counts = [(week.share.count, week.share.total) for week in weeks]
    assert counts == [(1, 1), (0, 0), (0, 1), (0, 0), (1, 1)]
    assert all(week.monday.weekday() == 0 for week in weeks)


def test_a_study_without_interviews_has_no_weeks_and_no_changes() -> None:
    assert by_week(record([], []), "a") == ()
    assert changes((), smallest=5) == ()


def test_a_change_is_found_where_it_was_made() -> None:
    made = by_chance(3, weeks=16, a_week=12, rates=[0.15], late_rates=[0.65], late_from=9)
    [change] = changes(by_week(made, "t00"), smallest=5)
    assert abs((change.monday - (MONDAY + timedelta(weeks=9))).days) <= 7
    assert change.before.value < 0.3 < 0.5 < change.after.value
    assert change.p <= 0.01


def test_the_shares_between_changes_count_every_respondent() -> None:
    made = by_chance(4, weeks=20, a_week=15, rates=[0.1], late_rates=[0.7], late_from=10)
    weeks = by_week(made, "t00")
    [change] = changes(weeks, smallest=5)
    assert change.before.total + change.after.total == sum(week.share.total for week in weeks)
    assert changes(weeks, smallest=5) == (change,)


def test_a_steady_theme_gets_a_change_one_time_in_a_hundred() -> None:
    found = 0
    for seed in range(300):
        made = by_chance(seed, weeks=12, a_week=8, rates=[0.3])
        found += bool(changes(by_week(made, "t00"), smallest=5, seed=seed))
    assert found / 300 <= 0.02


def test_no_part_has_fewer_respondents_than_the_smallest_group() -> None:
    made = study({"a": [9]}, 10, days_apart=7)
    assert changes(by_week(made, "a"), smallest=5) == ()


# --- feelings ---


def test_both_sides_are_kept_and_the_unknown_is_not_neutral() -> None:
    found = feeling(
        record(
            [Heard(f"int{n}", f"who{n}", MONDAY) for n in range(12)],
            [Voice("a", f"int{n}", 1, 1, 0.8) for n in range(6)]
            + [Voice("a", f"int{n}", 1, 1, -0.7) for n in range(6, 10)]
            + [Voice("a", f"int{n}") for n in (10, 11)],
        ),
        "a",
    )
    assert (found.positive, found.neutral, found.negative, found.unassessed) == (6, 0, 4, 2)
    assert found.is_divided
    assert found.mean == pytest.approx(0.2)
    assert found.spread is not None and found.spread > 0.7  # noqa: PT018 - for the type checker


@pytest.mark.parametrize(
    ("positive", "negative", "neutral", "is_divided"),
    [
        (6, 4, 0, True),
        (2, 2, 4, True),
        (9, 1, 0, False),
        (2, 1, 0, False),
        (10, 3, 2, False),
        (0, 0, 0, False),
    ],
)
def test_a_theme_is_divided_when_a_quarter_stands_on_each_side(
    positive: int, negative: int, neutral: int, is_divided: bool
) -> None:
    values = [0.5] * positive + [-0.5] * negative + [0.0] * neutral
    heard = [Heard(f"int{n}", f"who{n}", MONDAY) for n in range(len(values))]
    voices = [Voice("a", f"int{n}", 1, 1, value) for n, value in enumerate(values)]
    assert feeling(record(heard, voices), "a").is_divided is is_divided


def test_a_talkative_respondent_counts_once() -> None:
    heard = [Heard("int1", "ann", MONDAY), Heard("int2", "bob", MONDAY)]
    voices = [Voice("a", "int1", 9, 9, -0.5), Voice("a", "int2", 1, 1, 0.5)]
    assert feeling(record(heard, voices), "a").mean == pytest.approx(0.0)


@given(st.lists(st.floats(-1, 1), max_size=30))
def test_the_interval_lies_around_the_mean_within_the_scale(values: list[float]) -> None:
    heard = [Heard(f"int{n}", f"who{n}", MONDAY) for n in range(len(values))]
    found = feeling(record(heard, [Voice("a", f"int{n}", 1, 1, v) for n, v in enumerate(values)]), "a")
    assert found.assessed == len(values)
    if len(values) < 2:
        assert found.low is found.high is found.spread is None
    else:
        assert found.mean is not None and found.low is not None and found.high is not None  # noqa: PT018
        assert -1 <= found.low <= found.mean + 1e-9 and found.mean - 1e-9 <= found.high <= 1  # noqa: PT018


# --- saturation ---


def test_the_last_interviews_without_a_new_theme_are_counted() -> None:
    found = saturation(study({"a": [0, 3], "b": [1, 2, 5], "c": [4]}, 10))
    assert found.curve == (1, 2, 2, 2, 3, 3, 3, 3, 3, 3)
    assert (found.quiet, found.themes, found.interviews) == (5, 3, 10)


def test_what_is_unheard_follows_from_what_was_heard_once_and_twice() -> None:
    found = saturation(study({"a": range(10), "b": [0], "c": [1], "d": [2], "e": [3, 4]}, 20))
    assert found.unheard == pytest.approx(19 / 20 * 9 / 2)
    assert found.next_new == pytest.approx(3 / 20)
    assert found.coverage == pytest.approx(1 - 3 / 15 * (19 * 3) / (19 * 3 + 2))


def test_without_rare_themes_nothing_is_known_to_be_unheard() -> None:
    found = saturation(study({"a": range(10), "b": range(5, 15)}, 20))
    assert (found.unheard, found.coverage, found.next_new) == (0.0, 1.0, 0.0)


def test_nothing_is_estimated_from_one_interview_or_from_none() -> None:
    for people in (0, 1):
        found = saturation(study({}, people))
        assert (found.unheard, found.coverage, found.next_new) == (None, None, None)
        assert found.quiet == people


@given(st.lists(st.sets(st.integers(0, 14)), max_size=6))
def test_the_expected_curve_rises_to_what_was_heard(themes: list[set[int]]) -> None:
    made = study({f"t{n}": whose for n, whose in enumerate(themes)}, 15)
    found = saturation(made)
    assert all(a <= b + 1e-9 for a, b in pairwise(found.expected))
    assert found.expected[-1] == pytest.approx(found.themes)
