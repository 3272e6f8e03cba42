"""The themes of a study as the analysis knows them: encoded from their words, or by stored exemplars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from analysis import topics
from analysis.types import Embeddings, Encode, KnownTheme
from app.database import Db
from app.queries import guides, themes
from app.services.seed_themes import GUIDE, TOPIC
from app.tables import Study, Theme, ThemeExemplar
from interviewer.guide_files import guide_from_json


@dataclass(frozen=True)
class ThemeRows:
    """What is read from the database, before anything is encoded."""

    themes: Sequence[Theme]
    exemplars: Sequence[ThemeExemplar]
    about: dict[str, str]
    """`listen_for` id to its text."""


async def theme_rows(db: Db, study: Study, encoder: str) -> ThemeRows:
    """Reads a study's themes with whatever stands for them."""
    version = await guides.version(db, study.guide_version_id)
    guide = guide_from_json(version.body) if version else None
    about = {e.id: e.about.say(study.language) for e in guide.listen_for().values()} if guide else {}
    return ThemeRows(await themes.themes(db, study.id), await themes.exemplars(db, study.id, encoder), about)


def known_themes(rows: ThemeRows, encode: Encode) -> list[KnownTheme]:
    """The themes to assign to, in the order of `rows`; those nothing stands for are left out."""
    shipped = {theme.id: theme.exemplars for theme in topics.known_topics(encode)}
    stored: defaultdict[str, list[np.ndarray]] = defaultdict(list)
    for exemplar in rows.exemplars:
        stored[exemplar.theme_id].append(np.asarray(exemplar.embedding.to_numpy(), dtype=np.float32))
    known = []
    for theme in rows.themes:
        origin, _, name = theme.key.partition(":")
        if origin == GUIDE and name in rows.about:
            exemplars = _encoded(rows.about[name], encode)
        elif origin == TOPIC and theme.key in shipped:
            exemplars = shipped[theme.key]
        elif theme.id in stored:
            exemplars = np.stack(stored[theme.id])
        else:
            continue
        known.append(KnownTheme(theme.id, theme.label, exemplars))
    return known


@lru_cache(maxsize=2_000)
def _encoded(about: str, encode: Encode) -> Embeddings:
    """A `listen_for` text's unit row, shape (1, d); every interview of a study asks for the same ones."""
    return encode([about])
