"""The explicit act: all themes of a study found anew, ids carried over, every move accounted for."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.prevalence import LengthMismatchError
from analysis.themes import assign, calibrate, cluster, groups, hierarchy, lineage
from analysis.themes.constraints import Constraints
from analysis.themes.labels import name_themes
from analysis.themes.lineage import Event
from analysis.themes.place import check_rows
from analysis.themes.steadiness import Steadiness, steadiness
from analysis.types import Embeddings, KnownTheme, Labels

UNASSIGNED: Final = 0.1
MOST_MOVED: Final = 0.05
# Exemplars a theme keeps from before, so that its meaning does not drift from refit to refit.
_KEPT: Final = 8
_NOTHING = Constraints()


@dataclass(frozen=True, slots=True, eq=False)
class RefitTheme:
    """One theme after a refit. `known` is the id it keeps, None for a new one.

    `exemplars`: unit rows, shape (m, d), to store. `parent`: index of the theme it is a part of.
    `steadiness`: how many runs over other seeds and samples find it again.
    """

    known: str | None
    label: str
    exemplars: Embeddings
    parent: int | None
    steadiness: Steadiness


@dataclass(frozen=True, slots=True, eq=False)
class Refit:
    """`labels`: index into `themes` of each row, shape (n,), -1 for the pool.

    `kept_share`: share (0..1) of the statements placed before that keep their theme's id; 1 where none was.
    `steadiness`: mean share of agreeing runs, weighted by statements. `threshold`: hand it to `place`.
    """

    themes: tuple[RefitTheme, ...]
    labels: Labels
    events: tuple[Event, ...]
    kept_share: float
    steadiness: float
    threshold: float


def refit(
    embeddings: Embeddings,
    texts: Sequence[str],
    respondents: Sequence[Hashable],
    known: Sequence[KnownTheme],
    before: Sequence[str | None],
    *,
    constraints: Constraints = _NOTHING,
    seed: int = 0,
    unassigned: float = UNASSIGNED,
    most_moved: float = MOST_MOVED,
    method: cluster.Method | None = None,
) -> Refit:
    """Themes of all statements, found anew from where they were; row i means statement i.

    before: the theme id of each row so far, None for the pool. An id goes on where more than half of its
    statements stay together, and with it the label. At most `most_moved` (0..1) of the
    statements with a place lose it, those with most to gain; 1 starts afresh. `unassigned` is the share of
    rows to leave in the pool, as far as that, kept themes and pins allow.
    Raises LengthMismatchError, EmbeddingsError, ValueError for a pin to a theme that is not known.
    """
    if not len(embeddings) == len(texts) == len(respondents):
        raise LengthMismatchError(
            f"{len(embeddings)} embeddings, {len(texts)} texts and {len(respondents)} respondents"
        )
    check_rows(embeddings, before)
    labels, names = groups.regroup(
        embeddings,
        texts,
        known,
        before,
        constraints,
        seed=seed,
        unassigned=unassigned,
        most_moved=most_moved,
        method=method,
    )
    steady = steadiness(embeddings, labels, seed=seed)
    apart = [index for index, name in enumerate(names) if name in constraints.kept]
    families = hierarchy.parents(embeddings, labels, apart=apart)
    themes = _themes(embeddings, texts, labels, names, known, steady, families)
    held = [KnownTheme(theme.known or str(i), theme.label, theme.exemplars) for i, theme in enumerate(themes)]
    after = [names[label] if label >= 0 else None for label in labels.tolist()]
    gone = [theme.id for theme in known if theme.id not in names]
    return Refit(
        themes=themes,
        labels=labels,
        events=lineage.events(before, labels, dict(enumerate(names)), gone),
        kept_share=_kept_share(before, after),
        steadiness=_mean(steady, labels),
        threshold=calibrate.threshold(embeddings, held, unassigned=unassigned),
    )


def _themes(
    embeddings: Embeddings,
    texts: Sequence[str],
    labels: Labels,
    names: Sequence[str | int],
    known: Sequence[KnownTheme],
    steady: Sequence[Steadiness],
    families: Sequence[int | None],
) -> tuple[RefitTheme, ...]:
    earlier = {theme.id: theme for theme in known}
    phrases = name_themes(
        texts,
        embeddings,
        labels,
        _centres(embeddings, labels, len(names)),
        taken=[earlier[name].label for name in names if isinstance(name, str)],
    )
    themes = []
    for index, name in enumerate(names):
        members = np.flatnonzero(labels == index)
        rows = embeddings[assign.exemplars(embeddings, members)] if len(members) else embeddings[:0]
        # Themes nobody is in stand at the end, and nothing was found out about them.
        found, parent = (steady[index], families[index]) if len(members) else (Steadiness(0, 0), None)
        if isinstance(name, str):
            rows = np.concatenate([earlier[name].exemplars[:_KEPT], rows])
            themes.append(RefitTheme(name, earlier[name].label, rows, parent, found))
        else:
            themes.append(RefitTheme(None, phrases[index], rows, parent, found))
    return tuple(themes)


def _centres(embeddings: Embeddings, labels: Labels, count: int) -> Embeddings:
    """A centre for each theme, those nobody is in (they come last) included, shape (count, d)."""
    found = cluster.centroids(embeddings, labels)
    empty = np.zeros((count - len(found), embeddings.shape[1]), dtype=np.float32)
    return np.concatenate([found, empty])


def _kept_share(before: Sequence[str | None], after: Sequence[str | int | None]) -> float:
    placed = [(earlier, later) for earlier, later in zip(before, after, strict=True) if earlier is not None]
    return sum(earlier == later for earlier, later in placed) / len(placed) if placed else 1.0


def _mean(steady: Sequence[Steadiness], labels: Labels) -> float:
    sizes = np.bincount(labels[labels >= 0], minlength=len(steady))
    if not sizes.sum():
        return 0.0
    return float(np.average([one.share for one in steady], weights=sizes))
