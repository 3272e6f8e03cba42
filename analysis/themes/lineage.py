"""What became of each theme at a refit: which id goes on, and what was born, split, merged or retired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from analysis.types import Labels

EventKind = Literal["born", "split", "merged", "renamed", "retired"]

_STAYS: Final = 0.5
_PART: Final = 0.2
"""Share of a theme's statements that must have gone elsewhere together to call it a split or a merger."""
_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to `theme`: a known id, or the index of a new theme in the refit.

    `others`: of a theme that is born, those it came from; split, the parts beside it; merged, the one it
    went into. `statements`: rows that moved by it.
    """

    kind: EventKind
    theme: str | int
    others: tuple[str | int, ...] = ()
    statements: tuple[int, ...] = ()


def match(
    before: Sequence[str | None], labels: Labels, *, among: AbstractSet[str] | None = None
) -> dict[int, str]:
    """The id each group of `labels` goes on with; groups without one are new.

    An id goes on in the group that holds more than half of its statements; where two ids meet in one
    group, the pairing with the largest overlap in all wins (Kuhn 1955). Given `among`,
    only those ids go on.
    """
    from scipy.optimize import linear_sum_assignment

    ids = sorted(
        {earlier for earlier in before if earlier is not None and (among is None or earlier in among)}
    )
    overlap = _overlap(before, labels, ids)
    sizes = np.array([sum(1 for earlier in before if earlier == name) for name in ids])
    rows, columns = linear_sum_assignment(-overlap) if overlap.size else ((), ())
    return {
        int(group): ids[which]
        for which, group in zip(rows, columns, strict=True)
        if overlap[which, group] > _STAYS * sizes[which]
    }


def _overlap(before: Sequence[str | None], labels: Labels, ids: Sequence[str]) -> NDArray[np.int64]:
    """Rows each earlier theme shares with each group, shape (ids, groups)."""
    numbers = {name: number for number, name in enumerate(ids)}
    table = np.zeros((len(ids), int(labels.max(initial=-1)) + 1), dtype=np.int64)
    for earlier, group in zip(before, labels.tolist(), strict=True):
        if earlier in numbers and group >= 0:
            table[numbers[earlier], group] += 1
    return table


def events(
    before: Sequence[str | None], labels: Labels, names: Mapping[int, str | int], gone: Sequence[str] = ()
) -> tuple[Event, ...]:
    """Every birth, split, merger and retirement, in that order.

    names: for each group of `labels`, the id it goes on with, or its own index where it is new.
    gone: earlier ids no group goes on with.
    """
    now = [names[group] if group >= 0 else None for group in labels.tolist()]
    moves: dict[str, dict[str | int, list[int]]] = {}
    for row, (earlier, later) in enumerate(zip(before, now, strict=True)):
        if earlier is not None:
            moves.setdefault(earlier, {}).setdefault(-1 if later is None else later, []).append(row)
    found = [_birth(name, before, now) for name in names.values() if isinstance(name, int)]
    for earlier, went in sorted(moves.items()):
        found += _fate(earlier, went, earlier in gone)
    silent = [Event("retired", name) for name in gone if name not in moves]
    order: Mapping[EventKind, int] = {"born": 0, "split": 1, "merged": 2, "renamed": 3, "retired": 4}
    return tuple(sorted([*found, *silent], key=lambda event: order[event.kind]))


def _birth(name: int, before: Sequence[str | None], now: Sequence[str | int | None]) -> Event:
    rows = tuple(row for row, later in enumerate(now) if later == name and type(later) is int)
    origins = sorted({earlier for row in rows if (earlier := before[row]) is not None})
    large = [one for one in origins if sum(before[row] == one for row in rows) >= _PART * len(rows)]
    return Event("born", name, tuple(large), rows)


def _fate(earlier: str, went: Mapping[str | int, list[int]], is_gone: bool) -> list[Event]:
    """Split, merged or retired, from where the statements of one earlier theme went (-1: the pool)."""
    total = sum(map(len, went.values()))
    parts = [
        (later, rows)
        for later, rows in went.items()
        if later not in (earlier, -1) and len(rows) >= max(_FEWEST, _PART * total)
    ]
    parts.sort(key=lambda part: -len(part[1]))
    moved = tuple(sorted(row for _, rows in parts for row in rows))
    if is_gone:
        everything = tuple(sorted(row for rows in went.values() for row in rows))
        if len(parts) == 1:
            return [Event("merged", earlier, (parts[0][0],), moved)]
        if parts:
            return [Event("split", earlier, tuple(part for part, _ in parts), moved)]
        return [Event("retired", earlier, (), everything)]
    new = [part for part in parts if isinstance(part[0], int)]
    if not new:
        return []
    return [Event("split", earlier, tuple(p for p, _ in new), tuple(sorted(r for _, rs in new for r in rs)))]
