"""A statement to its nearest theme, or to none: the daily act that never moves what was assigned before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.types import Embeddings, KnownTheme, Labels

# A statement joins a theme when its similarity and its lead over the second nearest add up to this.
# Chosen on written statements and rehearsed interviews; what was kept back is measured in the tests.
THRESHOLD: Final = 0.44
# What a theme known by one description must be ahead of themes known by examples: it resembles everything.
_HANDICAP: Final = 0.03
_BLOCK: Final = 8_192
_EXEMPLARS: Final = 12


def assign(
    embeddings: Embeddings,
    themes: Sequence[KnownTheme],
    *,
    asides: Embeddings | None = None,
    threshold: float = THRESHOLD,
) -> tuple[Labels, NDArray[np.float32]]:
    """Index of the nearest theme for each row, shape (n,), -1 for none; and the similarity to it.

    Similarity to a theme is the mean of the cosine to its centre and to its nearest exemplar. A row close
    to two themes needs more of it than a row close to one. None is what stays below the threshold or
    lies nearer to one of the `asides`, shape (m, d), than to any theme.
    """
    n = len(embeddings)
    labels = np.full(n, -1, dtype=np.int64)
    best = np.zeros(n, dtype=np.float32)
    if not themes:
        return labels, best
    for start in range(0, n, _BLOCK):
        rows = embeddings[start : start + _BLOCK]
        nearest, similarity, lead = _ranked(rows, themes)
        is_sure = similarity + lead >= threshold
        if asides is not None and len(asides):
            is_sure &= similarity >= (rows @ asides.T).max(axis=1)
        labels[start : start + _BLOCK] = np.where(is_sure, nearest, -1)
        best[start : start + _BLOCK] = similarity
    return labels, best


def sureness(embeddings: Embeddings, themes: Sequence[KnownTheme]) -> NDArray[np.float32]:
    """What is held against the threshold, shape (n,): similarity to the nearest theme and the lead it has."""
    result = np.zeros(len(embeddings), dtype=np.float32)
    for start in range(0, len(embeddings), _BLOCK):
        _, similarity, lead = _ranked(embeddings[start : start + _BLOCK], themes)
        result[start : start + _BLOCK] = similarity + lead
    return result


def _ranked(
    rows: Embeddings, themes: Sequence[KnownTheme]
) -> tuple[NDArray[np.intp], NDArray[np.float32], NDArray[np.float64]]:
    """The nearest theme of each row, its similarity, and its lead over the second."""
    handicap = np.array([_HANDICAP if len(theme.exemplars) == 1 else 0.0 for theme in themes])
    scores = similarities(rows, themes)
    ranked = scores - handicap
    nearest = ranked.argmax(axis=1)
    return nearest, scores[np.arange(len(rows)), nearest], _lead(ranked)


def _lead(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each row's best theme is ahead of its second, shape (n,); nothing where there is no second."""
    if scores.shape[1] < 2:
        return np.zeros(len(scores))
    two = np.partition(scores, -2, axis=1)[:, -2:]
    result: NDArray[np.float64] = two[:, 1] - two[:, 0]
    return result


def similarities(embeddings: Embeddings, themes: Sequence[KnownTheme]) -> NDArray[np.float32]:
    """Similarity of every row to every theme, shape (n, themes)."""
    # Exemplar by exemplar over all themes: a theme with fewer repeats its first.
    most = max(len(theme.exemplars) for theme in themes)
    nearest = np.full((len(embeddings), len(themes)), -1.0, dtype=np.float32)
    for position in range(most):
        column = [theme.exemplars[position if position < len(theme.exemplars) else 0] for theme in themes]
        np.maximum(nearest, embeddings @ np.stack(column).astype(np.float32).T, out=nearest)
    centres = np.stack([centre(theme.exemplars) for theme in themes])
    result: NDArray[np.float32] = ((nearest + embeddings @ centres.T) / 2).astype(np.float32)
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
