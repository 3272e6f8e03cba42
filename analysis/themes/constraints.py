"""What people decided about a study's themes; every run takes it as given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.types import Embeddings, KnownTheme

_RECOGNISED: Final = 0.5
"""Cosine to an exemplar of an excluded theme from which a statement is taken to be about it."""


@dataclass(frozen=True, slots=True, eq=False)
class Constraints:
    """What every run respects.

    `pinned`: row index to theme id, or to None where the row belongs to no theme, ever. `kept`: ids of
    themes a run may not rename, merge, split or retire. `hidden`: exemplars of the themes a person
    excluded, unit rows, shape (m, d); what is nearest to one of them goes nowhere.
    """

    pinned: Mapping[int, str | None] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    hidden: Embeddings | None = None

    def shut_out(self, embeddings: Embeddings, known: Sequence[KnownTheme]) -> NDArray[np.bool_]:
        """Rows nearer to an excluded theme's exemplar than to any of a known theme, shape (n,)."""
        if not len(embeddings) or self.hidden is None or not len(self.hidden):
            return np.zeros(len(embeddings), dtype=bool)
        result: NDArray[np.bool_] = self._to_hidden(embeddings) >= _to_known(embeddings, known)
        return result

    def may_found(self, embeddings: Embeddings) -> NDArray[np.bool_]:
        """Rows that are not about an excluded theme and so may found a new one, shape (n,)."""
        if not len(embeddings) or self.hidden is None or not len(self.hidden):
            return np.ones(len(embeddings), dtype=bool)
        result: NDArray[np.bool_] = self._to_hidden(embeddings) < _RECOGNISED
        return result

    def _to_hidden(self, embeddings: Embeddings) -> NDArray[np.float32]:
        result: NDArray[np.float32] = (embeddings @ np.asarray(self.hidden).T).max(axis=1)
        return result


def _to_known(embeddings: Embeddings, known: Sequence[KnownTheme]) -> NDArray[np.float32]:
    nearest = np.full(len(embeddings), -1.0, dtype=np.float32)
    for theme in known:
        np.maximum(nearest, (embeddings @ theme.exemplars.T).max(axis=1), out=nearest)
    return nearest
