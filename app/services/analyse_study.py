"""A whole study is read again: what has no theme finds one, and what finds none may form a new one.

What has a place keeps it: only a refit or a person moves a statement. Interviews whose themes changed are
told again, so that their tags and events agree with what the pages show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import structlog

from analysis.pipeline import Growth, NewTheme, grow
from analysis.types import Embeddings
from app import ids
from app.database import Db
from app.kit import Kit
from app.queries import insights, interviews, studies, theme_edits
from app.queries.base import insert, insert_many
from app.services.analyse_interview import analyse_interview
from app.services.embeddings_of import embeddings_of, encode_study
from app.services.known_themes import FITTED, Standing, ThemeRows, standing, theme_rows
from app.services.name_themes import name_themes
from app.services.placing import PERSON, Place, constraints, placed
from app.services.recognise import exemplar_rows, recognise
from app.services.retheme import retheme
from app.services.theme_alarms import tell_of_themes
from app.tables import StatementRow, Study, Theme

log = structlog.get_logger()

FEWEST_STATEMENTS = 20
"""Below this a study has its guide's themes and the shipped topics only."""


@dataclass(frozen=True)
class StudyReading:
    """A study as it is thought about: row i of `embeddings` and `before` means line i."""

    lines: Sequence[StatementRow]
    before: Sequence[Place]
    embeddings: Embeddings
    rows: ThemeRows


async def analyse_study(kit: Kit, study_id: str) -> list[str]:
    """Reads interviews not read yet, places what has no theme, grows themes; ids of those born."""
    encoder = await kit.encoding.load()
    async with kit.database.system() as db:
        study = await studies.study(db, study_id)
    if study is None:
        return []
    await _read_the_rest(kit, study)
    await encode_study(kit, study, encoder.name)
    async with kit.database.workspace(study.workspace_id) as db:
        reading = await read_study(kit, db, study, encoder.name)
    born: list[str] = []
    if len(reading.lines) >= FEWEST_STATEMENTS:
        places, new = await kit.encoding.run(lambda encode: _grown(reading, standing(reading.rows, encode)))
        async with kit.database.workspace(study.workspace_id) as db:
            await studies.hold(db, study_id)
            is_current = await theme_edits.mark(db, study_id) == reading.rows.mark
            if is_current:
                born = await _write(db, study, reading, places, new, encoder.name)
        if not is_current:
            return await analyse_study(kit, study_id)
        log.info("study.analysed", study=study_id, statements=len(reading.lines), born=len(born))
    await name_themes(kit, study_id)
    await retheme(kit, study_id)
    await tell_of_themes(kit, study_id)
    return born


async def read_study(kit: Kit, db: Db, study: Study, encoder: str) -> StudyReading:
    """Everything of a study that its themes rest on."""
    await recognise(db, kit.encoding, encoder, study)
    lines = await insights.statements_of_study(db, study.id)
    return StudyReading(
        lines=lines,
        before=[Place(line.theme_id, line.placed_by) for line in lines],
        embeddings=await embeddings_of(db, kit.encoding, encoder, lines),
        rows=await theme_rows(db, study, encoder),
    )


async def _read_the_rest(kit: Kit, study: Study) -> None:
    async with kit.database.workspace(study.workspace_id) as db:
        closed = await interviews.closed_ids(db, study.id)
        read = {line.interview_id for line in await insights.statements_of_study(db, study.id)}
    for interview_id in closed:
        if interview_id not in read:
            await analyse_interview(kit, interview_id)


def _grown(reading: StudyReading, known: Standing) -> tuple[list[str | None], list[NewTheme]]:
    """Where each statement belongs, and new themes; their members are rows of the reading."""
    places, _ = placed(reading.embeddings, reading.before, known)
    decided = constraints(reading.before, known)
    may_found = decided.may_found(reading.embeddings)
    pool = [
        row
        for row, place in enumerate(places)
        if place is None and may_found[row] and reading.before[row].by != PERSON
    ]
    growth = _growth(reading, known, pool)
    for row, theme in zip(pool, growth.joined.tolist(), strict=True):
        if theme >= 0:
            places[row] = known.known[theme].id
    members = [
        NewTheme(new.label, tuple(pool[member] for member in new.members), new.exemplars, new.respondents)
        for new in growth.new
    ]
    return places, members


def _growth(reading: StudyReading, known: Standing, pool: Sequence[int]) -> Growth:
    """What the statements without a theme add: rows of the growth mean entries of `pool`."""
    people = [line.interview_id for line in reading.lines]
    return grow(
        reading.embeddings[np.asarray(pool, dtype=np.intp)],
        [reading.lines[row].text for row in pool],
        [people[row] for row in pool],
        known.known,
        total=len(set(people)),
        asides=known.asides,
    )


async def _write(
    db: Db,
    study: Study,
    reading: StudyReading,
    places: list[str | None],
    new: Sequence[NewTheme],
    encoder: str,
) -> list[str]:
    born = []
    for theme in new:
        made = await keep_theme(db, study, theme.label, theme.exemplars, encoder)
        born.append(made)
        for row in theme.members:
            places[row] = made
    await insights.set_theme(db, [line.id for line in reading.lines], places)
    return born


async def keep_theme(
    db: Db, study: Study, label: str, exemplars: Embeddings, encoder: str, *, run: str | None = None
) -> str:
    """Writes a new theme with what it is recognised by; its id. `run`: the refit it was born in."""
    line = {"event": "born", "at": datetime.now(UTC).isoformat(), "by": "run"} | ({"run": run} if run else {})
    row = Theme(
        id=ids.new("thm"),
        workspace_id=study.workspace_id,
        study_id=study.id,
        origin=FITTED,
        key=f"{FITTED}:{ids.new('fit')}",
        label=label,
        lineage=[line],
    )
    await insert(db, row)
    await insert_many(db, exemplar_rows(row, encoder, exemplars))
    return row.id
