"""The threshold at which a set share of statements stays without a theme."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.themes import assign
from analysis.types import Embeddings, KnownTheme


def threshold(embeddings: Embeddings, known: Sequence[KnownTheme], *, unassigned: float) -> float:
    """The threshold for `assign` and `place` that leaves `unassigned` (0..1) of rows like these in the pool.

    embeddings: shape (n, d). Rows that are themselves exemplars are left out, since they lie nearer to
    their theme than rows to come will.
    """
    if not 0 <= unassigned <= 1:
        raise ValueError(f"the share without a theme must lie between 0 and 1, not {unassigned}")
    if not len(embeddings) or not known:
        return assign.THRESHOLD
    sureness = assign.sureness(embeddings, known)
    exemplars = np.concatenate([theme.exemplars for theme in known])
    kept = {row.tobytes() for row in exemplars.astype(np.float32)}
    fresh = np.array([row.tobytes() not in kept for row in embeddings.astype(np.float32)])
    chosen = sureness[fresh] if fresh.any() else sureness
    return float(np.quantile(chosen, unassigned))
