"""Many accounts on many days as one table, and what came of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.prediction.features import AMONG_PEERS, FEATURES, features
from analysis.prediction.history import Floats, History

SHORTEST_TENURE = 60.0
"""Days an account is a customer before anything is learned from it: onboarding is a story of its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """`rows`: shape (n, features), nan where unknown; `days`: (n,) the day of each row, ascending;
    `who`: (n,) the place of its account in the list that was given."""

    rows: Floats
    days: Floats
    who: NDArray[np.int64]

    def part(self, chosen: NDArray[np.bool_]) -> Table:
        return Table(self.rows[chosen], self.days[chosen], self.who[chosen])


def table(histories: Sequence[History], cuts: Floats) -> Table:
    """A row for each account on each of the days `cuts` on which it was a customer long enough."""
    parts, days, who = [np.zeros((0, len(FEATURES)))], [np.zeros(0)], [np.zeros(0, dtype=np.int64)]
    own = FEATURES[: -len(AMONG_PEERS)]
    for place, history in enumerate(histories):
        end = np.inf if history.left is None else history.left
        on = cuts[(cuts >= history.began + SHORTEST_TENURE) & (cuts < end)]
        if len(on):
            found = features(history, on)
            rows = np.full((len(on), len(FEATURES)), np.nan)
            rows[:, : len(own)] = np.stack([found[name] for name in own], axis=1)
            parts.append(rows)
            days.append(on)
            who.append(np.full(len(on), place))
    all_days = np.concatenate(days)
    order = np.argsort(all_days, kind="stable")
    made = Table(np.concatenate(parts)[order], all_days[order], np.concatenate(who)[order])
    _among_peers(made)
    return made


def _among_peers(made: Table) -> None:
    """Fills in how far each account is from the middle one on the same day."""
    first = len(FEATURES) - len(AMONG_PEERS)
    _, starts, counts = np.unique(made.days, return_index=True, return_counts=True)
    for start, end in zip(starts, starts + counts, strict=True):
        for place, name in enumerate(AMONG_PEERS):
            values = made.rows[start:end, FEATURES.index(name)]
            if not np.isnan(values).all():
                made.rows[start:end, first + place] = values - np.nanmedian(values)


def left_within(histories: Sequence[History], made: Table, days: float) -> Floats:
    """1 where the row's account left in the `days` after the row's day, else 0; shape (n,)."""
    left = np.array([np.inf if one.left is None else one.left for one in histories])
    return (left[made.who] <= made.days + days).astype(np.float64)


def grew_within(histories: Sequence[History], made: Table, days: float) -> Floats:
    """1 where the row's account was enlarged in the `days` after the row's day, else 0; shape (n,)."""
    grown = np.zeros(len(made.days))
    for place in np.unique(made.who):
        grew = np.sort(histories[place].grew)
        mine = np.flatnonzero(made.who == place) if len(grew) else np.zeros(0, dtype=np.int64)
        after = np.searchsorted(grew, made.days[mine], side="right")
        by = np.searchsorted(grew, made.days[mine] + days, side="right")
        grown[mine] = by > after
    return grown


def cuts_between(first: float, last: float, step: float = 28.0) -> Floats:
    """Days every `step` days, the last of them `last`; ascending."""
    steps = int(max(0.0, last - first) // step)
    return last - step * np.arange(steps, -1, -1, dtype=np.float64)
