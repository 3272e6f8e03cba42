"""Features made comparable: centred, of one spread, and with a place of their own for "unknown"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.prediction.features import FEATURES
from analysis.prediction.history import Floats

_FURTHEST = 4.0
NEAR_DAYS = 90.0
RENEWAL = FEATURES.index("days_to_renewal")


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """`centre` (median) and `spread` of each feature, shape (features,); of `sometimes` (places of features)
    it is also told whether they are unknown."""

    centre: Floats
    spread: Floats
    sometimes: NDArray[np.int64]

    def columns(self, rows: Floats) -> Floats:
        """What models see, shape (n, c): scaled features, 0 where unknown; 1 or 0 for unknown; 1 for a
        renewal that is near, and how near."""
        unknown = np.isnan(rows)
        scaled = np.where(unknown, 0.0, (rows - self.centre) / self.spread)
        until = rows[:, RENEWAL]
        near = np.where(until <= NEAR_DAYS, 1.0, 0.0)
        how_near = np.where(near > 0, 1 - np.nan_to_num(until) / NEAR_DAYS, 0.0)
        clipped = np.clip(scaled, -_FURTHEST, _FURTHEST)
        return np.hstack([clipped, unknown[:, self.sometimes], near[:, None], how_near[:, None]])

    @property
    def feature_of(self) -> NDArray[np.int64]:
        """The feature that each column is about, shape (c,)."""
        return np.concatenate([np.arange(len(self.centre)), self.sometimes, [RENEWAL, RENEWAL]])


def scaling(rows: Floats) -> Scaling:
    """The scaling that fits these rows; a feature that never varies is left at nought."""
    known = ~np.isnan(rows)
    is_ever = np.asarray(known.any(axis=0))
    safe = np.where(is_ever[None, :], rows, 0.0)
    centre = np.nanmedian(safe, axis=0)
    spread = np.nanstd(safe, axis=0)
    sometimes = np.flatnonzero(is_ever & ~np.asarray(known.all(axis=0)))
    return Scaling(centre, np.where(spread > 1e-9, spread, np.inf), sometimes)
