"""How a measured value becomes a score of 0 to 100: by steps, along a line, or between bounds."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

LEAST, MOST = 0.0, 100.0


@dataclass(frozen=True, slots=True)
class Step:
    """`steps` are (value, score), values rising: from that value on that score, before the first `below`."""

    steps: tuple[tuple[float, float], ...]
    below: float

    def score(self, value: float) -> float:
        place = bisect_right(self.steps, value, key=lambda step: step[0])
        return self.steps[place - 1][1] if place else self.below


@dataclass(frozen=True, slots=True)
class Linear:
    """A straight line from 0 points at `zero_at` to 100 points at `full_at`, which may be the smaller one."""

    zero_at: float
    full_at: float

    def score(self, value: float) -> float:
        return within(MOST * (value - self.zero_at) / (self.full_at - self.zero_at))


@dataclass(frozen=True, slots=True)
class Bounded:
    """Straight lines through `points`, (value, score) with rising values; beyond the ends the end's score.

    The ends need not be 0 and 100: so a factor may cost or bring only so much.
    """

    points: tuple[tuple[float, float], ...]

    def score(self, value: float) -> float:
        place = bisect_right(self.points, value, key=lambda point: point[0])
        if place == 0:
            return self.points[0][1]
        if place == len(self.points):
            return self.points[-1][1]
        (left, low), (right, high) = self.points[place - 1], self.points[place]
        # divided first: the distance of two finite numbers may be beyond the largest one
        share = (value / 2 - left / 2) / (right / 2 - left / 2)
        return within(low + (high - low) * share)


ToScore = Step | Linear | Bounded


def within(score: float) -> float:
    """The nearest score there is."""
    return min(max(score, LEAST), MOST)
