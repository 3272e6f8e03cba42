"""The themes of a study as the analysis knows them: by their words, by stored exemplars, and by what people
decided about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from analysis import topics
from analysis.types import Embeddings, Encode, KnownTheme
from app.database import Db
from app.queries import guides, theme_edits, theme_runs, themes
from app.services.heirs import heirs
from app.services.seed_themes import GUIDE, TOPIC
from app.tables import Study, Theme, ThemeEdit, ThemeExemplar
from interviewer.guide_files import guide_from_json

FITTED = "fitted"
_NAMED = ("rename", "merge", "split")


@dataclass(frozen=True)
class ThemeRows:
    """What is read from the database, before anything is encoded.

    `about`: `listen_for` id to its text. `kept`: themes a run may not rename, merge, split or retire.
    `threshold`: what the last refit found, None for the usual one. `mark` changes with edits and refits.
    """

    themes: Sequence[Theme]
    exemplars: Sequence[ThemeExemplar]
    about: dict[str, str]
    kept: frozenset[str]
    threshold: float | None
    mark: str


@dataclass(frozen=True)
class Standing:
    """A study's themes as statements find them.

    `known` can be recognised; `labels` name every theme in use; `heirs` say where what belonged to any
    theme belongs now; `hidden` stand for those a person excluded, shape (m, d); near one of `asides`,
    shape (k, d), nothing is said about any subject.
    """

    known: list[KnownTheme]
    labels: dict[str, str]
    heirs: dict[str | None, str | None]
    hidden: Embeddings | None
    asides: Embeddings
    kept: frozenset[str]
    threshold: float | None


async def theme_rows(db: Db, study: Study, encoder: str) -> ThemeRows:
    """Reads a study's themes with whatever stands for them."""
    version = await guides.version(db, study.guide_version_id)
    guide = guide_from_json(version.body) if version else None
    about = {e.id: e.about.say(study.language) for e in guide.listen_for().values()} if guide else {}
    found = await themes.all_themes(db, study.id)
    return ThemeRows(
        themes=found,
        exemplars=await themes.exemplars(db, study.id, encoder),
        about=about,
        kept=_kept(found, await theme_edits.holding(db, study.id)),
        threshold=await theme_runs.threshold(db, study.id, encoder),
        mark=await theme_edits.mark(db, study.id),
    )


def standing(rows: ThemeRows, encode: Encode) -> Standing:
    """What statements are placed by. A theme nothing stands for is not recognised; it keeps what it has."""
    shipped = {theme.id: theme.exemplars for theme in topics.known_topics(encode)}
    stored: defaultdict[str, list[Embeddings]] = defaultdict(list)
    for exemplar in rows.exemplars:
        stored[exemplar.theme_id].append(np.asarray(exemplar.embedding.to_numpy(), dtype=np.float32))
    found = heirs(rows.themes)
    labels = {theme.id: theme.label for theme in rows.themes if found[theme.id] == theme.id}
    recognised: defaultdict[str, list[Embeddings]] = defaultdict(list)
    hidden: list[Embeddings] = []
    for theme in rows.themes:
        heir = found[theme.id]
        stands = _own(theme, rows.about, shipped, encode) + [row[None] for row in stored[theme.id]]
        if heir is not None:
            recognised[heir] += stands
        elif theme.hidden_at is not None:
            hidden += stands
    return Standing(
        known=[KnownTheme(id, labels[id], np.concatenate(recognised[id])) for id in labels if recognised[id]],
        labels=labels,
        heirs=found,
        hidden=np.concatenate(hidden) if hidden else None,
        asides=topics.asides(encode),
        kept=rows.kept,
        threshold=rows.threshold,
    )


def _own(
    theme: Theme, about: dict[str, str], shipped: dict[str, Embeddings], encode: Encode
) -> list[Embeddings]:
    """What stands for a theme that comes from a guide or a topic: its words, encoded."""
    origin, _, name = theme.key.partition(":")
    if origin == GUIDE and name in about:
        return [_encoded(about[name], encode)]
    if origin == TOPIC and theme.key in shipped:
        return [shipped[theme.key]]
    return []


def _kept(found: Sequence[Theme], edits: Sequence[ThemeEdit]) -> frozenset[str]:
    """Themes that are not a run's to change: the guide's, the topics, what a person named or put together."""
    given = {theme.id for theme in found if theme.origin != FITTED}
    named = {edit.theme_id for edit in edits if edit.kind in _NAMED and edit.theme_id}
    born = {name for edit in edits for name in edit.what.get("born", ())}
    return frozenset(given | named | born)


@lru_cache(maxsize=2_000)
def _encoded(about: str, encode: Encode) -> Embeddings:
    """A `listen_for` text's unit row, shape (1, d); every interview of a study asks for the same ones."""
    return encode([about])
