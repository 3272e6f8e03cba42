"""Tests of chance agree with the textbook, and a correction for many of them keeps its promise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.counting.chance import adjusted, fisher, fisher_more, welch

sides = st.integers(1, 400).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(sides, sides)
def test_fishers_test_is_the_textbooks(one: tuple[int, int], other: tuple[int, int]) -> None:
    table = [[one[0], one[1] - one[0]], [other[0], other[1] - other[0]]]
    assert fisher(*one, *other) == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-5, abs=1e-12)
    assert fisher_more(*one, *other) == pytest.approx(
        stats.fisher_exact(table, alternative="greater").pvalue, rel=1e-5, abs=1e-12
    )


def test_a_side_without_anybody_says_nothing() -> None:
    assert fisher(0, 0, 5, 10) == fisher(5, 10, 0, 0) == fisher_more(0, 0, 5, 10) == 1.0


def test_a_large_study_is_tested_in_full() -> None:
    assert fisher(1_200, 10_000, 900, 10_000) == pytest.approx(
        stats.fisher_exact([[1_200, 8_800], [900, 9_100]]).pvalue, rel=1e-4
    )


def test_welchs_test_is_the_textbooks() -> None:
    one, other = [0.1, 0.4, -0.3, 0.8, 0.2], [-0.6, -0.2, 0.1, -0.9]
    mine = welch(
        (sum(one) / 5, sum(other) / 4),
        (float(stats.tstd(one)), float(stats.tstd(other))),
        (len(one), len(other)),
    )
    assert mine == pytest.approx(stats.ttest_ind(one, other, equal_var=False).pvalue)


@pytest.mark.parametrize(
    ("means", "counts", "is_sure"),
    [((0.5, 0.5), (10, 10), False), ((0.5, 0.51), (10, 10), False), ((0.5, -0.5), (10, 10), True)],
)
def test_values_that_are_all_the_same_do_not_make_every_difference_certain(
    means: tuple[float, float], counts: tuple[int, int], is_sure: bool
) -> None:
    assert (welch(means, (0.0, 0.0), counts) < 0.01) == is_sure


def test_one_value_is_no_mean_to_compare() -> None:
    assert welch((1.0, -1.0), (0.0, 0.5), (1, 50)) == 1.0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_a_corrected_p_is_the_textbooks_and_never_smaller(chances: list[float]) -> None:
    found = adjusted(chances)
    assert found == pytest.approx(stats.false_discovery_control(chances).tolist())
    assert all(q >= p - 1e-12 for p, q in zip(chances, found, strict=True))


def test_without_tests_there_is_nothing_to_correct() -> None:
    assert adjusted([]) == []
