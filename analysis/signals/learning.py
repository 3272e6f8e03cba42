"""What a workspace's corrections teach: a shift of the shipped log odds, small where nothing was said.

Each correction is one statement and one intent, right or wrong. Per intent, a logistic regression with
the shipped log odds as its offset learns one bias and one weight a feature; both are held at zero by
ridges, so that few corrections move only what is alike and many move the intent as a whole.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.signals.learner import Array, Rows, sigmoid

CORRECTIONS_NEEDED: Final = 10
"""Fewer corrections of an intent than this are obeyed where they were made, but teach nothing yet."""
# Variances of a weight and of the bias, before any correction; chosen on written statements.
_WEIGHT, _BIAS = 1.0, 0.05
_NEWTON_STEPS: Final = 25


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """`weights`: shape (intents, features); `bias`: shape (intents,)."""

    weights: Array
    bias: Array

    def shift(self, rows: Rows) -> Array:
        """What is added to the log odds of each intent, shape (n, intents)."""
        added: Array = rows @ self.weights.T + self.bias
        return added


def learn(
    rows: Rows,
    names: Sequence[str],
    is_right: Sequence[bool],
    odds: Array,
    order: Sequence[str],
    *,
    heard: float,
) -> Learned:
    """The shift that corrections ask for. Row i of `rows` is the statement of correction i, `names[i]` the
    intent it is about; `odds`: the shipped log odds of those statements, shape (n, intents), in `order`; from
    `heard` on, an intent is shown.

    A statement somebody corrected was read, so what they left alone counts as confirmed: without it, the
    intents people miss would be heard ever more often.
    """
    weights = np.zeros((len(order), rows.shape[1]))
    bias = np.zeros(len(order))
    first = {row.tobytes(): place for place, row in reversed(list(enumerate(rows)))}
    one_each = np.array(sorted(first.values()), dtype=np.int64)
    for place, name in enumerate(order):
        said = {rows[i].tobytes(): is_right[i] for i, told in enumerate(names) if told == name}
        if len(said) < CORRECTIONS_NEEDED:
            continue
        left = odds[one_each, place] >= heard
        known = [said.get(rows[i].tobytes(), bool(kept)) for i, kept in zip(one_each, left, strict=True)]
        pulls = _dual(rows[one_each], np.array(known, dtype=np.float64), odds[one_each, place])
        weights[place] = _WEIGHT * (rows[one_each].T @ pulls)
        bias[place] = _BIAS * pulls.sum()
    return Learned(weights, bias)


def _dual(rows: Rows, said: Array, offset: Array) -> Array:
    """How much each correction pulls, by Newton's method on the posterior over its own statements."""
    kernel: NDArray[np.float64] = _WEIGHT * (rows @ rows.T).astype(np.float64) + _BIAS
    pulls = np.zeros(len(said))
    for _ in range(_NEWTON_STEPS):
        shift = kernel @ pulls
        likely = sigmoid(offset + shift)
        curve = np.maximum(likely * (1 - likely), 1e-6)
        wanted = curve * shift + said - likely
        # (K + 1/curve) pulls = wanted / curve: Rasmussen and Williams 2006, section 3.4
        moved = np.linalg.solve(kernel + np.diag(1 / curve), wanted / curve)
        if np.abs(moved - pulls).max() < 1e-6:
            break
        pulls = 0.5 * (moved + pulls)
    return pulls


def to_bytes(learned: Learned) -> bytes:
    """What was learned, to be kept; `from_bytes` reads it."""
    kept = io.BytesIO()
    np.savez_compressed(kept, weights=learned.weights.astype(np.float32), bias=learned.bias)
    return kept.getvalue()


def from_bytes(kept: bytes) -> Learned:
    """What `to_bytes` wrote."""
    with np.load(io.BytesIO(kept)) as read:
        return Learned(read["weights"].astype(np.float64), read["bias"])
