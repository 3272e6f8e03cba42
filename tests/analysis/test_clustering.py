from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from analysis.themes import assign, cluster, graph
from analysis.types import Embeddings, KnownTheme
from tests.analysis.blobs import blobs


@pytest.mark.parametrize("method", ["graph", "linkage", "hdbscan"])
def test_every_method_finds_well_parted_themes(method: cluster.Method) -> None:
    rows, truth = blobs(8, 30)
    found = cluster.fit(rows, seed=1, method=method)
    assert adjusted_rand_score(truth, found) > 0.95


def test_the_same_seed_gives_the_same_themes() -> None:
    rows, _ = blobs(10, 60, spread=0.15)
    assert (cluster.fit(rows, seed=3) == cluster.fit(rows, seed=3)).all()


def test_other_seeds_give_nearly_the_same_themes() -> None:
    rows, _ = blobs(10, 60, spread=0.12)
    assert adjusted_rand_score(cluster.fit(rows, seed=1), cluster.fit(rows, seed=2)) > 0.9


def test_themes_are_numbered_by_size() -> None:
    rows, _ = blobs(3, 10)
    found = cluster.fit(np.concatenate([rows, rows[:5]]), seed=0)
    sizes = np.bincount(found[found >= 0])
    assert list(sizes) == sorted(sizes, reverse=True)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_a_handful_of_rows_is_no_problem(count: int) -> None:
    rows, _ = blobs(1, max(count, 1))
    assert cluster.fit(rows[:count], seed=0).shape == (count,)


@pytest.mark.parametrize("method", ["graph", "linkage", "hdbscan"])
def test_identical_rows_are_one_theme(method: cluster.Method) -> None:
    rows = np.tile(blobs(1, 1)[0], (40, 1))
    assert set(cluster.fit(rows, seed=0, method=method).tolist()) == {0}


def test_a_row_unlike_all_others_is_an_outlier() -> None:
    rows, _ = blobs(3, 20)
    lonely = -rows.mean(axis=0, keepdims=True)
    lonely /= np.linalg.norm(lonely)
    assert cluster.fit(np.concatenate([rows, lonely]).astype(np.float32), seed=0)[-1] == -1


def test_a_value_that_is_no_number_is_named_by_its_row() -> None:
    rows, _ = blobs(2, 5)
    rows[3, 0] = np.nan
    with pytest.raises(cluster.EmbeddingsError, match="row 3"):
        cluster.fit(rows, seed=0)


def test_large_sets_are_fitted_on_a_sample_and_the_rest_assigned() -> None:
    rows, truth = blobs(6, (cluster.SAMPLE + 600) // 6, spread=0.05)
    found = cluster.fit(rows[:, :8] / np.linalg.norm(rows[:, :8], axis=1, keepdims=True), seed=0)
    assert found.shape == (len(truth),)
    assert (found >= 0).mean() > 0.99


def test_neighbours_are_the_nearest_others() -> None:
    rows, _ = blobs(4, 10, spread=0.3)
    near, cosines = graph.neighbours(rows, 3)
    similarity = rows @ rows.T
    np.fill_diagonal(similarity, -np.inf)
    for row, found in enumerate(near):
        assert similarity[row, found].min() == pytest.approx(np.sort(similarity[row])[-3])
        assert row not in found
        assert cosines[row] == pytest.approx(np.sort(similarity[row])[:-4:-1])


def test_neighbours_in_a_large_set_are_exact_too() -> None:
    rows, _ = blobs(40, 25, spread=0.6)
    near, _ = graph.neighbours(rows, 5)
    similarity = rows @ rows.T
    np.fill_diagonal(similarity, -np.inf)
    assert (np.sort(near) == np.sort(np.argsort(-similarity, axis=1)[:, :5])).all()


def test_the_graph_is_symmetric_and_weighs_by_overlap() -> None:
    rows, _ = blobs(4, 10, spread=0.3)
    adjacency = graph.shared_neighbour_graph(*graph.neighbours(rows, 5))
    assert abs(adjacency - adjacency.T).max() == 0
    assert 0 < adjacency.data.min() <= adjacency.data.max() <= 1


def known(rows: Embeddings, truth: list[int]) -> list[KnownTheme]:
    names = sorted(set(truth))
    return [
        KnownTheme(f"t{n}", f"T{n}", rows[assign.exemplars(rows, np.flatnonzero(np.array(truth) == n))])
        for n in names
    ]


def test_rows_go_to_their_theme_and_strangers_to_none() -> None:
    rows, truth = blobs(5, 20)
    found, similarity = assign.assign(rows, known(rows, truth))
    assert found.tolist() == truth
    assert similarity.min() > 0.8
    stranger = -rows.mean(axis=0, keepdims=True)
    stranger /= np.linalg.norm(stranger)
    assert assign.assign(stranger.astype(np.float32), known(rows, truth))[0].tolist() == [-1]


def test_nothing_known_means_nothing_assigned() -> None:
    rows, _ = blobs(2, 3)
    assert set(assign.assign(rows, [])[0].tolist()) == {-1}


def test_assigning_more_rows_never_moves_the_earlier_ones() -> None:
    rows, truth = blobs(5, 20, spread=0.2)
    themes = known(rows, truth)
    alone = assign.assign(rows[:30], themes)[0]
    together = assign.assign(rows, themes)[0]
    assert (alone == together[:30]).all()
