"""Communities that do not hang on a seed: what several runs agree on, then settled row by row."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analysis.types import Embeddings, Labels

# One setting for every data set. A small study has fewer themes in it than a large one, so the resolution
# rises with the square root of rows per neighbour, up to that of 200.
_RESOLUTION: Final = 8.0
_FULL: Final = 200
_RUNS: Final = 5
_EARLIER: Final = 10
"""Votes of the earlier themes beside those of the runs."""
_LOYALTY: Final = 0.1
_ROUNDS: Final = 2


def resolution(rows: int, neighbours: int) -> float:
    """How finely a study of so many rows is parted, for so many neighbours a row."""
    return _RESOLUTION * float(np.sqrt(min(1.0, rows / (neighbours * _FULL))))


def communities(
    embeddings: Embeddings,
    adjacency: Any,
    *,
    seed: int,
    resolution: float,
    before: Labels | None = None,
) -> Labels:
    """Communities of the graph, shape (n,): consensus of five Louvain runs (Blondel et al. 2008).

    Each edge keeps the share of its weight with which the runs put both ends together, and a last run
    parts that graph (Lancichinetti and Fortunato 2012). `before`, shape (n,), -1 for none, votes with
    them: that is how a refit starts from where the statements were.
    """
    left, right = adjacency.nonzero()
    runs = [_louvain(adjacency, seed * (_RUNS + 1) + run, resolution) for run in range(_RUNS)]
    together = np.zeros(len(left))
    for run in runs:
        together += run[left] == run[right]
    voters = np.full(len(left), float(_RUNS))
    if before is not None:
        both = (before[left] >= 0) & (before[right] >= 0)
        together += _EARLIER * (both & (before[left] == before[right]))
        voters += _EARLIER * both
    agreed = adjacency.copy()
    agreed.data = adjacency.data * together / voters
    agreed.eliminate_zeros()
    found = _louvain(agreed, seed * (_RUNS + 1) + _RUNS, resolution)
    return settle(embeddings, adjacency, found, before=before)


def settle(embeddings: Embeddings, adjacency: Any, labels: Labels, *, before: Labels | None = None) -> Labels:
    """Each row in the community its neighbours and its own direction speak for most, shape (n,).

    Both count alike: the share of its edges' weight, 0..1, and the cosine to the community's centre. A row
    in a theme `before` leaves the community holding most of that theme only for a clearly better one.
    """
    from scipy import sparse

    from analysis.themes.cluster import centroids

    for _ in range(_ROUNDS):
        labels = np.unique(labels, return_inverse=True)[1].astype(np.int64)
        n, count = len(labels), int(labels.max(initial=-1)) + 1
        members = sparse.csr_matrix((np.ones(n, dtype=np.float32), (np.arange(n), labels)), shape=(n, count))
        votes = (adjacency @ members).toarray()
        votes /= np.maximum(votes.sum(axis=1, keepdims=True), 1e-9)
        score = votes / 2 + embeddings @ centroids(embeddings, labels).T
        if before is not None:
            score += _LOYALTY * _heirs(before, labels, count)
        labels = score.argmax(axis=1).astype(np.int64)
    return labels


def _heirs(before: Labels, labels: Labels, count: int) -> NDArray[np.float32]:
    """1 where a community holds most of the theme a row was in before, shape (n, count)."""
    themes = int(before.max(initial=-1)) + 1
    overlap = np.zeros((themes, count))
    placed = before >= 0
    np.add.at(overlap, (before[placed], labels[placed]), 1)
    result = np.zeros((len(labels), count), dtype=np.float32)
    if themes:
        result[np.flatnonzero(placed), overlap.argmax(axis=1)[before[placed]]] = 1
    return result


def _louvain(adjacency: Any, seed: int, resolution: float) -> Labels:
    from sknetwork.clustering import Louvain

    if adjacency.nnz == 0:
        return np.zeros(adjacency.shape[0], dtype=np.int64)
    found = Louvain(resolution=resolution, random_state=seed, shuffle_nodes=True).fit_predict(adjacency)
    return np.asarray(found, dtype=np.int64)
