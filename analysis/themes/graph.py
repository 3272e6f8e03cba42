"""Who is near whom: nearest neighbours, and the graph of statements that share them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.types import Embeddings

_BLOCK = 1_024
_BUNDLE = 16
_ROWS = 512


def neighbours(embeddings: Embeddings, k: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The k nearest other rows and their cosines, both shape (n, k), nearest first. Exact, in blocks."""
    n = len(embeddings)
    k = min(k, n - 1)
    found = np.empty((n, k), dtype=np.int32)
    cosines = np.empty((n, k), dtype=np.float32)
    for start in range(0, n, _BLOCK):
        similarity = embeddings[start : start + _BLOCK] @ embeddings.T
        rows = np.arange(len(similarity))
        similarity[rows, start + rows] = -np.inf
        nearest = largest(similarity, k)
        values = np.take_along_axis(similarity, nearest, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")
        found[start : start + _BLOCK] = np.take_along_axis(nearest, order, axis=1)
        cosines[start : start + _BLOCK] = np.take_along_axis(values, order, axis=1)
    return found, cosines


def largest(values: NDArray[np.float32], k: int) -> NDArray[np.intp]:
    """Columns of the k largest values of each row, unordered, shape (rows, k).

    The k largest lie among the k bundles of columns with the largest maxima, so only those are searched:
    four times faster than a partition of the whole row.
    """
    rows, n = values.shape
    bundles = n // _BUNDLE
    if bundles <= 2 * k:
        return np.argpartition(values, -k, axis=1)[:, -k:]
    # Bundle b holds the columns b, b + bundles, b + 2 bundles …; those left over at the end are searched too.
    whole = bundles * _BUNDLE
    maxima = values[:, :whole].reshape(rows, _BUNDLE, bundles).max(axis=1)
    best = np.argpartition(maxima, -k, axis=1)[:, -k:]
    columns = (best[:, None, :] + (np.arange(_BUNDLE) * bundles)[None, :, None]).reshape(rows, -1)
    columns = np.concatenate([columns, np.tile(np.arange(whole, n), (rows, 1))], axis=1)
    searched = np.take_along_axis(values, columns, axis=1)
    chosen = np.argpartition(searched, -k, axis=1)[:, -k:]
    return np.take_along_axis(columns, chosen, axis=1)


def shared_neighbour_graph(nearest: NDArray[np.int32], cosines: NDArray[np.float32]) -> Any:
    """Symmetric (n, n) CSR matrix; an edge weighs the Jaccard overlap of its ends' neighbourhoods, times
    their cosine.

    nearest, cosines: shape (n, k), as `neighbours` gives them. Edges join rows of which at least one is
    among the other's nearest (Jarvis and Patrick 1973).
    """
    from scipy import sparse  # a third of a second, and only a fit needs it

    n, k = nearest.shape
    rows = np.repeat(np.arange(n), k)
    near = sparse.csr_matrix((np.ones(n * k, dtype=np.float32), (rows, nearest.ravel())), shape=(n, n))
    cosine = sparse.csr_matrix((np.maximum(cosines, 0).ravel(), (rows, nearest.ravel())), shape=(n, n))
    edges = cosine.maximum(cosine.T).tocsr()
    neighbourhood = (near + sparse.identity(n, dtype=np.float32, format="csr")).tocsr()
    holds = neighbourhood.T.tocsr()
    blocks = []
    for start in range(0, n, _ROWS):
        part = slice(start, start + _ROWS)
        shared = (neighbourhood[part] @ holds).multiply(edges[part] > 0).tocsr()
        shared.data /= 2 * (k + 1) - shared.data
        blocks.append(shared.multiply(edges[part]))
    return sparse.vstack(blocks).tocsr()
