"""Statements and their themes: what has a place keeps it, what a person placed stays, the rest finds one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis import summary, tagging
from analysis.themes.constraints import Constraints
from analysis.themes.place import place
from analysis.types import Embeddings, Insight, KnownTheme
from app.services.known_themes import Standing

PERSON = "person"
_SURE = 1.0
_NOTHING = np.zeros((0, 0), np.float32)


@dataclass(frozen=True)
class Place:
    """Where a statement was: a theme's id or None, and who placed it there."""

    theme_id: str | None = None
    by: str = "run"


def constraints(before: Sequence[Place], standing: Standing) -> Constraints:
    """What people decided, in the analysis' terms; row i means statement i."""
    pinned = {
        row: standing.heirs.get(place.theme_id)
        for row, place in enumerate(before)
        if place.by == PERSON and (place.theme_id is None or standing.heirs.get(place.theme_id))
    }
    kept = standing.kept | {theme for theme in pinned.values() if theme is not None}
    return Constraints(pinned=pinned, kept=kept & standing.labels.keys(), hidden=standing.hidden)


def placed(
    embeddings: Embeddings, before: Sequence[Place], standing: Standing
) -> tuple[list[str | None], NDArray[np.float32]]:
    """Theme id of each statement, None for none, and how sure it is (0..1, 1 for a person's word).

    What was in a theme that is still in use stays in it, and in its heir where it was merged.
    """
    stood = [standing.heirs.get(place.theme_id) for place in before]
    found, similarity = place(
        embeddings,
        standing.known,
        stood,
        constraints=constraints(before, standing),
        threshold=standing.threshold,
        asides=standing.asides,
    )
    by_person = np.array([place.by == PERSON for place in before], dtype=bool)
    themes = [earlier or now for earlier, now in zip(stood, found, strict=True)]
    return themes, np.where(by_person, np.float32(_SURE), np.clip(similarity, 0, 1)).astype(np.float32)


def with_themes(
    insight: Insight, themes: Sequence[str | None], sureness: Sequence[float], standing: Standing
) -> Insight:
    """The insight with these themes in place of its own; its summary follows unless a model wrote it."""
    named = [KnownTheme(name, label, _NOTHING) for name, label in standing.labels.items()]
    told = tagging.theme_tags(themes, sureness, insight.sentiments, named)
    tags = (*told, *(tag for tag in insight.tags if tag.kind != "theme"))
    lines = insight.summary
    if insight.provenance.reader == "rules":
        lines = summary.summarise(insight.statements, insight.sentiments, insight.sentiment, tags)
    return replace(insight, themes=tuple(themes), tags=tags, summary=lines)
