"""A theme's label: up to three words its statements really use, distinct within a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis import phrases
from analysis.themes import noun_phrases
from analysis.types import Embeddings, Encode, Labels

# Statements whose words are read for names; of larger studies every theme's share of so many.
_READ: Final = 20_000
_CANDIDATES: Final = 40
# Share of a theme's statements, and at least two, a label must stand in; less only where too few reach it.
_COVERAGE: Final = 0.05
_ENOUGH: Final = 4
_LARGE: Final = 20
_UBIQUITOUS: Final = 0.1
_FREQUENCY_WEIGHT: Final = 0.12
_NOUN_BONUS: Final = 0.1
_CLAUSE_LOSS: Final = 0.15
_CLAUSE: Final = frozenset({"i", "you", "we", "they", "he", "she", "it", "some", "that", "who", "which"})
_LENGTH_BONUS: Final = {1: 0.0, 2: 0.16, 3: 0.12}
# Candidates encoded where there is an encoder; what a place among them, and being used by all members, is
# worth beside a cosine.
_ENCODED: Final = 15
_PLACE: Final = 0.015
_USED: Final = 0.1

Key = tuple[str, ...]


def name_themes(
    texts: Sequence[str],
    embeddings: Embeddings,
    labels: Labels,
    centroids: Embeddings,
    *,
    taken: Sequence[str] = (),
    encode: Encode | None = None,
) -> list[str]:
    """One label per theme 0..len(centroids)-1, all different and none of `taken`; row i means statement i.

    Candidates are the phrases most particular to a theme (class-based TF-IDF), re-ranked by how near
    the mean of the statements that contain them lies to the theme's centre; with `encode`, then by how
    near the phrase itself means what the members say.
    """
    found = find_names(texts, embeddings, labels, centroids, taken=taken, encode=encode)
    return [name or f"Theme {theme + 1}" for theme, name in enumerate(found)]


def find_names(
    texts: Sequence[str],
    embeddings: Embeddings,
    labels: Labels,
    centroids: Embeddings,
    *,
    taken: Sequence[str] = (),
    encode: Encode | None = None,
) -> list[str | None]:
    """As `name_themes`, with None for a theme whose members share no usable word."""
    if len(texts) > _READ:
        kept = _share(labels, _READ / len(texts))
        texts, embeddings, labels = [texts[i] for i in kept], embeddings[kept], labels[kept]
    found = phrases.find(texts, np.flatnonzero(labels >= 0).tolist())
    counts = phrases.distinctiveness(found, labels)
    sizes = np.bincount(labels[labels >= 0], minlength=len(centroids))
    nouns = noun_phrases.find(texts)
    ranked = [
        _rank(theme, found, nouns, counts, embeddings, centroids[theme], int(sizes[theme]), len(texts))
        for theme in range(len(centroids))
    ]
    if encode is not None:
        keys = list(dict.fromkeys(key for candidates in ranked for key in candidates[:_ENCODED]))
        meant = dict(zip(keys, encode([found[key].spelling for key in keys]), strict=True))
        for theme, candidates in enumerate(ranked):
            used = {key: counts[key][theme] / sizes[theme] for key in candidates[:_ENCODED]}
            ranked[theme] = _by_meaning(candidates, meant, centroids[theme], used)
    gone = {frozenset(map(phrases.stem, label.split())) for label in taken}
    names: list[str | None] = []
    for candidates in ranked:
        key = next((k for k in candidates if frozenset(k) not in gone), None)
        gone.add(frozenset(key or ()))
        names.append(_title(found[key].spelling) if key else None)
    return names


def _by_meaning(
    candidates: Sequence[Key],
    meant: Mapping[Key, Embeddings],
    centroid: Embeddings,
    used: Mapping[Key, float],
) -> list[Key]:
    """The same candidates, those first that say, and in so many words, what a theme's members say.

    meant: a row for each phrase. used: the phrases to rank anew, each with the share of members who use it.
    """
    worth = {
        key: float(meant[key] @ centroid) + _USED * share - _PLACE * place
        for place, (key, share) in enumerate(used.items())
    }
    return [*sorted(used, key=lambda key: -worth[key]), *candidates[len(used) :]]


def _share(labels: Labels, share: float) -> NDArray[np.int64]:
    """Members of every theme, evenly drawn in the order they were said."""
    order = np.argsort(labels, kind="stable")
    return np.sort(order[np.unique(np.floor(np.arange(int(len(order) * share)) / share).astype(np.int64))])


def _rank(
    theme: int,
    found: dict[Key, phrases.Phrase],
    nouns: Mapping[Key, noun_phrases.NounPhrase],
    counts: Mapping[Key, Mapping[int, int]],
    embeddings: Embeddings,
    centroid: Embeddings,
    size: int,
    total: int,
) -> list[Key]:
    """The theme's candidate phrases, best first."""
    weights: dict[Key, float] = {}
    for at_least in (max(2.0, _COVERAGE * size), max(2.0, _COVERAGE * size / 2), 1.0):
        weights = {
            key: count[theme] * log(1 + total / sum(count.values()))
            for key, count in counts.items()
            if count.get(theme, 0) >= at_least and not _says_nothing(key, count, total)
        }
        if len(weights) >= (_ENOUGH if size >= _LARGE else 1):
            break
    best = sorted(weights, key=lambda key: (-weights[key] * (1 + 0.5 * (len(key) - 1)), key))[:_CANDIDATES]
    if not best:
        return []
    top = max(weights[key] for key in best)
    scores = {
        key: _nearness(embeddings, found[key].rows, centroid)
        + _FREQUENCY_WEIGHT * weights[key] / top
        + _LENGTH_BONUS[len(key)]
        + _as_a_name(key, found[key], nouns)
        for key in best
    }
    return sorted(best, key=lambda key: (-scores[key], key))


def _as_a_name(key: Key, phrase: phrases.Phrase, nouns: Mapping[Key, noun_phrases.NounPhrase]) -> float:
    """More for a phrase people use as a noun; less for half a clause ("countries you operate") and for a
    single word that is hardly ever one ("efficiently")."""
    noun = nouns.get(key)
    stands = min(1.0, noun.as_noun / len(noun.rows)) if noun else 0.0
    if len(key) == 1:
        return -_NOUN_BONUS * max(0.0, 1.0 - 3 * stands)
    inside = phrase.spelling.lower().split()[1:-1]
    return _NOUN_BONUS * stands - _CLAUSE_LOSS * (not _CLAUSE.isdisjoint(inside))


def _says_nothing(key: Key, count: Mapping[int, int], total: int) -> bool:
    """A single word heard in every corner of the study names no theme of it."""
    return len(key) == 1 and len(count) > 2 and sum(count.values()) > _UBIQUITOUS * total


def _nearness(embeddings: Embeddings, rows: Sequence[int], centroid: Embeddings) -> float:
    mean = embeddings[list(rows)].mean(axis=0)
    return float(mean @ centroid / max(float(np.linalg.norm(mean)), 1e-9))


def _title(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]
