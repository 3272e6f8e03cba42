from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.prevalence import LengthMismatchError, prevalence, wilson


def test_prevalence_counts_respondents_not_statements() -> None:
    labels = np.array([0, 0, 0, 1, -1])
    shares = prevalence(labels, ["ann", "ann", "bob", "ann", "cem"])
    assert (shares[0].count, shares[0].total) == (2, 3)
    assert (shares[1].count, shares[1].total) == (1, 3)
    assert -1 not in shares


def test_wilson_interval_matches_the_published_example() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662.
    share = wilson(81, 263)
    assert (round(share.low, 4), round(share.high, 4)) == (0.2553, 0.3662)


def test_nobody_asked_means_nothing_is_known() -> None:
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_within_bounds(pair: tuple[int, int]) -> None:
    share = wilson(*pair)
    assert 0 <= share.low <= share.value + 1e-12
    assert share.value - 1e-12 <= share.high <= 1


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(LengthMismatchError, match="2 labels but 1 respondents"):
        prevalence(np.array([0, 1]), ["ann"])
