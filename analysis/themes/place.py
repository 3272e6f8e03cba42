"""The daily act: a new statement finds its theme, and what has a place never moves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.prevalence import LengthMismatchError
from analysis.themes import cluster
from analysis.themes.assign import THRESHOLD, assign, similarities
from analysis.themes.constraints import Constraints
from analysis.types import Embeddings, KnownTheme

Places = list[str | None]
"""Theme id of each row, None for the pool."""

_NOTHING = Constraints()


def place(
    embeddings: Embeddings,
    known: Sequence[KnownTheme],
    before: Sequence[str | None],
    *,
    constraints: Constraints = _NOTHING,
    threshold: float | None = None,
    asides: Embeddings | None = None,
) -> tuple[Places, NDArray[np.float32]]:
    """Theme id of each row, None for the pool; and its similarity to that theme (the nearest, for the pool).

    embeddings: shape (n, d). before: the place of each row so far; one whose theme is still known is
    kept, whatever the threshold. A pinned row goes where it is pinned.
    Raises LengthMismatchError, EmbeddingsError.
    """
    check_rows(embeddings, before)
    nearest, similarity = assign(
        embeddings, known, asides=asides, threshold=THRESHOLD if threshold is None else threshold
    )
    nearest[constraints.shut_out(embeddings, known)] = -1
    ids = {theme.id: index for index, theme in enumerate(known)}
    for row, earlier in enumerate(before):
        if earlier in ids:
            nearest[row] = ids[earlier]
    places: Places = [known[theme].id if theme >= 0 else None for theme in nearest.tolist()]
    for row, decided in constraints.pinned.items():
        places[row] = decided
    _measure(embeddings, known, places, similarity)
    return places, similarity


def check_rows(embeddings: Embeddings, before: Sequence[str | None]) -> None:
    """Raises LengthMismatchError or EmbeddingsError unless there is one finite row for each place."""
    if len(embeddings) != len(before):
        raise LengthMismatchError(f"{len(embeddings)} embeddings but {len(before)} earlier places")
    cluster.check(embeddings)


def _measure(
    embeddings: Embeddings,
    known: Sequence[KnownTheme],
    places: Sequence[str | None],
    similarity: NDArray[np.float32],
) -> None:
    """Writes the similarity of each row to the theme it stays in, which need not be the nearest."""
    for theme in known:
        stayed = [row for row, at in enumerate(places) if at == theme.id]
        if stayed:
            similarity[stayed] = similarities(embeddings[stayed], [theme])[:, 0]
