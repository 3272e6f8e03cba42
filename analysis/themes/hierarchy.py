"""Themes and the parts of them: a small theme right beside a larger one is shown under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from analysis.themes import cluster
from analysis.types import Embeddings, Labels

_BESIDE: Final = 0.82
"""Mean cosine between the centres of a family's themes."""


def parents(embeddings: Embeddings, labels: Labels, *, apart: Sequence[int] = ()) -> tuple[int | None, ...]:
    """For each theme 0..max the theme it is a part of, or None where it stands for itself.

    Families are found by average linkage over the themes' centres, a second and coarser cut through the
    same statements; the largest of a family is what the others are parts of. Themes in `apart` are parts
    of nothing. labels: shape (n,), -1 for none.
    """
    from scipy.cluster import hierarchy

    sizes = np.bincount(labels[labels >= 0])
    if len(sizes) < 2:
        return (None,) * len(sizes)
    centres = cluster.centroids(embeddings, labels).astype(np.float64)
    gaps = np.clip(1.0 - centres @ centres.T, 0.0, 2.0)[np.triu_indices(len(sizes), k=1)]
    family = hierarchy.fcluster(hierarchy.linkage(gaps, method="average"), 1.0 - _BESIDE, "distance")
    found: list[int | None] = []
    for theme in range(len(sizes)):
        members = np.flatnonzero((family == family[theme]) & (sizes > 0))
        largest = int(members[np.argmax(sizes[members])]) if len(members) else theme
        found.append(None if largest == theme or theme in apart or not sizes[theme] else largest)
    return tuple(found)
