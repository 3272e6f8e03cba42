"""How steady a theme is: in how many other runs, over seeds and samples, it is found again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.themes import cluster
from analysis.types import Embeddings, Labels

_SAMPLE: Final = 0.8
_SAME: Final = 0.5
"""Jaccard overlap from which two groups are the same theme (Hennig 2007 calls less than that dissolved)."""


@dataclass(frozen=True, slots=True)
class Steadiness:
    """`agreeing` of `of` runs found the theme again."""

    agreeing: int
    of: int

    @property
    def share(self) -> float:
        """0..1; 0 where nothing was run."""
        return self.agreeing / self.of if self.of else 0.0


def steadiness(
    embeddings: Embeddings, labels: Labels, *, runs: int = 10, seed: int = 0
) -> tuple[Steadiness, ...]:
    """For each theme 0..max, how many of `runs` fits on other seeds and 80 % samples found it again.

    embeddings: shape (n, d). labels: shape (n,), -1 for none.
    """
    count = int(labels.max(initial=-1)) + 1
    agreeing = np.zeros(count, dtype=np.int64)
    random = np.random.default_rng(seed)
    for run in range(runs):
        chosen = np.flatnonzero(random.random(len(labels)) < _SAMPLE)
        again = cluster.fit(embeddings[chosen], seed=seed + run + 1)
        agreeing += found_again(labels[chosen], again, count)
    return tuple(Steadiness(int(times), runs) for times in agreeing)


def found_again(labels: Labels, again: Labels, count: int) -> Labels:
    """1 for each theme 0..count-1 that one group of `again` matches, else 0, shape (count,)."""
    groups = int(again.max(initial=-1)) + 1
    shared = np.zeros((count, max(groups, 1)))
    both = (labels >= 0) & (again >= 0)
    np.add.at(shared, (labels[both], again[both]), 1)
    sizes = np.bincount(labels[labels >= 0], minlength=count)[:, None]
    others = np.bincount(again[again >= 0], minlength=max(groups, 1))[None, :]
    jaccard = shared / np.maximum(sizes + others - shared, 1)
    result: Labels = (jaccard.max(axis=1) > _SAME).astype(np.int64)
    return result
