"""A refit carries ids over, reports every move, and takes what people decided as given."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.themes import assign
from analysis.themes.constraints import Constraints
from analysis.themes.refit import Refit, refit
from analysis.types import Embeddings, KnownTheme
from tests.analysis.blobs import blobs

ROWS, TRUTH = blobs(5, 12, spread=0.12)
COLOURS = ("red", "green", "blue", "white", "black")
TEXTS = [f"the {COLOURS[n]} box came {row} days late" for row, n in enumerate(TRUTH)]
IDS = tuple(f"t{number}" for number in range(5))
PLACES = [f"t{n}" for n in TRUTH]


def themes(rows: Embeddings = ROWS, truth: list[int] = TRUTH) -> list[KnownTheme]:
    return [
        KnownTheme(f"t{n}", f"T{n}", rows[assign.exemplars(rows, np.flatnonzero(np.array(truth) == n))])
        for n in sorted(set(truth))
    ]


def run(before: list[str | None], constraints: Constraints = Constraints(), **more: float) -> Refit:
    return refit(
        ROWS,
        TEXTS,
        list(range(60)),
        themes(),
        before,
        constraints=constraints,
        unassigned=more.get("unassigned", 0.0),
    )


def places(fitted: Refit) -> list[str | int | None]:
    """The id of each row's theme, its index where the theme is new, None for the pool."""
    return [None if label < 0 else fitted.themes[label].known or label for label in fitted.labels.tolist()]


def test_a_refit_of_themes_that_hold_changes_nothing() -> None:
    fitted = run(list(PLACES))
    assert places(fitted) == PLACES
    assert (fitted.kept_share, fitted.events) == (1.0, ())
    assert fitted.steadiness > 0.9


def test_first_themes_are_all_born() -> None:
    fitted = refit(ROWS, TEXTS, list(range(60)), [], [None] * 60, unassigned=0.0)
    assert [event.kind for event in fitted.events] == ["born"] * 5
    assert all(theme.known is None for theme in fitted.themes)


def test_two_themes_told_apart_by_nothing_merge_and_the_larger_keeps_its_id() -> None:
    before: list[str | None] = [*PLACES]
    before[:4] = ["t9"] * 4
    extra = KnownTheme("t9", "T9", ROWS[:2])
    fitted = refit(ROWS, TEXTS, list(range(60)), [*themes(), extra], before, unassigned=0.0, most_moved=1.0)
    assert [(e.kind, e.theme, e.others, e.statements) for e in fitted.events] == [
        ("merged", "t9", ("t0",), (0, 1, 2, 3))
    ]
    assert places(fitted) == PLACES


def test_a_theme_of_two_subjects_splits_and_the_larger_part_keeps_its_id() -> None:
    before: list[str | None] = ["t0" if n == 1 else f"t{n}" for n in TRUTH]
    before[12] = None
    fitted = refit(
        ROWS,
        TEXTS,
        list(range(60)),
        [t for t in themes() if t.id != "t1"],
        before,
        unassigned=0.0,
        most_moved=1.0,
    )
    new = next(i for i, theme in enumerate(fitted.themes) if theme.known is None)
    assert {event.kind for event in fitted.events} == {"born", "split"}
    assert next(e for e in fitted.events if e.kind == "split").others == (new,)
    assert fitted.kept_share == pytest.approx(48 / 59)


DECIDED = st.dictionaries(st.integers(0, 59), st.sampled_from([None, *IDS]), max_size=12)
MIXED = st.lists(st.sampled_from([None, *IDS]), min_size=60, max_size=60)


@given(before=MIXED, pinned=DECIDED, kept=st.frozensets(st.sampled_from(IDS)), rate=st.floats(0, 0.5))
@settings(max_examples=30, deadline=None)
def test_every_refit_respects_pins_and_kept_themes(
    before: list[str | None], pinned: dict[int, str | None], kept: frozenset[str], rate: float
) -> None:
    fitted = run(before, Constraints(pinned=pinned, kept=kept), unassigned=rate)
    after = places(fitted)
    assert {row: after[row] for row in pinned} == pinned
    stayed = [row for row in range(60) if before[row] in kept and row not in pinned]
    assert all(after[row] == before[row] for row in stayed)
    assert kept <= {theme.known for theme in fitted.themes}
    assert all(
        theme.label == f"T{theme.known[1:]}" for theme in fitted.themes if theme.known in kept and theme.known
    )
    touched = {event.theme for event in fitted.events if event.kind != "born"}
    assert not touched & kept
    ids = [theme.known for theme in fitted.themes if theme.known]
    assert len(ids) == len(set(ids))


@given(before=MIXED)
@settings(max_examples=20, deadline=None)
def test_an_excluded_theme_never_comes_back(before: list[str | None]) -> None:
    hidden = themes()[0].exemplars
    fitted = refit(
        ROWS,
        TEXTS,
        list(range(60)),
        themes()[1:],
        before,
        constraints=Constraints(hidden=hidden),
        unassigned=0.0,
    )
    assert not np.any(fitted.labels[:12] >= 0)


@given(before=MIXED, rate=st.floats(0, 0.5))
@settings(max_examples=30, deadline=None)
def test_no_refit_moves_more_than_it_may(before: list[str | None], rate: float) -> None:
    assert run(before, unassigned=rate).kept_share >= 0.95


def test_a_pin_to_a_theme_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="row 3 is pinned"):
        run([None] * 60, Constraints(pinned={3: "t77"}))


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.25])
def test_the_share_asked_for_stays_in_the_pool(rate: float) -> None:
    assert np.mean(run([None] * 60, unassigned=rate).labels < 0) == pytest.approx(rate, abs=0.02)
