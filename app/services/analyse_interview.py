"""One interview is read: statements, themes, sentiment, intents, drivers, a summary; then it is told.

Reading the rows, thinking, and writing are three steps: no transaction is open while the encoder or a
model works. Doing it again replaces the reading and tells `insight.updated`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from analysis.corrections import denied
from analysis.pipeline import analyse_transcript, read_with_model
from analysis.replies import in_context
from analysis.types import Answer, Insight
from app.database import Db
from app.kit import Kit
from app.queries import guides, insights, interviews, studies, theme_edits, turns
from app.services.ask_model import asking
from app.services.asked_for import with_what_was_asked_for
from app.services.emit_event import about_interview, emit_event
from app.services.hear_accounts import hear
from app.services.insight_rows import overall, statement_id, statement_rows, summary_rows, tag_rows, told
from app.services.known_themes import Standing, ThemeRows, standing, theme_rows
from app.services.placing import PERSON, Place, placed, with_themes
from app.services.record_calls import About
from app.services.taught import Teaching, taught, teaching
from app.services.text_hash import text_hash
from app.services.why_loop import weigh_answer
from app.tables import InsightRow, Interview, Study, TurnRow

log = structlog.get_logger()

NO_ANSWERS = frozenset(
    {"already_said", "nothing_more", "refusal", "dont_know", "skip", "stop", "instruction"}
)


@dataclass(frozen=True)
class Material:
    """All that is read before thinking. `places`: where each statement was so far, by its id."""

    interview: Interview
    study: Study
    rows: Sequence[TurnRow]
    themes: ThemeRows
    places: dict[str, Place]
    teaching: Teaching
    guide_version: dict[str, Any]


async def analyse_interview(kit: Kit, interview_id: str) -> None:
    """Reads an interview and writes its insight; one without answers is only marked as read."""
    encoder = await kit.encoding.load()
    async with kit.database.system() as db:
        found = await interviews.interview(db, interview_id)
    if found is None:
        return
    async with kit.database.workspace(found.workspace_id) as db:
        material = await _read(db, found, encoder.name)
    answers = answers_in(material.rows)
    if not answers:
        async with kit.database.workspace(found.workspace_id) as db:
            await interviews.set_analysed(db, interview_id, kit.clock())
        return
    known = await kit.encoding.run(lambda encode: standing(material.themes, encode))
    said_before = taught(material.teaching)
    insight = await kit.encoding.run(
        lambda encode: analyse_transcript(
            answers,
            themes=known.known,
            encode=encode,
            language=found.language,
            taught=said_before,
            covered=kit.encoding.languages,
        )
    )
    about = About(found.workspace_id, "analysis", found.study_id, interview_id)
    async with asking(kit, about) as ask:
        if ask is not None:
            insight = await read_with_model(insight, answers, themes=known.known, ask=ask, taught=said_before)
    taken_away = denied(insight.statements, said_before.corrections)
    insight = with_what_was_asked_for(insight, material.rows, denied=taken_away)
    insight = _settled(insight, material, known)
    async with kit.database.workspace(found.workspace_id) as db:
        is_written = await _write(db, material, insight, encoder.name, kit.clock())
    if not is_written:
        await analyse_interview(kit, interview_id)
        return
    log.info("interview.analysed", interview=interview_id, statements=len(insight.statements))


async def _read(db: Db, interview: Interview, encoder: str) -> Material:
    study = await studies.study(db, interview.study_id)
    version = await guides.version(db, interview.guide_version_id)
    assert study is not None  # noqa: S101 - the interview refers to it
    assert version is not None  # noqa: S101 - and to this
    return Material(
        interview,
        study,
        await turns.turns(db, interview.id),
        await theme_rows(db, study, encoder),
        await _places(db, interview.id),
        await teaching(db, interview, encoder),
        {"id": version.id, "number": version.number, "sha256": version.sha256},
    )


def answers_in(rows: Sequence[TurnRow]) -> list[Answer]:
    """What the respondent told, each answer with its question.

    A turn that the interviewer read as something else than an answer ("I said that", "nothing more",
    "I'd rather not") stays in the transcript and says nothing about the product.
    """
    read_as = {
        row.reply_to: (row.note.get("reading") or {}).get("kind")
        for row in rows
        if row.speaker == "interviewer"
    }
    answers: list[Answer] = []
    question = ""
    for row in rows:
        if row.speaker == "interviewer" or (row.speaker == "csm" and row.text):
            question = row.text
        elif row.speaker == "respondent" and row.action == "say" and read_as.get(row.seq) not in NO_ANSWERS:
            answers.append(Answer(row.seq, question, row.text, row.at))
    return answers


def _settled(insight: Insight, material: Material, known: Standing) -> Insight:
    """The insight with every statement where it was, else where a model put it, else where it belongs."""
    read_by_model = insight.provenance.reader == "model"
    before = [
        material.places.get(statement_id(material.interview, statement), Place())
        for statement in insight.statements
    ]
    stood = [
        Place(theme) if read_by_model and place == Place() else place
        for place, theme in zip(before, insight.themes, strict=True)
    ]
    themes, sureness = placed(insight.embeddings, stood, known)
    if tuple(themes) == insight.themes:
        return insight
    return with_themes(insight, themes, sureness.tolist(), known)


async def _places(db: Db, interview_id: str) -> dict[str, Place]:
    lines = await insights.statements_of(db, interview_id)
    return {line.id: Place(line.theme_id, line.placed_by) for line in lines}


# --- writing ---


async def _write(db: Db, material: Material, insight: Insight, encoder: str, now: datetime) -> bool:
    """Writes the reading and tells it; False, with nothing written, if themes or places changed meanwhile."""
    interview = material.interview
    await studies.hold(db, interview.study_id)
    if await theme_edits.mark(db, interview.study_id) != material.themes.mark:
        return False
    if await _places(db, interview.id) != material.places:
        return False
    by_person = {name: place.by for name, place in material.places.items() if place.by == PERSON}
    lines = statement_rows(interview, insight, by_person)
    hashes = {
        text_hash(in_context(line.text, line.context)): row
        for line, row in zip(lines, insight.embeddings, strict=True)
    }
    await insights.keep(db, interview.workspace_id, encoder, hashes)
    tags = tag_rows(interview, insight, lines)
    row = InsightRow(
        interview_id=interview.id,
        workspace_id=interview.workspace_id,
        study_id=interview.study_id,
        summary=summary_rows(insight, lines),
        sentiment=overall(insight),
        provenance=_provenance(material, insight, encoder),
    )
    await interviews.set_analysed(db, interview.id, now)
    revision = await insights.replace(db, interview.id, lines, tags, row)
    await hear(db, interview.id, now)
    await weigh_answer(db, interview.id, now)
    data = await about_interview(db, interview) | told(row, lines, tags, insight.quotes)
    kind = "insight.created" if revision == 1 else "insight.updated"
    await emit_event(
        db,
        interview.workspace_id,
        kind,
        data,
        now,
        account_id=interview.account_id,
        interview_id=interview.id,
    )
    return True


def _provenance(material: Material, insight: Insight, encoder: str) -> dict[str, Any]:
    """Where every sentence and finding comes from: guide version, models, prompt hashes, checks fired."""
    notes = [row.note for row in material.rows if row.speaker == "interviewer"]
    prompts = {name: value for note in notes for name, value in note.get("prompts", {}).items()}
    return {
        "guide_version": material.guide_version,
        "models": sorted({note["model"] for note in notes if note.get("model")}),
        "prompts": prompts | dict(insight.provenance.prompts),
        "checks": sorted({check for note in notes for check in note.get("checks", ())}),
        "corrections": [row.reply_to for row in material.rows if row.note.get("corrects")],
        "reader": insight.provenance.reader,
        "language": insight.provenance.language,
        "encoder": encoder,
        "notes": list(insight.provenance.notes),
    }
