"""Figures for marks of which a row may have several or none: F1, calibration error, reliability."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Marks = NDArray[np.bool_]
Shares = NDArray[np.float64]
_BINS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Per kind of mark: precision, recall and F1, 0 where undefined; each shape (kinds,)."""

    precision: Shares
    recall: Shares
    f1: Shares
    micro_f1: float

    @classmethod
    def of(cls, seen: Marks, true: Marks) -> Scores:
        """`seen` and `true`: shape (n, kinds)."""
        right, said, wanted = (seen & true).sum(axis=0), seen.sum(axis=0), true.sum(axis=0)
        return cls(
            right / np.maximum(said, 1),
            right / np.maximum(wanted, 1),
            2 * right / np.maximum(said + wanted, 1),
            float(2 * right.sum() / max(1, said.sum() + wanted.sum())),
        )

    @property
    def macro_f1(self) -> float:
        """The mean F1 over the kinds."""
        return float(self.f1.mean())


def reliability(believed: Shares, held: Marks) -> Iterator[tuple[float, int, float, float]]:
    """Per tenth of belief: its lower end, how many beliefs, their mean, how often they held."""
    tenth = np.clip((believed * _BINS).astype(int), 0, _BINS - 1)
    for number in np.unique(tenth):
        inside = tenth == number
        yield number / _BINS, int(inside.sum()), float(believed[inside].mean()), float(held[inside].mean())


def calibration_error(believed: Shares, held: Marks) -> float:
    """The mean distance between belief and how often it holds, over ten bins (Naeini et al. 2015)."""
    total = max(1, len(believed))
    return sum(count / total * abs(mean - share) for _, count, mean, share in reliability(believed, held))
