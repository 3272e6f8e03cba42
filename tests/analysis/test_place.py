"""An append: whatever has a place keeps it, and what people decided holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.prevalence import LengthMismatchError
from analysis.themes import assign, cluster
from analysis.themes.calibrate import threshold
from analysis.themes.constraints import Constraints
from analysis.themes.place import place
from analysis.types import Embeddings, KnownTheme
from tests.analysis.blobs import blobs

ROWS, TRUTH = blobs(5, 20, spread=0.2)
IDS = tuple(f"t{number}" for number in range(5))


def known(rows: Embeddings = ROWS, truth: list[int] = TRUTH) -> list[KnownTheme]:
    return [
        KnownTheme(
            f"t{n}", f"T{n}", rows[assign.exemplars(rows, np.flatnonzero(np.array(truth) == n), count=3)]
        )
        for n in sorted(set(truth))
    ]


PLACES = st.lists(st.sampled_from([None, *IDS]), min_size=len(ROWS), max_size=len(ROWS))


@given(before=PLACES, level=st.floats(0, 2))
@settings(max_examples=40, deadline=None)
def test_no_append_moves_what_has_a_place(before: list[str | None], level: float) -> None:
    after, similarity = place(ROWS, known(), before, threshold=level)
    assert all(then in (None, now) for then, now in zip(before, after, strict=True))
    assert np.isfinite(similarity).all()


@given(
    before=PLACES,
    pinned=st.dictionaries(st.integers(0, len(ROWS) - 1), st.sampled_from([None, *IDS]), max_size=30),
)
@settings(max_examples=40, deadline=None)
def test_a_pinned_row_is_where_it_is_pinned(before: list[str | None], pinned: dict[int, str | None]) -> None:
    after, _ = place(ROWS, known(), before, constraints=Constraints(pinned=pinned))
    assert {row: after[row] for row in pinned} == pinned


def test_a_new_row_goes_to_its_theme_and_a_stranger_to_none() -> None:
    stranger = -ROWS.mean(axis=0, keepdims=True) / np.linalg.norm(ROWS.mean(axis=0))
    after, _ = place(np.concatenate([ROWS, stranger]).astype(np.float32), known(), [None] * 101)
    assert after == [*(f"t{n}" for n in TRUTH), None]


def test_an_excluded_theme_draws_nothing_in() -> None:
    remaining = known()[1:]
    hidden = known()[0].exemplars
    after, _ = place(ROWS, remaining, [None] * 100, constraints=Constraints(hidden=hidden), threshold=-1)
    assert after == [None if n == 0 else f"t{n}" for n in TRUTH]


def test_a_place_in_a_theme_no_longer_known_is_given_anew() -> None:
    after, _ = place(ROWS, known(), ["gone"] * 100)
    assert after == [f"t{n}" for n in TRUTH]


@pytest.mark.parametrize("wanted", [0.05, 0.1, 0.3])
def test_a_calibrated_threshold_leaves_the_share_asked_for_on_new_rows(wanted: float) -> None:
    rows, truth = blobs(12, 600, spread=0.25, seed=3)
    old, new = np.arange(0, len(rows), 2), np.arange(1, len(rows), 2)
    themes = known(rows[old], [truth[row] for row in old])
    after, _ = place(
        rows[new], themes, [None] * len(new), threshold=threshold(rows[old], themes, unassigned=wanted)
    )
    assert np.mean([one is None for one in after]) == pytest.approx(wanted, abs=0.02)


def test_a_share_outside_zero_to_one_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        threshold(ROWS, known(), unassigned=1.2)


def test_rows_without_a_place_each_are_refused() -> None:
    with pytest.raises(LengthMismatchError, match="100 embeddings but 3"):
        place(ROWS, known(), [None] * 3)


def test_a_row_that_is_no_number_is_named() -> None:
    rows = ROWS.copy()
    rows[7, 2] = np.nan
    with pytest.raises(cluster.EmbeddingsError, match="row 7"):
        place(rows, known(), [None] * 100)
