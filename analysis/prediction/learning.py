"""Learning from what came, and finding out on what came later how good that is.

Time is never mixed: whatever is judged lies after everything that was learned from, by as many days as an
outcome needs to be known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.prediction import logistic, trees
from analysis.prediction.calibration import KINDS, Calibration, calibrate
from analysis.prediction.figures import Figures, figures, log_loss
from analysis.prediction.history import Floats
from analysis.prediction.logistic import Logistic
from analysis.prediction.model import Model
from analysis.prediction.scaling import scaling
from analysis.prediction.table import Table
from analysis.prediction.trees import Trees

Fit = Callable[[Floats, Floats], Logistic | Trees]
Rows = NDArray[np.bool_]

LATER, INNER_LATER = 0.25, 0.4
"""Share of the days that the back-test keeps for itself, and of the rest that choosing keeps."""
_EVEN = Calibration("none")


def _candidates(seed: int) -> dict[str, Fit]:
    return {
        "logistic, held close": lambda x, y: logistic.fit(x, y, freedom=0.003, seed=seed),
        "logistic, free": lambda x, y: logistic.fit(x, y, freedom=0.05, seed=seed),
        "trees of two questions": lambda x, y: trees.fit(x, y, depth=2, seed=seed),
        "trees of four questions": lambda x, y: trees.fit(x, y, depth=4, seed=seed),
    }


@dataclass(frozen=True, slots=True)
class Learned:
    """A model for today, what kind it is, and how one learned the same way did on what came later."""

    model: Model
    chosen: str
    figures: Figures


def learn(
    table: Table, came: Floats, rule: Floats, *, days: int, seed: int = 0, candidates: Sequence[str] = ()
) -> Learned | None:
    """Learns `came` (0 or 1 within `days` of each row's day) from the table's rows; `rule` are the
    probabilities of the rule it is judged beside, both shape (n,).

    None when either side of the split in time knows only one ending.
    """
    earlier, later = split(table.days, days, LATER)
    if not (_both(came[earlier]) and _both(came[later])):
        return None
    fits = {name: fit for name, fit in _candidates(seed).items() if not candidates or name in candidates}
    name, kind = _choose(table, came, earlier, days, fits)
    tried = _fit(table, came, earlier, days, fits[name])
    tried = replace(tried, calibration=_calibration(table, came, earlier, days, fits[name], kind))
    found = figures(
        tried.probabilities(table.rows[later]),
        came[later],
        base=float(came[earlier].mean()),
        rule=rule[later],
        accounts=len(np.unique(table.who[later])),
    )
    every = np.ones(len(came), dtype=np.bool_)
    model = _fit(table, came, every, days, fits[name])
    model = replace(model, calibration=_calibration(table, came, every, days, fits[name], kind))
    return Learned(model, f"{name}; {model.calibration.kind}", found)


def split(on: Floats, days: float, share: float) -> tuple[Rows, Rows]:
    """Earlier and later rows: the last `share` of the days, and those whose outcome was known before."""
    known = np.unique(on)
    if len(known) < 2:
        return np.ones(len(on), dtype=np.bool_), np.zeros(len(on), dtype=np.bool_)
    first = known[min(len(known) - 1, int(len(known) * (1 - share)))]
    return (on < first) & (on + days <= first), on >= first


def _both(came: Floats) -> bool:
    return bool(0 < came.sum() < len(came))


def _fit(table: Table, came: Floats, of: Rows, days: int, fit: Fit) -> Model:
    scaled = scaling(table.rows[of])
    return Model(days, scaled, fit(scaled.columns(table.rows[of]), came[of]), _EVEN)


def _choose(table: Table, came: Floats, of: Rows, days: int, fits: dict[str, Fit]) -> tuple[str, str]:
    """The kind of model that says best what came in the later part of these rows, and the calibration that
    helps it most: drawn on the first half of that part, judged on the second."""
    places = np.flatnonzero(of)
    earlier, later = (places[part] for part in split(table.days[places], days, INNER_LATER))
    if not (_both(came[earlier]) and _both(came[later])):
        return next(iter(fits)), "none"
    odds = {
        name: _fit(table, came, _mask(earlier, len(came)), days, fit).odds(table.rows[later])
        for name, fit in fits.items()
    }
    name = min(
        odds, key=lambda one: log_loss(calibrate("platt", odds[one], came[later])(odds[one]), came[later])
    )
    first, second = (part for part in split(table.days[later], 0, 0.5))
    losses = {
        kind: log_loss(
            calibrate(kind, odds[name][first], came[later][first])(odds[name][second]), came[later][second]
        )
        for kind in KINDS
    }
    return name, min(losses, key=lambda kind: losses[kind])


def _calibration(table: Table, came: Floats, of: Rows, days: int, fit: Fit, kind: str) -> Calibration:
    """Drawn on the later part of these rows with a model that knows the earlier part alone."""
    places = np.flatnonzero(of)
    earlier, later = (places[part] for part in split(table.days[places], days, INNER_LATER))
    if kind == "none" or not (_both(came[earlier]) and _both(came[later])):
        return _EVEN
    odds = _fit(table, came, _mask(earlier, len(came)), days, fit).odds(table.rows[later])
    return calibrate("platt" if kind == "platt" else "isotonic", odds, came[later])


def _mask(places: NDArray[np.int64], count: int) -> Rows:
    chosen = np.zeros(count, dtype=np.bool_)
    chosen[places] = True
    return chosen
