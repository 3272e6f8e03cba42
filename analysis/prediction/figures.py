"""How good probabilities are, once it is known what came."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from analysis.prediction.history import Floats

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Of `rows` with about the same probability: the mean that was said and the share that came, 0..1."""

    rows: int
    said: float
    came: float


@dataclass(frozen=True, slots=True)
class Figures:
    """`brier` is the mean squared error of the probabilities (Brier 1950), beside that of saying the share
    seen before (`brier_base`) and that of the rule (`brier_rule`). `calibration` is the expected calibration
    error over ten bins with as many rows each; `auc` is None where all ended alike."""

    rows: int
    accounts: int
    outcomes: int
    base_rate: float
    brier: float
    brier_base: float
    brier_rule: float
    calibration: float
    calibration_rule: float
    auc: float | None
    auc_rule: float | None
    bins: tuple[Bin, ...]

    @property
    def is_better(self) -> bool:
        """Whether it beats both the share seen before and the rule."""
        return self.brier < self.brier_base and self.brier < self.brier_rule

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "bins": [asdict(one) for one in self.bins], "is_better": self.is_better}


def brier(said: Floats, came: Floats) -> float:
    """Mean squared difference of probabilities and outcomes (0 or 1), both shape (n,); 0 is best."""
    return float(np.mean((said - came) ** 2))


def log_loss(said: Floats, came: Floats) -> float:
    """Mean negative log likelihood of the outcomes; probabilities are kept a millionth from 0 and 1."""
    safe = np.clip(said, 1e-6, 1 - 1e-6)
    return float(-np.mean(came * np.log(safe) + (1 - came) * np.log(1 - safe)))


def bins(said: Floats, came: Floats, count: int = BINS) -> tuple[Bin, ...]:
    """The rows by probability in `count` bins of as many rows each, the least likely first."""
    order = np.argsort(said, kind="stable")
    return tuple(
        Bin(len(part), float(said[part].mean()), float(came[part].mean()))
        for part in np.array_split(order, count)
        if len(part)
    )


def calibration_error(said: Floats, came: Floats, count: int = BINS) -> float:
    """Mean over the rows of how far their bin's probability is from the share that came, 0..1 (Naeini et al.
    2015, with bins of equal numbers)."""
    return sum(one.rows * abs(one.said - one.came) for one in bins(said, came, count)) / max(1, len(said))


def auc(said: Floats, came: Floats) -> float | None:
    """How often one to whom it came was given more than one to whom it did not, 0..1; 0.5 is chance."""
    return float(roc_auc_score(came, said)) if 0 < came.sum() < len(came) else None


def figures(said: Floats, came: Floats, *, base: float, rule: Floats, accounts: int) -> Figures:
    """Every figure of probabilities `said` and `rule` beside what `came`; `base` is the share seen before."""
    return Figures(
        rows=len(said),
        accounts=accounts,
        outcomes=int(came.sum()),
        base_rate=float(came.mean()),
        brier=brier(said, came),
        brier_base=brier(np.full(len(came), base), came),
        brier_rule=brier(rule, came),
        calibration=calibration_error(said, came),
        calibration_rule=calibration_error(rule, came),
        auc=auc(said, came),
        auc_rule=auc(rule, came),
        bins=bins(said, came),
    )
