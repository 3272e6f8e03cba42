"""Themes that shifted: more or fewer respondents voice them lately, or they feel otherwise about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Literal

from analysis.counting.chance import adjusted, fisher, welch
from analysis.counting.feelings import Feeling, feeling
from analysis.counting.record import Record, monday
from analysis.prevalence import Share, wilson
from analysis.types import NEUTRAL_BELOW

Measure = Literal["prevalence", "sentiment"]
MEASURES: tuple[Measure, ...] = ("prevalence", "sentiment")

RECENT = timedelta(weeks=4)
BEFORE = timedelta(weeks=26)
"""What lies further back than this before the recent weeks is not compared with: businesses change."""
FEWEST = 10
"""Respondents on each side of a comparison; for sentiment, respondents assessed."""
FALSE_SHIFTS = 0.02
"""Of the shifts told at one look at a study, this share at most is expected to be chance; also the
probability of telling any where nothing shifted."""
LEAST_SHARE, LEAST_SENTIMENT = 0.05, NEUTRAL_BELOW
"""What moves by less is not told, however sure it is."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A theme whose share, or sentiment, is another one since `since`, a Monday. `q` is the p of the
    difference after all comparisons of the look."""

    theme: str
    measure: Measure
    since: date
    before: Share
    now: Share
    felt_before: Feeling
    felt_now: Feeling
    q: float

    @property
    def moved(self) -> float:
        """By how much, with its sign: the share in 0..1, or the mean sentiment in -1..1."""
        if self.measure == "prevalence":
            return self.now.value - self.before.value
        return (self.felt_now.mean or 0.0) - (self.felt_before.mean or 0.0)

    @property
    def direction(self) -> Literal["up", "down"]:
        return "up" if self.moved > 0 else "down"


def shifts(
    record: Record, *, today: date, smallest: int, told: Mapping[tuple[str, Measure], date] | None = None
) -> tuple[Shift, ...]:
    """Themes whose share or sentiment in the last four whole weeks differs from the half year before.

    Weeks are whole so that to look every day is to look once a week. Shares are compared by Fisher's exact
    test, the sentiments of respondents by Welch's; all comparisons of the look are corrected together
    (Benjamini and Hochberg 1995). A theme with fewer than `smallest` respondents in both is left out. With
    what was `told` (by theme and measure, its `since`) a new "before" begins, so that it is not told again.
    """
    start = monday(today) - RECENT
    recent = record.between(start, monday(today))

    @cache
    def past(first: date) -> Record:
        return record.between(first, start)

    compared = []
    for theme in sorted(record.voicing):
        for measure in MEASURES:
            first = max(start - BEFORE, (told or {}).get((theme, measure), date.min))
            shift = _compared(past(first), recent, theme, measure, start)
            if shift is not None and shift.before.count + shift.now.count >= smallest:
                compared.append(shift)
    corrected = adjusted([shift.q for shift in compared])
    found = [replace(shift, q=q) for shift, q in zip(compared, corrected, strict=True)]
    return tuple(shift for shift in found if shift.q <= FALSE_SHIFTS and _matters(shift))


def _compared(past: Record, recent: Record, theme: str, measure: Measure, since: date) -> Shift | None:
    """The comparison with its own p, None where either side is too small for it."""
    before, now = _share(past, theme), _share(recent, theme)
    felt, feels = feeling(past, theme), feeling(recent, theme)
    if measure == "prevalence":
        if min(before.total, now.total) < FEWEST:
            return None
        p = fisher(now.count, now.total, before.count, before.total)
    else:
        if min(felt.assessed, feels.assessed) < FEWEST:
            return None
        p = welch(
            (felt.mean or 0.0, feels.mean or 0.0),
            (felt.spread or 0.0, feels.spread or 0.0),
            (felt.assessed, feels.assessed),
        )
    return Shift(theme, measure, since, before, now, felt, feels, p)


def _share(record: Record, theme: str) -> Share:
    return wilson(len(record.voicing.get(theme, ())), len(record.people))


def _matters(shift: Shift) -> bool:
    least = LEAST_SHARE if shift.measure == "prevalence" else LEAST_SENTIMENT
    return abs(shift.moved) >= least
