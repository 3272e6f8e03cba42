"""Gradient-boosted trees, taken out of the library as plain arrays, which can be kept and explained."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier

from analysis.prediction.history import Floats

_TREES, _PACE, _SAMPLE = 120, 0.06, 0.5
_LEAST_IN_LEAF = 0.004


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """All nodes of all trees, shape (m,): the column a node asks about (-1 for a leaf) and where it cuts, the
    nodes below, and the mean of the leaves below. `roots`: shape (t,). `start` is where the log odds begin.
    """

    column: NDArray[np.int64]
    cut: Floats
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: Floats
    roots: NDArray[np.int64]
    start: float

    @property
    def bias(self) -> float:
        """The log odds of the usual account."""
        return self.start + float(self.value[self.roots].sum())

    def odds(self, columns: Floats) -> Floats:
        """Log odds, shape (n,)."""
        found: Floats = self.shares(columns).sum(axis=1) + self.bias
        return found

    def shares(self, columns: Floats) -> Floats:
        """What each column adds to the log odds of the usual account, shape (n, c): at every node the step
        from its mean to that of the node below belongs to the column asked about (Saabas 2014)."""
        seen = columns.astype(np.float32)
        lines = np.arange(len(columns))
        added = np.zeros(columns.shape)
        for root in self.roots:
            at = np.full(len(columns), root)
            while (inner := self.column[at] >= 0).any():
                asked, who = self.column[at[inner]], lines[inner]
                goes_left = seen[who, asked] <= self.cut[at[inner]]
                below = np.where(goes_left, self.left[at[inner]], self.right[at[inner]])
                added[who, asked] += self.value[below] - self.value[at[inner]]
                at[inner] = below
        return added

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        return {
            "column": self.column.astype(np.int16),
            "cut": self.cut,
            "left": self.left.astype(np.int32),
            "right": self.right.astype(np.int32),
            "value": self.value,
            "roots": self.roots.astype(np.int32),
            "start": np.array([self.start]),
        }


def from_arrays(kept: dict[str, NDArray[np.generic]]) -> Trees:
    column, left, right, roots = (
        kept[name].astype(np.int64) for name in ("column", "left", "right", "roots")
    )
    cut, value, start = (kept[name].astype(np.float64) for name in ("cut", "value", "start"))
    return Trees(column, cut, left, right, value, roots, float(start[0]))


def fit(columns: Floats, came: Floats, *, depth: int, seed: int = 0) -> Trees:
    """Trees of at most `depth` questions each (Friedman 2001, 2002)."""
    grown = GradientBoostingClassifier(
        n_estimators=_TREES,
        learning_rate=_PACE,
        subsample=_SAMPLE,
        max_depth=depth,
        max_features="sqrt",
        min_samples_leaf=max(5, int(_LEAST_IN_LEAF * len(columns))),
        random_state=seed,
    ).fit(columns, came)
    share = float(np.clip(came.mean(), 1e-6, 1 - 1e-6))
    nodes = [tree.tree_ for tree in grown.estimators_[:, 0]]
    roots = np.cumsum([0, *(tree.node_count for tree in nodes)])[:-1]
    column = np.concatenate([tree.feature for tree in nodes]).astype(np.int64)
    is_leaf = np.concatenate([tree.children_left for tree in nodes]) < 0
    made = Trees(
        column=np.where(is_leaf, -1, column),
        cut=np.concatenate([tree.threshold for tree in nodes]).astype(np.float64),
        left=np.concatenate(
            [tree.children_left + root for tree, root in zip(nodes, roots, strict=True)]
        ).astype(np.int64),
        right=np.concatenate(
            [tree.children_right + root for tree, root in zip(nodes, roots, strict=True)]
        ).astype(np.int64),
        value=_PACE * np.concatenate([tree.value[:, 0, 0] for tree in nodes]),
        roots=roots.astype(np.int64),
        start=float(np.log(share / (1 - share))),
    )
    _mean_of_leaves(made, np.concatenate([tree.weighted_n_node_samples for tree in nodes]))
    return made


def _mean_of_leaves(made: Trees, weight: Floats) -> None:
    """Gives every inner node the mean of what is below it; children always stand after their parent."""
    for node in range(len(made.column) - 1, -1, -1):
        if made.column[node] >= 0:
            left, right = made.left[node], made.right[node]
            both = weight[left] + weight[right]
            made.value[node] = (weight[left] * made.value[left] + weight[right] * made.value[right]) / both
