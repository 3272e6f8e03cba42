"""A classifier that learns from a handful of examples a class: a soft-max over embeddings, kept small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
Array = NDArray[np.float64]

LOOSENESS: Final = 10.0
"""How far weights may go for the examples' sake; the inverse of the ridge. Unit rows want 10 to 30."""
_STEPS: Final = 300


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """`weights`: shape (c, d); `bias`: shape (c,). One class of c may stand for none of the others."""

    weights: Array
    bias: Array

    def scores(self, rows: Rows) -> Array:
        """Unbounded, the larger the likelier, shape (n, c)."""
        scores: Array = rows @ self.weights.T + self.bias
        return scores

    def shares(self, rows: Rows) -> Array:
        """The belief in each class, shape (n, c); a row sums to 1."""
        return softmax(self.scores(rows))


def fit(rows: Rows, targets: Array, *, looseness: float = LOOSENESS) -> Head:
    """The head that says `targets` (shape (n, c), each row a share per class that sums to 1) of `rows`.

    Multinomial logistic regression with a ridge; a row of two classes has half of each.
    """
    from scipy.optimize import minimize  # a third of a second, and only a fit needs it

    (count, width), classes = rows.shape, targets.shape[1]
    wide = np.hstack([rows.astype(np.float64), np.ones((count, 1))])
    ridge = np.append(np.full(width, 1 / looseness), 0.0)

    def loss(flat: Array) -> tuple[float, Array]:
        weights = flat.reshape(classes, width + 1)
        scores = wide @ weights.T
        top = scores.max(axis=1, keepdims=True)
        shifted = scores - top
        total = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        value = -(targets * (shifted - total)).sum() + 0.5 * (weights**2 * ridge).sum()
        slope = (np.exp(shifted - total) - targets).T @ wide + weights * ridge
        return float(value), slope.ravel()

    start = np.zeros(classes * (width + 1))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    weights = found.x.reshape(classes, width + 1)
    return Head(weights[:, :-1], weights[:, -1])


def softmax(scores: Array) -> Array:
    """Each row as shares that sum to 1."""
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Array = grown / grown.sum(axis=1, keepdims=True)
    return shares


def logit(shares: Array) -> Array:
    """Log odds, kept finite."""
    kept = np.clip(shares, 1e-6, 1 - 1e-6)
    odds: Array = np.log(kept / (1 - kept))
    return odds


def sigmoid(scores: Array) -> Array:
    """The share whose log odds these are."""
    shares: Array = 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
    return shares
