"""Themes of a whole study: what it knew before, grown by what people said."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.prevalence import LengthMismatchError, Share, prevalence
from analysis.quotes import best_quotes
from analysis.themes import assign, cluster, homes, spoken
from analysis.themes.labels import find_names
from analysis.types import Embeddings, Encode, KnownTheme, Labels

# A community joins a known theme when most of its statements already belong there.
_JOINS: Final = 0.5
# Exemplars a known theme keeps from before, so that its meaning does not drift from fit to fit.
_KEPT: Final = 8


@dataclass(frozen=True, slots=True, eq=False)
class FittedTheme:
    """One theme of a study. `known` is the id it had before the fit, None for a new one.

    `exemplars`: unit rows, shape (m, d), to store and hand back as a KnownTheme; `quotes` are
    indexes of statements, best first; `parts` are the labels of its sub-themes, largest first.
    """

    known: str | None
    label: str
    exemplars: Embeddings
    size: int
    prevalence: Share
    quotes: tuple[int, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FittedThemes:
    """`labels`: index into `themes` of each statement, shape (n,), -1 an outlier. Largest theme first."""

    themes: tuple[FittedTheme, ...]
    labels: Labels


def fit_study(
    embeddings: Embeddings,
    texts: Sequence[str],
    respondents: Sequence[Hashable],
    known: Sequence[KnownTheme] = (),
    *,
    seed: int = 0,
    method: cluster.Method | None = None,
    unassigned: float = homes.UNASSIGNED,
    encode: Encode | None = None,
) -> FittedThemes:
    """Themes of all statements; row i means statement i.

    A community of statements that mostly belongs to a known theme becomes a part of it and leaves it
    its id and label; every other is a new theme, named in its statements' words. A known theme
    nobody voiced is left out. From 300 statements on the share `unassigned` (0..1) of them, those least
    at home, stays in no new theme; smaller studies have the outliers of their linkage. With `encode`
    statements are held against the names of themes too.
    Raises LengthMismatchError, EmbeddingsError, ValueError for a share that is none.
    """
    if not 0 <= unassigned <= 1:
        raise ValueError(f"the share without a theme must lie between 0 and 1, not {unassigned}")
    if not len(embeddings) == len(texts) == len(respondents):
        raise LengthMismatchError(
            f"{len(embeddings)} embeddings, {len(texts)} texts and {len(respondents)} respondents"
        )
    parts = cluster.fit(embeddings, texts, seed=seed, method=method)
    parts, names = _named(embeddings, texts, parts, [theme.label for theme in known], unassigned, encode)
    before, _ = assign.assign(embeddings, known)
    owners = _owners(parts, before, len(known))
    labels = _labels(parts, before, owners, len(known))
    used, labels = _largest_first(labels)
    shares = prevalence(labels, respondents)
    themes = []
    for index, which in enumerate(used):
        members = np.flatnonzero(labels == index)
        earlier = known[which] if which < len(known) else None
        inside = tuple(names[part] for part, owner in enumerate(owners) if owner == which)
        label = earlier.label if earlier else inside[0]
        rows = embeddings[assign.exemplars(embeddings, members)]
        themes.append(
            FittedTheme(
                known=earlier.id if earlier else None,
                label=label,
                exemplars=np.concatenate([earlier.exemplars[:_KEPT], rows]) if earlier else rows,
                size=len(members),
                prevalence=shares[index],
                quotes=best_quotes(texts, embeddings, members, respondents, label="" if earlier else label),
                parts=inside if earlier else (),
            )
        )
    return FittedThemes(tuple(themes), labels)


def _named(
    embeddings: Embeddings,
    texts: Sequence[str],
    parts: Labels,
    taken: Sequence[str],
    unassigned: float,
    encode: Encode | None,
) -> tuple[Labels, list[str]]:
    """The communities once every statement is where it is at home, and their names."""
    centres = cluster.centroids(embeddings, parts)
    found = find_names(texts, embeddings, parts, centres, taken=taken, encode=encode)
    names = [name or f"Theme {part + 1}" for part, name in enumerate(found)]
    if len(texts) < cluster.SMALL:
        return parts, names
    if encode is None or not any(found):
        return homes.settle(embeddings, parts, None, unassigned=unassigned), names
    meant = np.array(encode(names))
    meant[[part for part, name in enumerate(found) if name is None]] = 0.0
    words = spoken.shares(texts, found)
    return homes.settle(embeddings, parts, meant, unassigned=unassigned, words=words), names


def _owners(parts: Labels, before: Labels, known: int) -> list[int]:
    """The theme each community belongs to: a known one (its index), or a new one (counted on from there)."""
    owners = []
    for part in range(int(parts.max(initial=-1)) + 1):
        votes = np.bincount(before[(parts == part) & (before >= 0)], minlength=max(known, 1))
        share = votes.max() / max(int((parts == part).sum()), 1)
        owners.append(int(votes.argmax()) if share > _JOINS else known + part)
    return owners


def _labels(parts: Labels, before: Labels, owners: Sequence[int], known: int) -> Labels:
    """A statement follows its community; outliers and members near another known theme go their own way."""
    community = np.array([*owners, -1], dtype=np.int64)[parts]
    own = (community < 0) | ((community < known) & (before >= 0))
    return np.where(own, before, community)


def _largest_first(labels: Labels) -> tuple[list[int], Labels]:
    used = np.unique(labels[labels >= 0]).tolist()
    used.sort(key=lambda which: (-int((labels == which).sum()), which))
    numbers = {which: number for number, which in enumerate(used)}
    return used, np.array([numbers.get(which, -1) for which in labels.tolist()], dtype=np.int64)
