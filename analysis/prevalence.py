"""How common a theme is: the share of respondents who voice it, with the interval that share deserves."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt

from analysis.types import Labels

_Z95 = 1.959964


class LengthMismatchError(ValueError):
    """Two columns that should describe the same rows have different lengths."""


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `total` respondents: the share and its 95 % interval, all 0..1."""

    count: int
    total: int
    value: float
    low: float
    high: float


def wilson(count: int, total: int) -> Share:
    """The share `count / total` with its score interval (Wilson 1927, 95 %). An empty total gives 0..1."""
    if total <= 0:
        return Share(0, 0, 0.0, 0.0, 1.0)
    return Share(count, total, count / total, *interval(count / total, total))


def interval(share: float, total: float) -> tuple[float, float]:
    """The score interval (Wilson 1927, 95 %) of a share (0..1) seen in `total` > 0, which need not be whole:
    weighted shares have an effective total."""
    z2 = _Z95**2
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = _Z95 * sqrt(share * (1 - share) / total + z2 / (4 * total**2)) / (1 + z2 / total)
    return max(0.0, middle - half), min(1.0, middle + half)


def prevalence(labels: Labels, respondents: Sequence[Hashable]) -> dict[int, Share]:
    """Share of respondents (0..1) voicing each theme; label -1 is left out of the themes, not of the total.

    labels, respondents: shape (n,), same order. Raises LengthMismatchError.
    """
    if len(labels) != len(respondents):
        raise LengthMismatchError(f"{len(labels)} labels but {len(respondents)} respondents")
    voices: dict[int, set[Hashable]] = {}
    for label, respondent in zip(labels.tolist(), respondents, strict=True):
        voices.setdefault(label, set()).add(respondent)
    total = len(set(respondents))
    return {label: wilson(len(who), total) for label, who in sorted(voices.items()) if label >= 0}
