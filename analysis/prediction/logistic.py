"""A logistic regression on scaled features, and on the same again for those whose renewal is near."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from analysis.prediction.history import Floats

_STEPS = 400


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """`weights` and `usual` (the mean of what they weigh): shape (2c - 2,) for c columns; `bias` goes with
    the usual account."""

    weights: Floats
    usual: Floats
    bias: float

    def odds(self, columns: Floats) -> Floats:
        """Log odds, shape (n,)."""
        found: Floats = (_wide(columns) - self.usual) @ self.weights + self.bias
        return found

    def shares(self, columns: Floats) -> Floats:
        """What each column adds to the log odds of the usual account, shape (n, c)."""
        added = (_wide(columns) - self.usual) * self.weights
        count = columns.shape[1]
        own: Floats = added[:, :count].copy()
        own[:, : count - 2] += added[:, count:]
        return own

    def arrays(self) -> dict[str, Floats]:
        return {"weights": self.weights, "usual": self.usual, "bias": np.array([self.bias])}


def from_arrays(kept: dict[str, Floats]) -> Logistic:
    return Logistic(kept["weights"], kept["usual"], float(kept["bias"][0]))


def fit(columns: Floats, came: Floats, *, freedom: float, seed: int = 0) -> Logistic:
    """The regression with a ridge; less `freedom` holds the weights closer to nought."""
    wide = _wide(columns)
    usual = wide.mean(axis=0)
    fitted = LogisticRegression(C=freedom, max_iter=_STEPS, random_state=seed).fit(wide - usual, came)
    return Logistic(fitted.coef_[0].astype(np.float64), usual, float(fitted.intercept_[0]))


def _wide(columns: Floats) -> Floats:
    """The columns, and all but the two about the renewal once more where a renewal is near."""
    return np.hstack([columns, columns[:, :-2] * columns[:, -2:-1]])
