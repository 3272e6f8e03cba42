"""One theme looked at by itself: does it fall apart, and into what?"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final

import numpy as np

from analysis.prevalence import LengthMismatchError
from analysis.themes import assign, cluster
from analysis.themes.grow import NewTheme
from analysis.themes.labels import name_themes
from analysis.types import Embeddings, Labels

_FEWEST: Final = 3
_MOST_PARTS: Final = 5
_APART: Final = 0.06
"""Mean silhouette (Rousseeuw 1987, by cosine) below which the parts are one subject."""
_LOOKED_AT: Final = 2_000


def split(
    embeddings: Embeddings,
    texts: Sequence[str],
    respondents: Sequence[Hashable],
    *,
    taken: Sequence[str] = (),
    seed: int = 0,
) -> tuple[NewTheme, ...]:
    """The parts of one theme, largest first, every row in one of them; empty if it does not fall apart.

    embeddings: shape (n, d), the rows of that theme. taken: labels the parts may not have.
    Raises LengthMismatchError, EmbeddingsError.
    """
    if not len(embeddings) == len(texts) == len(respondents):
        raise LengthMismatchError(
            f"{len(embeddings)} embeddings, {len(texts)} texts and {len(respondents)} respondents"
        )
    cluster.check(embeddings)
    if len(embeddings) < 2 * _FEWEST:
        return ()
    parts = _parts(embeddings, seed)
    if parts.max(initial=0) < 1:
        return ()
    names = name_themes(texts, embeddings, parts, cluster.centroids(embeddings, parts), taken=taken)
    return tuple(
        _part(name, np.flatnonzero(parts == part), embeddings, respondents) for part, name in enumerate(names)
    )


def _parts(embeddings: Embeddings, seed: int) -> Labels:
    """Two to five parts as well apart as can be; all zero where no number of parts is good enough."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    best, parts = _APART, np.zeros(len(embeddings), dtype=np.int64)
    wordings = len(np.unique(embeddings, axis=0))
    for count in range(2, min(_MOST_PARTS, len(embeddings) // _FEWEST, wordings - 1) + 1):
        tried = KMeans(count, n_init=5, random_state=seed).fit_predict(embeddings).astype(np.int64)
        if np.bincount(tried).min() < _FEWEST:
            continue
        apart = silhouette_score(
            embeddings,
            tried,
            metric="cosine",
            random_state=seed,
            sample_size=min(len(embeddings), _LOOKED_AT),
        )
        if apart > best:
            best, parts = float(apart), tried
    return cluster.by_size(parts, at_least=1)


def _part(
    label: str,
    members: np.ndarray[tuple[int], np.dtype[np.intp]],
    embeddings: Embeddings,
    respondents: Sequence[Hashable],
) -> NewTheme:
    exemplars = embeddings[assign.exemplars(embeddings, members.astype(np.int64))]
    return NewTheme(
        label, tuple(members.tolist()), exemplars, len({respondents[row] for row in members.tolist()})
    )
