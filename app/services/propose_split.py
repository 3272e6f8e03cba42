"""The parts a theme falls into, as the analysis sees them, shown to a person before anything changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.themes.split import split
from app.database import Db
from app.errors import Unavailable
from app.kit import Kit
from app.queries import theme_edits, themes
from app.services.embeddings_of import embeddings_of
from app.services.theme_editing import theme_in_use
from app.tables import StatementRow

STARTING = "The analysis is still starting. Ask again in a minute."
MOST = 3_000
"""Statements looked at, so that somebody waiting gets an answer; the newest count."""


@dataclass(frozen=True)
class ProposedPart:
    """A part: a name its people's words suggest, its statements, how many respondents voice it."""

    label: str
    lines: Sequence[StatementRow]
    respondents: int


async def propose_split(kit: Kit, db: Db, theme_id: str) -> list[ProposedPart]:
    """The parts, largest first; none where the theme is one subject.

    Raises NotFound, Gone, Conflict; Unavailable until the encoder is loaded: somebody waits."""
    theme = await theme_in_use(db, theme_id)
    lines = (await theme_edits.statements_in(db, [theme.id]))[-MOST:]
    if kit.encoding.ready is None:
        raise Unavailable(STARTING, retry_after=10)
    encoder = await kit.encoding.load()
    embeddings = await embeddings_of(db, kit.encoding, encoder.name, lines)
    taken = [other.label for other in await themes.themes(db, theme.study_id)]
    parts = await kit.encoding.run(
        lambda _: split(
            embeddings, [line.text for line in lines], [line.interview_id for line in lines], taken=taken
        )
    )
    return [
        ProposedPart(part.label, [lines[row] for row in part.members], part.respondents) for part in parts
    ]
