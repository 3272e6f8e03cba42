"""What a series held in the days before each of many cuts."""

from __future__ import annotations

import numpy as np

from analysis.prediction.history import Floats, Series, nothing, series

EMPTY = series(nothing())


def joined(parts: list[Series]) -> Series:
    """Several series as one, by day."""
    parts = [part for part in parts if len(part.days)]
    if len(parts) < 2:
        return parts[0] if parts else EMPTY
    days = np.concatenate([part.days for part in parts])
    order = np.argsort(days, kind="stable")
    return Series(
        days[order],
        np.concatenate([part.values for part in parts])[order],
        np.concatenate([part.counts for part in parts])[order],
        np.concatenate([part.people for part in parts])[order],
    )


def total(series: Series, cuts: Floats, days: float, ago: float = 0.0) -> Floats:
    """The sum over the `days` that end `ago` days before each cut, that day included. Shape (cuts,)."""
    return _between(series.values, series, cuts, days, ago)


def count(series: Series, cuts: Floats, days: float, ago: float = 0.0) -> Floats:
    """How many entries the window has."""
    return _between(series.counts, series, cuts, days, ago)


def mean(series: Series, cuts: Floats, days: float, ago: float = 0.0) -> Floats:
    """The mean of the window's entries; nan where it has none."""
    return ratio(total(series, cuts, days, ago), count(series, cuts, days, ago))


def people(series: Series, cuts: Floats, days: float, ago: float = 0.0) -> Floats:
    """Persons on a day of use, mean over the window; nan where that is not known."""
    known = ~np.isnan(series.people)
    heard = Series(series.days[known], series.people[known], np.ones(known.sum()), series.people[known])
    return mean(heard, cuts, days, ago)


def latest(series: Series, cuts: Floats, within: float, ago: float = 0.0) -> Floats:
    """The newest day's mean value by each cut, no older than `within` days; nan where there is none."""
    at = np.searchsorted(series.days, cuts - ago, side="right") - 1
    if not len(series.days):
        return np.full(len(cuts), np.nan)
    is_there = (at >= 0) & (cuts - ago - series.days[np.maximum(at, 0)] <= within)
    return np.where(is_there, (series.values / series.counts)[np.maximum(at, 0)], np.nan)


def since(series: Series, cuts: Floats, most: float) -> Floats:
    """Days since the newest entry, at most `most`; `most` as well where there is none."""
    at = np.searchsorted(series.days, cuts, side="right") - 1
    if not len(series.days):
        return np.full(len(cuts), most)
    return np.where(at >= 0, np.minimum(most, cuts - series.days[np.maximum(at, 0)]), most)


def has_begun(series: Series, cuts: Floats) -> Floats:
    """1 where the series had an entry by the cut, else nan: multiplied in, it keeps silence apart from not
    being told."""
    if not len(series.days):
        return np.full(len(cuts), np.nan)
    return np.where(series.days[0] <= cuts, 1.0, np.nan)


def change(now: Floats, before: Floats, add: float = 1.0) -> Floats:
    """The natural log of how many times as much there is now; `add` keeps small counts from shouting."""
    moved: Floats = np.log((now + add) / (before + add))
    return moved


def ratio(part: Floats, whole: Floats) -> Floats:
    """part / whole, nan where the whole is nought."""
    found: Floats = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return found


def _between(amounts: Floats, series: Series, cuts: Floats, days: float, ago: float) -> Floats:
    sums = np.concatenate([[0.0], np.cumsum(amounts)])
    end = np.searchsorted(series.days, cuts - ago, side="right")
    start = np.searchsorted(series.days, cuts - ago - days, side="right")
    found: Floats = sums[end] - sums[start]
    return found
