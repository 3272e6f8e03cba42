"""A whole study is read again: every statement finds its place, and what has none may form a new theme.

Known themes (the guide's, the shipped topics, those grown before) keep their ids and what belongs to them.
Interviews whose themes changed are read again, so that their tags and events agree with what the pages show.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import structlog

from analysis import topics
from analysis.pipeline import Growth, NewTheme, assign, grow
from analysis.replies import in_context
from analysis.types import Embeddings, KnownTheme
from app import ids
from app.database import Db
from app.encoding import Encoding
from app.kit import Kit
from app.queries import insights, interviews, studies
from app.queries.base import insert, insert_many
from app.services.analyse_interview import analyse_interview
from app.services.known_themes import known_themes, theme_rows
from app.services.text_hash import text_hash
from app.tables import StatementRow, Study, Theme, ThemeExemplar

log = structlog.get_logger()

FEWEST_STATEMENTS = 20
"""Below this a study has its guide's themes and the shipped topics only."""


async def analyse_study(kit: Kit, study_id: str) -> None:
    """Reads interviews not read yet, grows themes from what has none, reads again what changed."""
    encoder = await kit.encoding.load()
    async with kit.database.system() as db:
        study = await studies.study(db, study_id)
    if study is None:
        return
    async with kit.database.workspace(study.workspace_id) as db:
        closed = await interviews.closed_ids(db, study_id)
        read = {line.interview_id for line in await insights.statements_of_study(db, study_id)}
    for interview_id in closed:
        if interview_id not in read:
            await analyse_interview(kit, interview_id)
    async with kit.database.workspace(study.workspace_id) as db:
        lines = await insights.statements_of_study(db, study_id)
        rows = await theme_rows(db, study, encoder.name)
        embeddings = await embeddings_of(db, kit.encoding, encoder.name, lines)
    if len(lines) < FEWEST_STATEMENTS:
        return
    known = await kit.encoding.run(lambda encode: known_themes(rows, encode))
    labels, _ = await kit.encoding.run(lambda encode: assign(embeddings, known, asides=topics.asides(encode)))
    places: list[str | None] = [known[label].id if label >= 0 else None for label in labels.tolist()]
    pool = [index for index, place in enumerate(places) if place is None]
    growth = await _grown(kit, lines, embeddings, pool, known)
    for index, theme in zip(pool, growth.joined.tolist(), strict=True):
        if theme >= 0:
            places[index] = known[theme].id
    async with kit.database.workspace(study.workspace_id) as db:
        for new in growth.new:
            made = await _keep(db, study, new, encoder.name)
            for member in new.members:
                places[pool[member]] = made
        await insights.set_theme(db, [line.id for line in lines], places)
    moved = {line.interview_id for line, place in zip(lines, places, strict=True) if line.theme_id != place}
    log.info("study.analysed", study=study_id, statements=len(lines), moved=len(moved))
    for interview_id in sorted(moved):
        await analyse_interview(kit, interview_id)


async def embeddings_of(
    db: Db, encoding: Encoding, encoder: str, lines: Sequence[StatementRow]
) -> Embeddings:
    """Row i for statement i, from the cache; what is missing is encoded and kept."""
    read = [in_context(line.text, line.context) for line in lines]
    hashes = [text_hash(text) for text in read]
    known = await insights.cached(db, encoder, hashes)
    missing = {name: text for name, text in zip(hashes, read, strict=True) if name not in known}
    if missing:
        rows = await encoding.encode(list(missing.values()))
        new = dict(zip(missing, rows, strict=True))
        await insights.keep(db, lines[0].workspace_id, encoder, new)
        known |= new
    return np.stack([known[name] for name in hashes]) if hashes else np.zeros((0, 0), np.float32)


async def _grown(
    kit: Kit,
    lines: Sequence[StatementRow],
    embeddings: Embeddings,
    pool: Sequence[int],
    known: Sequence[KnownTheme],
) -> Growth:
    """What the statements without a theme add: rows of the growth mean entries of `pool`."""
    people = [line.interview_id for line in lines]
    return await kit.encoding.run(
        lambda encode: grow(
            embeddings[pool],
            [lines[index].text for index in pool],
            [people[index] for index in pool],
            known,
            total=len(set(people)),
            asides=topics.asides(encode),
        )
    )


async def _keep(db: Db, study: Study, theme: NewTheme, encoder: str) -> str:
    """Writes a new theme with what it is recognised by; its id."""
    row = Theme(
        id=ids.new("thm"),
        workspace_id=study.workspace_id,
        study_id=study.id,
        origin="fitted",
        key=f"fitted:{ids.new('fit')}",
        label=theme.label,
        lineage=[_born()],
    )
    await insert(db, row)
    await insert_many(
        db,
        [
            ThemeExemplar(
                theme_id=row.id,
                position=position,
                workspace_id=study.workspace_id,
                encoder=encoder,
                embedding=exemplar,
            )
            for position, exemplar in enumerate(theme.exemplars)
        ],
    )
    return row.id


def _born() -> dict[str, Any]:
    return {"event": "born", "at": datetime.now(UTC).isoformat()}
