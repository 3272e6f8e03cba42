"""One account's past as arrays. Days are whole or part days since 1 January 1970."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def nothing() -> Floats:
    return np.zeros(0)


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """What there was of something by day, all shape (n,): `days` ascending, the sum of its `values`, how many
    entries those were (`counts`), and how many different `people` were behind them, nan where not known.
    """

    days: Floats
    values: Floats
    counts: Floats
    people: Floats


def series(days: Floats, values: Floats | None = None, people: Floats | None = None) -> Series:
    """A series with one entry for each of `days`, of value 1 unless given."""
    ones = np.ones(len(days))
    return Series(
        days,
        ones if values is None else values,
        ones,
        np.full(len(days), np.nan) if people is None else people,
    )


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """`began` is the day the account became a customer, `left` the day it ceased to be one. `grew` are the
    days its contract was enlarged. `terms`, shape (k, 3): first day, renewal day and yearly worth in cents.
    """

    account: str
    began: float
    left: float | None = None
    grew: Floats = field(default_factory=nothing)
    terms: Floats = field(default_factory=lambda: np.zeros((0, 3)))
    series: Mapping[str, Series] = field(default_factory=dict)
