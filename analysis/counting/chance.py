"""Whether a difference could be chance: tests of two sides, and what many of them at once demand."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

_SLACK = 1e-7
"""Two tables whose probabilities differ by less than this share of them are equally likely."""


def fisher(count: int, total: int, other: int, other_total: int) -> float:
    """Two-sided p that `count` of `total` and `other` of `other_total` share one rate (Fisher's exact test,
    1935: the probability of all tables no likelier than this one). 1 where either side is empty."""
    if not total or not other_total:
        return 1.0
    chances, lowest = _tables(total, other_total, count + other)
    mine = chances[count - lowest]
    return float(min(1.0, chances[chances <= mine * (1 + _SLACK)].sum()))


def fisher_more(count: int, total: int, other: int, other_total: int) -> float:
    """One-sided p that the first rate is no higher than the second (Fisher's exact test)."""
    if not total or not other_total:
        return 1.0
    chances, lowest = _tables(total, other_total, count + other)
    return float(min(1.0, chances[count - lowest :].sum()))


def _tables(total: int, other_total: int, voiced: int) -> tuple[NDArray[np.float64], int]:
    """Probabilities of how many of `voiced` fall on the first side (hypergeometric), from the least on."""
    lowest, highest = max(0, voiced - other_total), min(total, voiced)
    k = np.arange(lowest, highest, dtype=np.float64)
    steps = np.log((total - k) * (voiced - k)) - np.log((k + 1) * (other_total - voiced + k + 1))
    logs = np.concatenate(([0.0], np.cumsum(steps)))
    chances = np.exp(logs - logs.max())
    return chances / chances.sum(), lowest


def welch(means: tuple[float, float], spreads: tuple[float, float], counts: tuple[int, int]) -> float:
    """Two-sided p that two means are one (Welch 1947). `spreads` are standard deviations; `counts` of at
    least two each, else 1. Equal values on both sides have no spread, which would make every difference
    certain: nothing below 0.05 is taken for one."""
    from scipy.special import stdtr

    if min(counts) < 2:
        return 1.0
    parts = [max(spread, 0.05) ** 2 / count for spread, count in zip(spreads, counts, strict=True)]
    freedom = sum(parts) ** 2 / sum(part**2 / (n - 1) for part, n in zip(parts, counts, strict=True))
    return float(2 * stdtr(freedom, -abs(means[0] - means[1]) / sqrt(sum(parts))))


def adjusted(chances: Sequence[float]) -> list[float]:
    """Each p as the smallest false discovery rate at which it stands out among all of them, 0..1
    (Benjamini and Hochberg 1995), in the order given."""
    ranked = sorted(range(len(chances)), key=lambda index: chances[index], reverse=True)
    found, least = [1.0] * len(chances), 1.0
    for place, index in enumerate(ranked):
        least = min(least, chances[index] * len(chances) / (len(chances) - place))
        found[index] = least
    return found
