"""A statement to its nearest theme, or to none: the daily act that never moves what was assigned before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.types import Embeddings, KnownTheme, Labels

# Below this similarity a statement belongs to no theme. Chosen on written statements, see tests.
THRESHOLD: Final = 0.45
# A description is less like a statement than an example is: measured on the guides' `listen_for` texts.
_DESCRIBED: Final = 0.05
_BLOCK: Final = 8_192
_EXEMPLARS: Final = 12


def assign(
    embeddings: Embeddings, themes: Sequence[KnownTheme], *, threshold: float = THRESHOLD
) -> tuple[Labels, NDArray[np.float32]]:
    """Index of the nearest theme for each row, shape (n,), -1 below the threshold; and that similarity.

    Similarity to a theme is the mean of the cosine to its centre and to its nearest exemplar, and a
    little more for a theme known by a single one, its description.
    """
    n = len(embeddings)
    labels = np.full(n, -1, dtype=np.int64)
    best = np.zeros(n, dtype=np.float32)
    if not themes:
        return labels, best
    for start in range(0, n, _BLOCK):
        scores = similarities(embeddings[start : start + _BLOCK], themes)
        labels[start : start + _BLOCK] = scores.argmax(axis=1)
        best[start : start + _BLOCK] = scores.max(axis=1)
    labels[best < threshold] = -1
    return labels, best


def similarities(embeddings: Embeddings, themes: Sequence[KnownTheme]) -> NDArray[np.float32]:
    """Similarity of every row to every theme, shape (n, themes)."""
    stacked = np.concatenate([theme.exemplars for theme in themes]).astype(np.float32)
    starts = np.cumsum([0] + [len(theme.exemplars) for theme in themes])[:-1]
    nearest = np.maximum.reduceat(embeddings @ stacked.T, starts, axis=1)
    centres = np.stack([centre(theme.exemplars) for theme in themes])
    described = np.array([_DESCRIBED if len(theme.exemplars) == 1 else 0.0 for theme in themes])
    result: NDArray[np.float32] = ((nearest + embeddings @ centres.T) / 2 + described).astype(np.float32)
    return result


def centre(rows: Embeddings) -> Embeddings:
    """Mean direction of unit rows, shape (d,)."""
    mean = rows.mean(axis=0, dtype=np.float64)
    result: Embeddings = (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)
    return result


def exemplars(
    embeddings: Embeddings, members: NDArray[np.int64], *, count: int = _EXEMPLARS
) -> NDArray[np.int64]:
    """Up to `count` members that stand for a theme: the most central first, then ever the least covered."""
    rows = embeddings[members]
    chosen = [int(np.argmax(rows @ centre(rows)))]
    covered = rows @ rows[chosen[0]]
    # A member far from everyone is an oddity, not a facet: only the nearer three quarters may stand.
    near = rows @ centre(rows)
    eligible = near >= np.quantile(near, 0.25)
    while len(chosen) < min(count, int(eligible.sum())):
        following = int(np.argmin(np.where(eligible, covered, np.inf)))
        if following in chosen:
            break
        chosen.append(following)
        covered = np.maximum(covered, rows @ rows[following])
    return members[chosen]
