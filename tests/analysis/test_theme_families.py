"""Parts of themes, how steady themes are, how new a statement is, and small studies."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.themes import cluster, small
from analysis.themes.hierarchy import parents
from analysis.themes.moves import limited
from analysis.themes.novelty import at_home
from analysis.themes.split import split
from analysis.themes.steadiness import Steadiness, steadiness
from analysis.types import Embeddings
from tests.analysis.blobs import blobs

ROWS, TRUTH = blobs(4, 30, spread=0.1)
LABELS = np.array(TRUTH, dtype=np.int64)


def test_a_theme_right_beside_a_larger_one_is_a_part_of_it() -> None:
    labels = LABELS.copy()
    labels[20:30] = 4  # ten rows of theme 0 stand as a theme of their own
    assert parents(ROWS, labels) == (None, None, None, None, 0)
    assert parents(ROWS, labels, apart=[4]) == (None,) * 5


@pytest.mark.parametrize("count", [0, 1])
def test_without_a_second_theme_there_are_no_parts(count: int) -> None:
    assert parents(ROWS[:30], np.full(30, count - 1, dtype=np.int64)) == (None,) * count


def test_themes_that_stand_apart_are_found_by_every_run() -> None:
    assert steadiness(ROWS, LABELS) == (Steadiness(10, 10),) * 4


def test_a_theme_of_chance_is_found_by_hardly_any() -> None:
    mixed = np.random.default_rng(0).integers(0, 4, len(ROWS))
    assert max(one.share for one in steadiness(ROWS, mixed)) <= 0.1


def test_what_nobody_said_before_is_least_at_home() -> None:
    placed = ROWS[LABELS != 3]
    home = at_home(ROWS, placed, LABELS[LABELS != 3])
    assert home[LABELS == 3].max() < home[LABELS != 3].min()


def test_a_theme_of_two_subjects_falls_into_them() -> None:
    texts = [
        f"the {'invoice' if n == 0 else 'greenhouse'} came {row} days late"
        for row, n in enumerate(TRUTH[:60])
    ]
    parts = split(ROWS[:60], texts, list(range(60)), taken=["Invoice"])
    assert sorted(part.members for part in parts) == [tuple(range(30)), tuple(range(30, 60))]
    assert len({part.label for part in parts} | {"Invoice"}) == 3


@pytest.mark.parametrize("rows", [ROWS[:1], ROWS[:5], np.tile(ROWS[:1], (40, 1))])
def test_a_theme_of_one_subject_does_not_fall_apart(rows: Embeddings) -> None:
    assert split(rows, ["the box is late"] * len(rows), list(range(len(rows)))) == ()


def test_changes_with_most_to_gain_use_the_allowance_first() -> None:
    before, after = LABELS.copy(), LABELS.copy()
    before[:3] = 1  # three rows of theme 0 stood in the wrong one
    after[60:64] = 3  # four rows of theme 2 would go wrong
    result = limited(ROWS, before, after, most=4)
    assert result.tolist() == LABELS.tolist()


def test_shared_words_join_what_two_languages_say_of_one_thing() -> None:
    random = np.random.default_rng(0)
    rows = random.normal(size=(80, 64))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    words = (
        "kalibrierung",
        "quarterly",
        "photovoltaik",
        "zugriffsrechte",
        "beleuchtung",
        "inventur",
        "monsun",
        "xylofon",
    )
    texts = [f"{words[row % 8]} {words[row % 8]}" for row in range(80)]
    found = small.linkage(rows.astype(np.float32), texts)
    assert all(found[row] == found[row % 8] for row in range(80))


def test_texts_that_share_nothing_are_grouped_by_meaning_alone() -> None:
    found = cluster.fit(ROWS, ["?"] * len(ROWS), seed=0)
    assert len(set(found.tolist())) >= 4
