"""A theme week by week, and the weeks from which its share is another one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.counting.record import Record, monday
from analysis.prevalence import Share, wilson

FALSE_CHANGES = 0.01
"""One theme in a hundred whose share never changed is given a change point."""
DRAWS = 999
_NEVER = -1.0


@dataclass(frozen=True, slots=True)
class Week:
    """The respondents of one week, which begins on `monday`, and the share of them who voice a theme."""

    monday: date
    share: Share


@dataclass(frozen=True, slots=True)
class Change:
    """From the week of `monday` on the share is `after`, up to it `before`. `p`: how often weeks without a
    change would seem to have one as clear."""

    monday: date
    before: Share
    after: Share
    p: float


def by_week(record: Record, theme: str) -> tuple[Week, ...]:
    """Every week from the first heard to the last, those without interviews included."""
    if not record.heard:
        return ()
    heard = record.weekly
    voiced: dict[date, set[str]] = {}
    for voice in record.of_theme.get(theme, ()):
        one = record.by_interview[voice.interview]
        voiced.setdefault(monday(one.on), set()).add(one.respondent)
    first, last = min(heard), max(heard)
    mondays = [first + timedelta(weeks=step) for step in range((last - first).days // 7 + 1)]
    return tuple(Week(day, wilson(len(voiced.get(day, ())), len(heard.get(day, ())))) for day in mondays)


def changes(weeks: Sequence[Week], *, smallest: int, seed: int = 0) -> tuple[Change, ...]:
    """The weeks at which the share changes beyond chance, in order of time.

    Where the likelihood of two rates exceeds that of one the most (Worsley 1983), the weeks are parted if
    at most one in a hundred random orders of the same respondents exceeds it as much; then each part is
    looked at in the same way (binary segmentation, Vostrikova 1981). Each part keeps at least `smallest`
    respondents. The same seed gives the same answer.
    """
    counts = np.array([(week.share.count, week.share.total) for week in weeks], dtype=np.int64).reshape(-1, 2)
    chance = np.random.default_rng(seed)
    found: dict[int, float] = {}
    parts = [(0, len(weeks))]
    while parts:
        start, end = parts.pop()
        cut, p = _cut(counts[start:end], smallest, chance)
        if p <= FALSE_CHANGES:
            found[start + cut] = p
            parts += [(start, start + cut), (start + cut, end)]
    edges = [0, *sorted(found), len(weeks)]
    shares = [wilson(*counts[a:b].sum(axis=0).tolist()) for a, b in pairwise(edges)]
    return tuple(
        Change(weeks[edge].monday, shares[place], shares[place + 1], found[edge])
        for place, edge in enumerate(edges[1:-1])
    )


def _cut(counts: NDArray[np.int64], smallest: int, chance: np.random.Generator) -> tuple[int, float]:
    """Before which week to part, and the p of it: how often a random order parts as clearly."""
    voiced, totals = counts[:, 0], counts[:, 1]
    gains = _gains(voiced[None, :], totals, smallest)[0]
    if not gains.size or gains.max() <= 0:
        return 0, 1.0
    drawn = chance.multivariate_hypergeometric(totals, int(voiced.sum()), size=DRAWS)
    as_clear = (_gains(drawn, totals, smallest).max(axis=1) >= gains.max() - 1e-9).sum()
    return int(gains.argmax()) + 1, (1 + int(as_clear)) / (1 + DRAWS)


def _gains(voiced: NDArray[np.int64], totals: NDArray[np.int64], smallest: int) -> NDArray[np.float64]:
    """What parting before each week but the first adds to the log-likelihood, shape (draws, weeks - 1);
    below zero where a part would have fewer than `smallest` respondents."""
    left, n_left = voiced.cumsum(axis=1)[:, :-1], totals.cumsum()[:-1]
    everybody, n = voiced.sum(axis=1, keepdims=True), totals.sum()
    right, n_right = everybody - left, n - n_left
    gains = _likelihood(left, n_left) + _likelihood(right, n_right) - _likelihood(everybody, n)
    return np.where((n_left >= smallest) & (n_right >= smallest), gains, _NEVER)


def _likelihood(voiced: NDArray[np.int64], total: NDArray[np.int64] | int) -> NDArray[np.float64]:
    """The binomial log-likelihood at its own best rate, without the constant."""
    rate = voiced / np.maximum(total, 1)
    silent = total - voiced
    with np.errstate(divide="ignore", invalid="ignore"):
        said = np.where(voiced > 0, voiced * np.log(rate), 0.0)
        unsaid = np.where(silent > 0, silent * np.log1p(-rate), 0.0)
    summed: NDArray[np.float64] = said + unsaid
    return summed
