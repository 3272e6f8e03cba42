from __future__ import annotations

import numpy as np
import pytest

from analysis.encode import Encoder
from analysis.themes import cluster, homes, spoken
from analysis.themes.labels import name_themes
from analysis.themes.study import fit_study
from analysis.types import Embeddings
from tests.analysis.blobs import blobs


def names_of(rows: Embeddings, truth: list[int]) -> Embeddings:
    """A name for each bundle, lying in its middle."""
    return cluster.centroids(rows, np.array(truth))


@pytest.mark.parametrize("unassigned", [0.0, 0.1, 0.2, 0.5])
def test_the_share_without_a_theme_is_the_one_asked_for(unassigned: float) -> None:
    rows, truth = blobs(5, 80)
    found = homes.settle(rows, np.array(truth), names_of(rows, truth), unassigned=unassigned)
    assert abs((found < 0).mean() - unassigned) <= 0.01


def test_who_is_far_from_every_theme_stays_in_none() -> None:
    rows, truth = blobs(4, 50)
    strange = np.random.default_rng(5).normal(size=(10, rows.shape[1])).astype(np.float32)
    strange /= np.linalg.norm(strange, axis=1, keepdims=True)
    everyone = np.concatenate([rows, strange])
    labels = np.array([*truth, *[0] * 10])
    found = homes.settle(everyone, labels, names_of(rows, truth), unassigned=10 / len(everyone))
    assert (found[-10:] == -1).all()
    assert (found[:-10] == truth).all()


def test_who_speaks_of_another_theme_goes_there() -> None:
    rows, truth = blobs(4, 50)
    names = names_of(rows, truth)
    labels = np.array(truth)
    labels[0] = int((names @ rows[0]).argmin())
    found = homes.settle(rows, labels, names, unassigned=0.0)
    assert found[0] == truth[0]


def test_a_theme_nobody_speaks_of_is_dissolved() -> None:
    rows, truth = blobs(4, 50)
    names = names_of(rows, truth)
    names[3] = -names[3]
    found = homes.settle(rows, np.array(truth), names, unassigned=0.25)
    assert 3 not in found
    assert set(found[:150].tolist()) >= {0, 1, 2}


def test_themes_with_one_middle_become_one_with_and_without_names() -> None:
    rows, truth = blobs(3, 60)
    halved = np.array(truth)
    halved[30:60] = 3
    for names in (None, names_of(rows, halved.tolist())):
        found = homes.settle(rows, halved, names, unassigned=0.0)
        assert set(found[:60].tolist()) == {0}


def test_without_names_nobody_moves() -> None:
    rows, truth = blobs(4, 50)
    labels = np.array(truth)
    labels[0] = 3
    found = homes.settle(rows, labels, None, unassigned=0.0)
    assert (found == labels).all()


def test_nothing_clustered_stays_as_it_is() -> None:
    rows, _ = blobs(2, 5)
    nowhere = np.full(10, -1)
    assert (homes.settle(rows, nowhere, None, unassigned=0.2) == -1).all()


def test_half_a_name_counts_a_quarter_in_any_form_of_its_words() -> None:
    found = spoken.shares(
        ["Book covers are hard.", "Two books a month.", "BOOK COVER!", "", "Paint."], ["Book covers", None]
    )
    assert found.toarray().tolist() == [[1.0, 0.0], [0.25, 0.0], [1.0, 0.0], [0.0, 0.0], [0.0, 0.0]]


@pytest.mark.parametrize("unassigned", [-0.1, 1.5, float("nan")])
def test_a_share_that_is_none_is_refused(unassigned: float) -> None:
    rows, _ = blobs(2, 5)
    with pytest.raises(ValueError, match="between 0 and 1"):
        fit_study(rows, ["a"] * 10, ["r"] * 10, unassigned=unassigned)


def test_small_studies_keep_the_outliers_of_their_linkage() -> None:
    rows, _ = blobs(3, 20)
    texts = [f"point {n}" for n in range(60)]
    all_placed, half_placed = (fit_study(rows, texts, ["r"] * 60, unassigned=share) for share in (0.0, 0.5))
    assert (all_placed.labels == half_placed.labels).all()


def test_large_studies_leave_the_share_asked_for() -> None:
    rows, truth = blobs(6, 60, spread=0.1)
    words = ["invoice", "export", "calendar", "login", "report", "support"]
    texts = [f"The {words[theme]} is slow, number {n}." for n, theme in enumerate(truth)]
    fitted = fit_study(rows, texts, ["r"] * len(texts), unassigned=0.2)
    assert abs((fitted.labels < 0).mean() - 0.2) <= 0.02
    assert sum(theme.size for theme in fitted.themes) == (fitted.labels >= 0).sum()


def test_an_encoder_names_a_theme_by_what_its_members_say(encoder: Encoder) -> None:
    texts = [
        *(f"The invoice was wrong again in {month}." for month in ("May", "June", "July", "March")),
        *(f"We need a calendar sync with {name}." for name in ("Outlook", "Google", "Teams", "iCloud")),
    ]
    rows = encoder.encode(texts)
    found = np.repeat([0, 1], 4)
    names = name_themes(texts, rows, found, cluster.centroids(rows, found), encode=encoder.encode)
    assert "invoice" in names[0].lower()
    assert "calendar" in names[1].lower()
