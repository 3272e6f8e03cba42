"""Statements to themes: communities in the shared-neighbour graph, or average linkage for small studies.

The clustering libraries take over a second to import and only a fit needs them, so each waits for its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from analysis.themes import consensus, graph, small
from analysis.types import Embeddings, Labels

Method = Literal["graph", "linkage", "hdbscan"]

SMALL: Final = 300
SAMPLE: Final = 20_000
_BLOCK: Final = 8_192
# The neighbourhood grows with the study, or the themes would shrink as it does.
_ROWS_PER_NEIGHBOUR: Final = 220
# Below that it shrinks with the root of the rows. Chosen on parts of BANKING77, confirmed on NLU++ banking.
_FEW_ROWS: Final = 3.6


class EmbeddingsError(ValueError):
    """The rows cannot be clustered; the message says which and why."""


def fit(
    embeddings: Embeddings,
    texts: Sequence[str] | None = None,
    *,
    seed: int,
    method: Method | None = None,
    before: Labels | None = None,
) -> Labels:
    """Theme of each row, shape (n,): 0 is the largest, -1 an outlier; the same seed gives the same themes.

    Without a method, average linkage serves fewer than 300 rows and the graph the rest. More than
    20,000 rows are fitted on a sample of that size, the others join the nearest theme. `texts`, one a row,
    help where there are few. `before`, shape (n,), -1 for none: themes so far, to start from.
    Raises EmbeddingsError on rows that are not finite.
    """
    check(embeddings)
    if len(embeddings) < 2:
        return np.full(len(embeddings), -1, dtype=np.int64)
    if len(embeddings) > SAMPLE:
        return _fit_sample(embeddings, seed, method, before)
    # Equal rows would fill each other's neighbourhoods, so each stands once and shares its theme.
    first, back = _distinct(embeddings)
    labels = _fit_distinct(
        embeddings[first],
        None if texts is None else [texts[row] for row in first.tolist()],
        seed,
        method,
        None if before is None else before[first],
    )
    return by_size(labels[back], at_least=2)


def _fit_distinct(
    rows: Embeddings, texts: Sequence[str] | None, seed: int, method: Method | None, before: Labels | None
) -> Labels:
    if len(rows) == 1:
        return np.zeros(1, dtype=np.int64)
    if method == "hdbscan":
        return density(rows)
    if method == "linkage" or (method is None and len(rows) < SMALL):
        return small.linkage(rows, texts, before=before)
    return communities(rows, seed=seed, before=before)


def _distinct(rows: Embeddings) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where each distinct row stands first, in order, and which of those each row equals."""
    places: dict[bytes, int] = {}
    back = np.array([places.setdefault(row.tobytes(), len(places)) for row in rows], dtype=np.intp)
    return np.unique(back, return_index=True)[1], back


def check(embeddings: Embeddings) -> None:
    """Raises EmbeddingsError unless `embeddings` is a matrix of finite numbers."""
    if embeddings.ndim != 2:
        raise EmbeddingsError(f"embeddings need two dimensions, these have {embeddings.ndim}")
    broken = np.flatnonzero(~np.isfinite(embeddings).all(axis=1))
    if len(broken):
        raise EmbeddingsError(f"row {int(broken[0])} of the embeddings holds a value that is not a number")


def communities(embeddings: Embeddings, *, seed: int, before: Labels | None = None) -> Labels:
    """Communities of the shared-neighbour graph, shape (n,); see `consensus.communities`."""
    k = _neighbours(len(embeddings))
    adjacency = graph.shared_neighbour_graph(*graph.neighbours(embeddings, k))
    if adjacency.nnz == 0:
        return np.zeros(len(embeddings), dtype=np.int64)
    return consensus.communities(
        embeddings,
        adjacency,
        seed=seed,
        resolution=consensus.resolution(len(embeddings), k),
        before=before,
    )


def _neighbours(rows: int) -> int:
    """How many neighbours a row has in a study of so many: few where a theme is a handful of rows, or several
    would run into one; 15 from about 3,000 rows on, more in large studies."""
    few = min(sqrt(rows) / _FEW_ROWS, 15)
    return int(np.clip(max(few, rows // _ROWS_PER_NEIGHBOUR), 10, 60))


def density(embeddings: Embeddings, *, min_size: int = 5) -> Labels:
    """HDBSCAN on the unit rows themselves, shape (n,), -1 is noise (Campello et al. 2013)."""
    import hdbscan

    clusterer = hdbscan.HDBSCAN(min_cluster_size=min(min_size, len(embeddings)), min_samples=1)
    return np.asarray(clusterer.fit_predict(embeddings.astype(np.float64)), dtype=np.int64)


def by_size(labels: Labels, *, at_least: int) -> Labels:
    """The same themes numbered by size, 0 the largest; those smaller than `at_least` become -1."""
    counts = np.bincount(labels[labels >= 0])
    order = np.argsort(-counts, kind="stable")
    order = order[counts[order] >= max(at_least, 1)]
    numbers = np.full(len(counts) + 1, -1, dtype=np.int64)
    numbers[order] = np.arange(len(order))
    return numbers[labels]


def centroids(embeddings: Embeddings, labels: Labels) -> Embeddings:
    """Mean direction of each theme 0..max, unit rows, shape (themes, d)."""
    count = int(labels.max(initial=-1)) + 1
    order = np.argsort(labels, kind="stable")
    bounds = np.searchsorted(labels[order], np.arange(count + 1))
    sums = np.zeros((count, embeddings.shape[1]), dtype=np.float64)
    for theme, (start, stop) in enumerate(pairwise(bounds.tolist())):
        sums[theme] = embeddings[order[start:stop]].sum(axis=0, dtype=np.float64)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    rows: NDArray[np.float32] = (sums / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)
    return rows


def _fit_sample(embeddings: Embeddings, seed: int, method: Method | None, before: Labels | None) -> Labels:
    chosen = np.sort(np.random.default_rng(seed).choice(len(embeddings), SAMPLE, replace=False))
    labels = np.full(len(embeddings), -1, dtype=np.int64)
    earlier = None if before is None else before[chosen]
    labels[chosen] = fit(embeddings[chosen], seed=seed, method=method, before=earlier)
    centres = centroids(embeddings[chosen], labels[chosen])
    rest = np.setdiff1d(np.arange(len(embeddings)), chosen, assume_unique=True)
    for start in range(0, len(rest) if len(centres) else 0, _BLOCK):
        rows = rest[start : start + _BLOCK]
        labels[rows] = np.argmax(embeddings[rows] @ centres.T, axis=1)
    return by_size(labels, at_least=2)
