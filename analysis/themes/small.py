"""Small studies: average linkage over what statements mean and the words they share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.types import Embeddings, Labels

DISTANCE: Final = 0.55
# From so many statements on it can be told what all of them have in common, and left out of account.
_ENOUGH: Final = 60
_WORDS: Final = 0.4
"""Weight of shared words beside nearness in meaning: names of things carry over between languages."""
_APART: Final = 0.87
_LOYALTY: Final = 0.1
"""How much nearer two statements lie for having been in one theme before."""


def linkage(
    embeddings: Embeddings,
    texts: Sequence[str] | None = None,
    *,
    distance: float | None = None,
    before: Labels | None = None,
) -> Labels:
    """Average linkage, cut at a distance, shape (n,). For a few hundred rows.

    Without texts, a given distance, or 60 rows, by cosine distance alone. Otherwise two fifths of the
    similarity are shared letter sequences, and the mean and main direction of all rows (mostly a
    language or a tone) are taken out before the cosine. `before`: earlier theme of each row, -1 for none.
    """
    if distance is None and texts is not None and len(embeddings) >= _ENOUGH:
        near = (1 - _WORDS) * _without_common(embeddings) + _WORDS * _shared_words(texts)
        return _cut(1.0 - near, _APART, before)
    # Cosine of unit rows; float64, or rounding makes equal rows negative distances apart.
    rows = embeddings.astype(np.float64)
    return _cut(1.0 - rows @ rows.T, DISTANCE if distance is None else distance, before)


def _cut(gaps: NDArray[np.float64], distance: float, before: Labels | None) -> Labels:
    from scipy.cluster import hierarchy

    if before is not None:
        gaps = gaps - _LOYALTY * ((before[:, None] == before[None, :]) & (before >= 0)[:, None])
    condensed = np.clip(gaps, 0.0, 2.0)[np.triu_indices(len(gaps), k=1)]
    tree = hierarchy.linkage(condensed, method="average")
    return np.asarray(hierarchy.fcluster(tree, t=distance, criterion="distance") - 1, dtype=np.int64)


def _without_common(embeddings: Embeddings) -> NDArray[np.float64]:
    """Cosines once mean and first principal direction are taken out, shape (n, n) (Mu and Viswanath 2018)."""
    rows = embeddings.astype(np.float64)
    rows -= rows.mean(axis=0)
    main = np.linalg.svd(rows, full_matrices=False)[2][0]
    rows -= np.outer(rows @ main, main)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    result: NDArray[np.float64] = rows @ rows.T
    return result


def _shared_words(texts: Sequence[str]) -> NDArray[np.float64]:
    """Cosines of weighted letter sequences of three to five, within words, shape (n, n)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    counted = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2, max_df=0.4)
    try:
        weights = counted.fit_transform(texts)
    except ValueError:  # nothing is shared by two texts and yet not by most
        return np.zeros((len(texts), len(texts)))
    result: NDArray[np.float64] = (weights @ weights.T).toarray()
    return result
