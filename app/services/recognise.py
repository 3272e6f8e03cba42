"""What a fitted theme is recognised by, taken from the statements in it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from analysis.themes import assign
from analysis.types import Embeddings
from app.database import Db
from app.encoding import Encoding
from app.queries import theme_edits, themes
from app.queries.base import insert_many
from app.services.embeddings_of import embeddings_of
from app.services.known_themes import FITTED
from app.tables import Study, Theme, ThemeExemplar


async def recognise(db: Db, encoding: Encoding, encoder: str, study: Study) -> None:
    """Gives exemplars of this encoder to fitted themes that have none: parts a person split off, and all of
    them when the encoder is another one."""
    stored = {exemplar.theme_id for exemplar in await themes.exemplars(db, study.id, encoder)}
    for theme in await themes.all_themes(db, study.id):
        if theme.origin != FITTED or theme.retired_at is not None or theme.id in stored:
            continue
        lines = await theme_edits.statements_in(db, [theme.id])
        if lines:
            rows = await embeddings_of(db, encoding, encoder, lines)
            chosen = rows[assign.exemplars(rows, np.arange(len(rows)))]
            await themes.drop_exemplars(db, theme.id)
            await insert_many(db, exemplar_rows(theme, encoder, chosen))


def exemplar_rows(theme: Theme, encoder: str, exemplars: Iterable[Embeddings]) -> list[ThemeExemplar]:
    """The rows of a theme's exemplars, in order."""
    return [
        ThemeExemplar(
            theme_id=theme.id,
            position=position,
            workspace_id=theme.workspace_id,
            encoder=encoder,
            embedding=exemplar,
        )
        for position, exemplar in enumerate(exemplars)
    ]
