"""How much a refit may move: the changes with most to gain, until its allowance is used up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.themes import cluster
from analysis.types import Embeddings, Labels


def limited(embeddings: Embeddings, before: Labels, after: Labels, *, most: int) -> Labels:
    """`after` with at most `most` rows taken from the theme they had, shape (n,).

    before, after: shape (n,), the same numbers for the same themes, -1 for none. Rows that go the same
    way go together or not at all; the ways whose rows come nearer to a theme's centre, on average, go first.
    """
    rows = np.flatnonzero((before >= 0) & (after != before))
    if len(rows) <= most:
        return after
    gain = _nearness(embeddings, after, rows) - _nearness(embeddings, before, rows)
    ways, way = np.unique(np.stack([before[rows], after[rows]]), axis=1, return_inverse=True)
    way = way.ravel()
    sizes = np.bincount(way)
    mean_gain = np.bincount(way, weights=gain) / sizes
    result = after.copy()
    result[rows] = before[rows]
    for number in np.argsort(-mean_gain, kind="stable").tolist():
        if sizes[number] <= most:
            most -= int(sizes[number])
            result[rows[way == number]] = ways[1, number]
    return result


def _nearness(embeddings: Embeddings, labels: Labels, rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """Cosine of the given rows to the centre of their theme, 0 for a row in none, shape (rows,)."""
    centres = cluster.centroids(embeddings, labels)
    own = labels[rows]
    near = np.zeros(len(rows))
    placed = own >= 0
    near[placed] = np.einsum("ij,ij->i", embeddings[rows[placed]], centres[own[placed]])
    return near
