"""How respondents feel about a theme: mean and spread, both sides where there are two, and the unknown."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from analysis.counting.record import Record
from analysis.types import NEUTRAL_BELOW

DIVIDED = 0.25
"""A theme is divided when at least this share of those assessed is on each side."""


@dataclass(frozen=True, slots=True)
class Feeling:
    """Sentiment (-1..1) over the `assessed` respondents, each of whom counts once with the mean of what they
    said. `spread` is the standard deviation, `low` and `high` the mean's 95 % interval, both None below two.
    `unassessed` respondents voice the theme in words no sentiment is known of."""

    mean: float | None
    spread: float | None
    low: float | None
    high: float | None
    positive: int
    neutral: int
    negative: int
    unassessed: int

    @property
    def assessed(self) -> int:
        return self.positive + self.neutral + self.negative

    @property
    def is_divided(self) -> bool:
        """Whether there are two sides: at least two respondents, and a quarter of those assessed, on each."""
        return min(self.positive, self.negative) >= max(2, DIVIDED * self.assessed)


def feeling(record: Record, theme: str) -> Feeling:
    """How the respondents who voice `theme` feel about it. The interval is Student's, cut to -1..1."""
    known = sentiments(record, theme)
    values = sorted(known.values())
    mean = fmean(values) if values else None
    spread = stdev(values) if len(values) > 1 else None
    low = high = None
    if mean is not None and spread is not None:
        half = _student(len(values) - 1) * spread / sqrt(len(values))
        low, high = max(-1.0, mean - half), min(1.0, mean + half)
    positive = sum(value >= NEUTRAL_BELOW for value in values)
    negative = sum(value <= -NEUTRAL_BELOW for value in values)
    return Feeling(
        mean=mean,
        spread=spread,
        low=low,
        high=high,
        positive=positive,
        neutral=len(values) - positive - negative,
        negative=negative,
        unassessed=len(record.voicing.get(theme, ())) - len(known),
    )


def sentiments(record: Record, theme: str) -> dict[str, float]:
    """By respondent, the mean sentiment of what they said on the theme; those not assessed are left out."""
    sums: defaultdict[str, float] = defaultdict(float)
    counts: defaultdict[str, int] = defaultdict(int)
    for voice in record.of_theme.get(theme, ()):
        if voice.sentiment is not None and voice.assessed:
            who = record.by_interview[voice.interview].respondent
            sums[who] += voice.sentiment * voice.assessed
            counts[who] += voice.assessed
    return {who: sums[who] / counts[who] for who in sums}


def _student(freedom: int) -> float:
    """How many standard errors 95 % of Student's distribution lies within."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.975))
