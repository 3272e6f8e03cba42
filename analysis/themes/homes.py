"""Where statements are at home: in the theme whose middle and whose name they are near, or in none."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analysis.themes import cluster
from analysis.types import Embeddings, Labels

UNASSIGNED: Final = 0.2
"""The share that stays in no theme; chosen on interviews and two sets of reviews, by how well names fit."""

_NAME: Final = 0.5
"""Weight of nearness to a theme's name beside nearness to its middle."""
_WORDS: Final = 0.2
"""What it is worth to use all words of a theme's name, beside those cosines."""
_SPEAKS: Final = 0.35
"""Cosine to its theme's name from which on a statement stays in the community it was found in."""
# A theme is dissolved below one of these: its members' mean cosine to its name, the share of them who use
# any word of it, and the mean of the squared share of its words that they use.
_MEANT: Final = 0.3
_TOUCHED: Final = 0.45
_USED: Final = 0.3
_DOUBLE: Final = 0.9
"""Cosine between two middles from which on the smaller theme joins the larger."""
_FEWEST: Final = 3
_MOST_DISSOLVED: Final = 1 / 3
_ROUNDS: Final = 2
_BLOCK: Final = 8_192


def settle(
    embeddings: Embeddings,
    labels: Labels,
    names: Embeddings | None,
    *,
    unassigned: float,
    words: Any | None = None,
) -> Labels:
    """The theme each row is at home in, shape (n,), numbered as in `labels`; -1 for the share least at home.

    labels: the communities found, -1 for none. names: a unit row per theme, its name's, shape (themes, d),
    nothing but zeros where a theme has none; without any nobody moves. words: see `spoken.shares`.
    unassigned: share of rows, 0..1. Numbers may be missing: themes whose middles nearly coincide become one,
    and those of which few members speak of what they are called are dissolved, a third at most in a round.
    """
    count = int(labels.max(initial=-1)) + 1
    if not count:
        return labels
    centres = cluster.centroids(embeddings, labels)
    alive = np.ones(count, dtype=np.bool_)
    joins = _doubles(centres)
    alive[list(joins)] = False
    if names is None:
        homes = np.array([joins.get(theme, theme) for theme in range(count)] + [-1])[labels]
        nearness = _own(embeddings, homes, cluster.centroids(embeddings, homes))
        return np.where(_stays(nearness, unassigned), homes, -1)
    homes, nearness = _nearest(embeddings, labels, names, alive, words)
    for _ in range(_ROUNDS):
        # Whether a theme is spoken of shows in those at home in it, however few may be left out.
        kept = np.where(_stays(nearness, max(unassigned, UNASSIGNED)), homes, -1)
        alive[_unspoken(embeddings, kept, names, words, alive)] = False
        homes, nearness = _nearest(embeddings, homes, names, alive, words)
    return np.where(_stays(nearness, unassigned), homes, -1)


def _stays(nearness: NDArray[np.float32], unassigned: float) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = nearness >= np.quantile(nearness, unassigned)
    return result


def _own(embeddings: Embeddings, labels: Labels, centres: Embeddings) -> NDArray[np.float32]:
    """Cosine of each row to its own theme's middle; -1 for a row without a theme."""
    result = np.full(len(labels), -1.0, dtype=np.float32)
    for theme, centre in enumerate(centres):
        members = np.flatnonzero(labels == theme)
        result[members] = embeddings[members] @ centre
    return result


def _nearest(
    embeddings: Embeddings,
    labels: Labels,
    names: Embeddings,
    alive: NDArray[np.bool_],
    words: Any | None,
) -> tuple[Labels, NDArray[np.float32]]:
    """Where each row belongs, and how near it is by middle and name together.

    A row that speaks of its own theme's name stays; any other goes to the nearest theme that is alive.
    """
    anchors = (1 - _NAME) * _centres(embeddings, labels, len(names)) + _NAME * names
    homes = np.empty(len(labels), dtype=np.int64)
    nearness = np.empty(len(labels), dtype=np.float32)
    for start in range(0, len(labels), _BLOCK):
        block = slice(start, start + _BLOCK)
        rows, own = embeddings[block], labels[block]
        scores = rows @ anchors.T
        if words is not None:
            scores += _WORDS * words[block].toarray()
        scores[:, ~alive] = -np.inf
        speaks = (own >= 0) & alive[own] & (np.einsum("nd,nd->n", rows, names[own]) >= _SPEAKS)
        homes[block] = np.where(speaks, own, scores.argmax(axis=1))
        nearness[block] = scores[np.arange(len(rows)), homes[block]]
    return homes, nearness


def _centres(embeddings: Embeddings, labels: Labels, count: int) -> Embeddings:
    """A middle for each theme; nothing where nobody is left in it, shape (count, d)."""
    found = cluster.centroids(embeddings, labels)
    return np.concatenate([found, np.zeros((count - len(found), embeddings.shape[1]), dtype=np.float32)])


def _doubles(centres: Embeddings) -> dict[int, int]:
    """Themes whose middle nearly coincides with that of a larger one that stays, and which that is."""
    close = centres @ centres.T
    joins: dict[int, int] = {}
    for theme in range(1, len(centres)):
        larger = [other for other in range(theme) if other not in joins]
        nearest = max(larger, key=lambda other: float(close[theme, other]))
        if close[theme, nearest] >= _DOUBLE:
            joins[theme] = nearest
    return joins


def _unspoken(
    embeddings: Embeddings,
    homes: Labels,
    names: Embeddings,
    words: Any | None,
    alive: NDArray[np.bool_],
) -> list[int]:
    """Themes whose members hardly speak of what they are called, the worst first; a part of those alive."""
    about: dict[int, float] = {}
    for theme in np.flatnonzero(alive).tolist():
        members = np.flatnonzero(homes == theme)
        if len(members) < _FEWEST:
            about[theme] = 0.0
            continue
        about[theme] = float((embeddings[members] @ names[theme]).mean()) / _MEANT
        if words is not None:
            used = words[members][:, [theme]]
            about[theme] = min(about[theme], used.nnz / len(members) / _TOUCHED, float(used.mean()) / _USED)
    weak = sorted((theme for theme in about if about[theme] < 1), key=lambda theme: about[theme])
    return weak[: int(_MOST_DISSOLVED * len(about))]
