"""Who is near whom: nearest neighbours, and the graph of statements that share them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.types import Embeddings

_BLOCK = 2_048


def neighbours(embeddings: Embeddings, k: int) -> NDArray[np.int32]:
    """The k nearest other rows by cosine, shape (n, k), nearest first. Exact, in blocks of 2,048 rows."""
    n = len(embeddings)
    k = min(k, n - 1)
    found = np.empty((n, k), dtype=np.int32)
    for start in range(0, n, _BLOCK):
        similarity = embeddings[start : start + _BLOCK] @ embeddings.T
        rows = np.arange(len(similarity))
        similarity[rows, start + rows] = -np.inf
        nearest = np.argpartition(similarity, -k, axis=1)[:, -k:]
        order = np.argsort(-np.take_along_axis(similarity, nearest, axis=1), axis=1, kind="stable")
        found[start : start + _BLOCK] = np.take_along_axis(nearest, order, axis=1)
    return found


def shared_neighbour_graph(nearest: NDArray[np.int32]) -> Any:
    """Symmetric (n, n) CSR matrix; an edge's weight is the Jaccard overlap of its ends' neighbourhoods.

    nearest: shape (n, k). Edges join rows of which at least one is among the other's nearest
    (Jarvis and Patrick 1973).
    """
    from scipy import sparse  # a third of a second, and only a fit needs it

    n, k = nearest.shape
    rows = np.repeat(np.arange(n), k)
    near = sparse.csr_matrix((np.ones(n * k, dtype=np.float32), (rows, nearest.ravel())), shape=(n, n))
    neighbourhood = (near + sparse.identity(n, dtype=np.float32, format="csr")).tocsr()
    edges = near.maximum(near.T).tocoo()
    shared = _overlaps(neighbourhood, edges.row, edges.col)
    weights = shared / (2 * (k + 1) - shared)
    kept = weights > 0
    return sparse.csr_matrix((weights[kept], (edges.row[kept], edges.col[kept])), shape=(n, n))


def _overlaps(neighbourhood: Any, left: NDArray[np.int32], right: NDArray[np.int32]) -> NDArray[np.float32]:
    """Neighbours in common for each pair; in blocks, so that memory stays flat as n grows."""
    shared = np.empty(len(left), dtype=np.float32)
    step = 200_000
    for start in range(0, len(left), step):
        a, b = left[start : start + step], right[start : start + step]
        both = neighbourhood[a].multiply(neighbourhood[b])
        shared[start : start + step] = np.asarray(both.sum(axis=1)).ravel()
    return shared
