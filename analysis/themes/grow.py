"""New themes from the pool: few, each one subject, named by its people's words; the rest stays there.

What was assigned before is not looked at, so growth never moves a statement out of a theme.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.prevalence import LengthMismatchError
from analysis.themes import assign, cluster, noun_phrases, small
from analysis.types import Embeddings, KnownTheme, Labels

FEWEST: Final = 4
FEWEST_SHARE: Final = 0.06
ENOUGH: Final = 12
"""Respondents a new theme needs: so many, and this share of everyone in the study up to what is enough."""
MOST: Final = 12

# Coarser than a fit: a proposal should hold a subject, not one way of saying it.
_DISTANCE: Final = 0.68
_LINKED_UP_TO: Final = 3_000
_COHESION: Final = 0.6
_SAME: Final = 0.6
_WORDINGS: Final = 3
_FEWEST_WORDS: Final = 4
_COVERAGE: Final = {1: 0.5, 2: 0.25, 3: 0.25}
_LENGTH_BONUS: Final = {1: 1.0, 2: 1.5, 3: 1.3}
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")


@dataclass(frozen=True, slots=True, eq=False)
class NewTheme:
    """`members`: pool rows; `exemplars`: unit rows, shape (m, d), to store; `respondents`: how many."""

    label: str
    members: tuple[int, ...]
    exemplars: Embeddings
    respondents: int


@dataclass(frozen=True, slots=True, eq=False)
class Growth:
    """`joined`: index into the known themes of each pool row that turned out to belong to one, shape (n,),
    -1 elsewhere; `new`: proposals, most respondents first, none sharing a row with another."""

    joined: Labels
    new: tuple[NewTheme, ...]


def grow(
    embeddings: Embeddings,
    texts: Sequence[str],
    respondents: Sequence[Hashable],
    known: Sequence[KnownTheme],
    *,
    total: int,
    asides: Embeddings | None = None,
) -> Growth:
    """What the pool adds to the known themes; row i means pool statement i, `total` counts everyone heard.

    A group needs enough respondents, at least three wordings, a centre its members are near to, and a
    noun phrase that a quarter of its statements hold (half, for a single word). A group around a known
    theme's centre joins that theme. Asides (unit rows, shape (m, d)) and statements of under four words
    found nothing.
    Raises LengthMismatchError, EmbeddingsError.
    """
    if not len(embeddings) == len(texts) == len(respondents):
        raise LengthMismatchError(
            f"{len(embeddings)} embeddings, {len(texts)} texts and {len(respondents)} respondents"
        )
    joined = np.full(len(texts), -1, dtype=np.int64)
    rows = np.flatnonzero(_may_found(embeddings, texts, asides))
    needed = min(max(FEWEST, round(FEWEST_SHARE * total)), ENOUGH)
    centres = np.stack([assign.centre(theme.exemplars) for theme in known]) if known else None
    proposals = []
    for members in _groups(embeddings, rows):
        people = len({respondents[row] for row in members})
        middle = assign.centre(embeddings[members])
        if people < needed or float((embeddings[members] @ middle).mean()) < _COHESION:
            continue
        if centres is not None and float((centres @ middle).max()) >= _SAME:
            joined[members] = int((centres @ middle).argmax())
        elif len({_bare(texts[row]) for row in members}) >= _WORDINGS:
            proposals.append((people, members))
    proposals.sort(key=lambda pair: (-pair[0], -len(pair[1]), int(pair[1][0])))
    return Growth(joined, _named(proposals, embeddings, texts, known))


def _may_found(embeddings: Embeddings, texts: Sequence[str], asides: Embeddings | None) -> NDArray[np.bool_]:
    """Which statements say enough to found a theme, shape (n,)."""
    long_enough = np.array([len(_WORD.findall(text)) >= _FEWEST_WORDS for text in texts], dtype=bool)
    if asides is None or not len(asides) or not len(texts):
        return long_enough
    result: NDArray[np.bool_] = long_enough & ((embeddings @ asides.T).max(axis=1) < assign.THRESHOLD)
    return result


def _groups(embeddings: Embeddings, rows: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """The rows in groups of one subject each."""
    cluster.check(embeddings)
    if len(rows) < 2:
        return []
    pool = embeddings[rows]
    if len(rows) > _LINKED_UP_TO:
        parts = cluster.fit(pool, seed=0, method="graph")
    else:
        parts = small.linkage(pool, distance=_DISTANCE)
    return [rows[parts == part] for part in range(int(parts.max()) + 1)]


def _named(
    proposals: Sequence[tuple[int, NDArray[np.intp]]],
    embeddings: Embeddings,
    texts: Sequence[str],
    known: Sequence[KnownTheme],
) -> tuple[NewTheme, ...]:
    """The first proposals a phrase can be found for; labels differ from each other and from known ones."""
    phrases = noun_phrases.find(texts)
    taken = {noun_phrases.content(theme.label) for theme in known}
    new: list[NewTheme] = []
    for people, members in proposals:
        key = _name(phrases, members, len(texts), taken)
        if key is None:
            continue
        taken.add(frozenset(key))
        spelling = phrases[key].spelling
        chosen = embeddings[assign.exemplars(embeddings, members.astype(np.int64))]
        label = spelling[:1].upper() + spelling[1:]
        new.append(NewTheme(label, tuple(members.tolist()), chosen, people))
        if len(new) == MOST:
            break
    return tuple(new)


def _name(
    phrases: dict[noun_phrases.Key, noun_phrases.NounPhrase],
    members: NDArray[np.intp],
    total: int,
    taken: set[frozenset[str]],
) -> noun_phrases.Key | None:
    """The noun phrase that covers most of the members and least of the rest; None if too few hold any."""
    inside = set(members.tolist())
    scores = {}
    for key, phrase in phrases.items():
        here = len(inside.intersection(phrase.rows))
        if here < _COVERAGE[len(key)] * len(members) or here < 2 or frozenset(key) in taken:
            continue
        elsewhere = (len(phrase.rows) - here) / max(total - len(members), 1)
        scores[key] = (here / len(members) - elsewhere) * _LENGTH_BONUS[len(key)]
    return max(scores, key=lambda key: (scores[key], key), default=None)


def _bare(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
