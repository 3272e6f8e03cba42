"""Tags follow where statements are: after an edit or a refit each interview it touched is told again.

Nothing is read anew: no statement is cut, no model is asked. Interviews whose tags agree are left alone, so
doing this twice has one effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from analysis.quotes import worth_showing
from analysis.types import Insight
from app.database import Db
from app.kit import Kit
from app.queries import insights, interviews, studies, theme_edits
from app.services.embeddings_of import embeddings_of, encode_study
from app.services.emit_event import about_interview, emit_event
from app.services.hear_accounts import hear
from app.services.insight_rows import QUOTES, insight_of, summary_rows, tag_rows, told
from app.services.known_themes import Standing, standing, theme_rows
from app.services.placing import Place, placed, with_themes
from app.services.recognise import recognise
from app.tables import InsightRow, Interview, StatementRow, Tag

log = structlog.get_logger()


@dataclass(frozen=True)
class Reading:
    """An interview as it was read."""

    interview: Interview
    row: InsightRow
    lines: Sequence[StatementRow]
    tags: Sequence[Tag]


async def retheme(kit: Kit, study_id: str) -> None:
    """Brings the theme tags of a study's interviews up to what their statements and themes say."""
    encoder = await kit.encoding.load()
    async with kit.database.system() as db:
        study = await studies.study(db, study_id)
    if study is None:
        return
    await encode_study(kit, study, encoder.name)
    async with kit.database.workspace(study.workspace_id) as db:
        await studies.hold(db, study_id)
        await recognise(db, kit.encoding, encoder.name, study)
        stale = await theme_edits.stale(db, study_id)
        rows = await theme_rows(db, study, encoder.name)
    if not stale:
        return
    known = await kit.encoding.run(lambda encode: standing(rows, encode))
    for interview_id in stale:
        async with kit.database.workspace(study.workspace_id) as db:
            await studies.hold(db, study_id)
            if await theme_edits.mark(db, study_id) != rows.mark:
                return  # whoever changed it has put the next look in line
            reading = await _reading(db, interview_id)
            if reading is not None:
                await _retell(kit, db, reading, known, encoder.name)
    log.info("study.rethemed", study=study_id, interviews=len(stale))


async def _reading(db: Db, interview_id: str) -> Reading | None:
    interview = await interviews.interview(db, interview_id)
    row = await insights.insight(db, interview_id)
    if interview is None or row is None:
        return None
    lines = await insights.statements_of(db, interview_id)
    return Reading(interview, row, lines, await insights.tags_of(db, interview_id))


async def _retell(kit: Kit, db: Db, reading: Reading, known: Standing, encoder: str) -> None:
    """Writes the interview's theme tags from where its statements are, and tells `insight.updated`."""
    interview, lines, now = reading.interview, reading.lines, kit.clock()
    embeddings = await embeddings_of(db, kit.encoding, encoder, lines)
    stood = [Place(line.theme_id, line.placed_by) for line in lines]
    _, sureness = placed(embeddings, stood, known)
    themes = [known.heirs.get(line.theme_id) for line in lines]
    insight = with_themes(
        insight_of(reading.row, lines, reading.tags, embeddings), themes, sureness.tolist(), known
    )
    row = reading.row.model_copy(update={"summary": summary_rows(insight, lines)})
    named = tag_rows(interview, _themes_only(insight), lines)
    tags = [*named, *(tag for tag in reading.tags if tag.kind != "theme")]
    await insights.retell(db, interview.id, named, row.summary)
    await hear(db, interview.id, now)
    quotes = worth_showing(insight.statements, insight.sentiments, insight.tags, count=QUOTES)
    await emit_event(
        db,
        interview.workspace_id,
        "insight.updated",
        await about_interview(db, interview) | told(row, lines, tags, quotes),
        now,
        account_id=interview.account_id,
        interview_id=interview.id,
    )


def _themes_only(insight: Insight) -> Insight:
    return replace(insight, tags=tuple(tag for tag in insight.tags if tag.kind == "theme"))
