"""Making probabilities mean what they say, with outcomes the model has not seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from analysis.prediction.history import Floats, nothing

Kind = Literal["none", "platt", "isotonic"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_LEAST = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """A rising map from log odds to probabilities. Platt's has a slope and an offset; the isotonic one is
    drawn through points `at` (log odds) and `to` (probabilities)."""

    kind: Kind
    slope: float = 1.0
    offset: float = 0.0
    at: Floats = field(default_factory=nothing)
    to: Floats = field(default_factory=nothing)

    def __call__(self, odds: Floats) -> Floats:
        """Probabilities of log odds, shape (n,); never quite 0 or 1, because nothing is that sure."""
        if self.kind == "isotonic":
            said = np.interp(odds, self.at, self.to)
        else:
            said = sigmoid(self.slope * odds + self.offset)
        return np.clip(said, _LEAST, 1 - _LEAST)


def calibrate(kind: Kind, odds: Floats, came: Floats) -> Calibration:
    """The calibration of that kind which fits best (Platt 1999; Zadrozny and Elkan 2002). It never turns the
    order round: where the odds say nothing, everybody gets the share that came."""
    if kind == "platt" and 0 < came.sum() < len(came):
        fitted = LogisticRegression(C=1e6).fit(odds[:, None], came)
        slope = float(fitted.coef_[0, 0])
        if slope > 0:
            return Calibration(kind, slope, float(fitted.intercept_[0]))
        return Calibration(kind, 0.0, float(logit(np.array([came.mean()]))[0]))
    if kind == "isotonic" and len(odds):
        drawn = IsotonicRegression(out_of_bounds="clip").fit(odds, came)
        return Calibration(
            kind,
            at=np.asarray(drawn.X_thresholds_, dtype=np.float64),
            to=np.asarray(drawn.y_thresholds_, dtype=np.float64),
        )
    return Calibration("none")


def sigmoid(odds: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-np.clip(odds, -40, 40)))
    return found


def logit(likely: Floats) -> Floats:
    """Log odds of probabilities, which are kept a little from 0 and 1."""
    safe = np.clip(likely, _LEAST, 1 - _LEAST)
    found: Floats = np.log(safe / (1 - safe))
    return found
