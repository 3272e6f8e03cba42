"""How sure a share or a difference of shares is."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

_Z = 1.959964  # 95 %


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with the range that holds it 95 times in 100."""

    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether nought lies outside."""
        return self.low > 0 or self.high < 0


def wilson(count: int, total: int) -> Interval | None:
    """A share of 0..1 with its interval (Wilson 1927); None of nobody."""
    if total <= 0:
        return None
    share, square = count / total, _Z**2
    middle = (share + square / (2 * total)) / (1 + square / total)
    reach = _Z * sqrt(share * (1 - share) / total + square / (4 * total**2)) / (1 + square / total)
    return Interval(share, max(0.0, middle - reach), min(1.0, middle + reach))


def difference(count: int, total: int, other: int, other_total: int) -> Interval | None:
    """One share minus another, -1..1, with its interval (Newcombe 1998, method 10); None where one is of
    nobody."""
    first, second = wilson(count, total), wilson(other, other_total)
    if first is None or second is None:
        return None
    value = first.value - second.value
    below = sqrt((first.value - first.low) ** 2 + (second.high - second.value) ** 2)
    above = sqrt((first.high - first.value) ** 2 + (second.value - second.low) ** 2)
    return Interval(value, max(-1.0, value - below), min(1.0, value + above))
