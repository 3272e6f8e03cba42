"""How much a statement is at home among those that have themes, and so how new what it says is."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.themes import cluster, graph
from analysis.types import Embeddings, Labels

_NEAREST: Final = 3
_AROUND: Final = 5
_CROWDING: Final = 0.7
_LEAD: Final = 0.5
_EQUAL: Final = 0.99999
_BLOCK: Final = 2_048
_MOST: Final = 20_000


def at_home(embeddings: Embeddings, placed: Embeddings, labels: Labels) -> NDArray[np.float32]:
    """How well each row fits among the placed ones, shape (n,): the lower, the newer what it says.

    placed: shape (m, d); labels: their themes, shape (m,), 0..max. The mean cosine to the three nearest,
    less what is usual among those around there (as in a local outlier factor, Breunig et al. 2000), plus
    the lead of the nearest theme's centre over the second. Equal rows do not count as company.
    """
    if len(placed) > _MOST:
        chosen = np.random.default_rng(0).choice(len(placed), _MOST, replace=False)
        placed, labels = placed[chosen], labels[chosen]
    if len(placed) <= _AROUND:
        return np.zeros(len(embeddings), dtype=np.float32)
    crowding = graph.neighbours(placed, _AROUND)[1].mean(axis=1)
    centres = cluster.centroids(placed, labels)
    result = np.empty(len(embeddings), dtype=np.float32)
    for start in range(0, len(embeddings), _BLOCK):
        rows = embeddings[start : start + _BLOCK]
        similarity = rows @ placed.T
        similarity[similarity > _EQUAL] = -1.0
        around = graph.largest(similarity, _AROUND)
        near = np.take_along_axis(similarity, around, axis=1)
        nearest = np.sort(near, axis=1)[:, -_NEAREST:].mean(axis=1)
        result[start : start + _BLOCK] = (
            nearest - _CROWDING * crowding[around].mean(axis=1) + _LEAD * _lead(rows @ centres.T)
        )
    return result


def _lead(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    if scores.shape[1] < 2:
        return np.zeros(len(scores), dtype=np.float32)
    two = np.partition(scores, -2, axis=1)[:, -2:]
    result: NDArray[np.float32] = two[:, 1] - two[:, 0]
    return result
