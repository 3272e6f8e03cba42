"""What is called new is new: themes that emerge or shift are found, and a steady study stays quiet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from analysis.counting.news import emerged
from analysis.counting.record import Record, record
from analysis.counting.shifts import FALSE_SHIFTS, Measure, shifts
from tests.analysis.counted import MONDAY, by_chance, study

RATES = [0.05, 0.1, 0.1, 0.15, 0.2, 0.2, 0.25, 0.3, 0.4, 0.6]


def test_a_theme_nobody_voiced_before_emerges_once_enough_do() -> None:
    made = study({"old": range(0, 60, 3), "new": [50, 52, 54, 56, 58]}, 60)
    today = made.heard[-1].on
    [news] = emerged(made, today=today, smallest=5, born={})
    assert (news.theme, news.before.count, news.now.count) == ("new", 0, 5)
    assert news.since == MONDAY + timedelta(days=50)
    assert emerged(made, today=today, smallest=6, born={}) == ()
    assert emerged(made, today=today, smallest=5, born={}, told={"new"}) == ()


def test_in_a_young_study_everything_is_unheard_and_nothing_is_news() -> None:
    assert emerged(study({"a": range(8)}, 20), today=MONDAY + timedelta(days=20), smallest=5, born={}) == ()


def test_a_theme_the_analysis_has_just_found_is_news_with_all_its_voices() -> None:
    made = study({"found": range(0, 60, 10)}, 60)
    today = made.heard[-1].on
    [news] = emerged(made, today=today, smallest=5, born={"found": today})
    assert (news.now.count, news.now.total, news.before.total) == (6, 60, 0)
    assert emerged(made, today=today, smallest=5, born={"found": today - timedelta(weeks=5)}) == ()


def test_a_rare_theme_unheard_so_far_by_chance_is_no_news() -> None:
    made = study({"rare": [21, 31, 41, 51, 61]}, 70)
    assert emerged(made, today=MONDAY + timedelta(days=48), smallest=5, born={}) == ()


def test_a_share_that_rises_is_told_with_both_sides() -> None:
    late = [*RATES[:3], 0.6, *RATES[4:]]
    made = by_chance(1, weeks=14, a_week=15, rates=RATES, late_rates=late, late_from=10)
    [shift] = shifts(made, today=MONDAY + timedelta(weeks=14), smallest=5)
    assert (shift.theme, shift.measure, shift.direction) == ("t03", "prevalence", "up")
    assert shift.since == MONDAY + timedelta(weeks=10)
    assert (shift.before.total, shift.now.total) == (150, 60)
    assert shift.before.high < shift.now.low


def test_a_feeling_that_sours_is_told() -> None:
    made = by_chance(
        2, weeks=14, a_week=20, rates=[0.5], feelings=(0.4, 0.3), late_feelings=(-0.3, 0.3), late_from=10
    )
    [shift] = shifts(made, today=MONDAY + timedelta(weeks=14), smallest=5)
    assert (shift.measure, shift.direction) == ("sentiment", "down")
    assert shift.felt_before.assessed >= 10 <= shift.felt_now.assessed


def test_what_was_told_begins_a_new_before() -> None:
    made = by_chance(1, weeks=22, a_week=15, rates=[0.15], late_rates=[0.6], late_from=10)
    first = MONDAY + timedelta(weeks=14)
    [shift] = shifts(made.between(MONDAY, first), today=first, smallest=5)
    told = {(shift.theme, shift.measure): shift.since}
    later = [first + timedelta(weeks=step) for step in range(9)]
    assert [shifts(made, today=day, smallest=5, told=told) for day in later] == [()] * 9


def test_looking_on_any_day_of_a_week_is_one_look() -> None:
    made = by_chance(1, weeks=15, a_week=15, rates=[0.15], late_rates=[0.6], late_from=10)
    looks = {shifts(made, today=MONDAY + timedelta(weeks=14, days=day), smallest=5) for day in range(7)}
    assert len(looks) == 1


@pytest.mark.parametrize("smallest", [5, 50])
def test_too_few_people_shift_nothing(smallest: int) -> None:
    made = by_chance(1, weeks=6, a_week=2, rates=[0.05], late_rates=[0.9], late_from=4)
    assert shifts(made, today=MONDAY + timedelta(weeks=6), smallest=smallest) == ()


def looked_at_weekly(made: Record, weeks: int) -> int:
    """How many shifts a year's weekly looks tell, each once."""
    told: dict[tuple[str, Measure], date] = {}
    count = 0
    for week in range(6, weeks + 1):
        for shift in shifts(made, today=MONDAY + timedelta(weeks=week), smallest=5, told=told):
            told[shift.theme, shift.measure] = shift.since
            count += 1
    return count


def test_a_steady_study_is_told_of_a_shift_in_fewer_looks_than_promised() -> None:
    weeks, studies = 26, 40
    looks = studies * (weeks - 5)
    steady = (by_chance(seed, weeks=weeks, a_week=8, rates=RATES) for seed in range(studies))
    false = sum(looked_at_weekly(made, weeks) for made in steady)
    assert false / looks <= FALSE_SHIFTS


def test_a_steady_study_has_no_news() -> None:
    found = 0
    for seed in range(100):
        made = by_chance(seed, weeks=10, a_week=6, rates=RATES)
        found += len(emerged(made, today=MONDAY + timedelta(weeks=10), smallest=5, born={}))
    assert found / 100 <= 0.05


def test_no_interviews_no_alarms() -> None:
    empty = record([], [])
    assert shifts(empty, today=MONDAY, smallest=5) == ()
    assert emerged(empty, today=MONDAY, smallest=5, born={}) == ()
