"""Whole transcripts in a line: what was said is written as rows, as if the interview had just been held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.database import Database
from app.queries import interviews
from app.queries.base import insert
from app.services.create_interview import ConsentGiven, create_interview
from app.services.end_interview import end_interview
from app.tables import Interview, Study, TurnRow
from app.tables.base import now

QUESTION = "What were you hoping to get done in your first month?"


async def talk(
    database: Database,
    study: Study,
    answers: Sequence[str],
    *,
    ended: str | None = "completed",
    **options: Any,
) -> Interview:
    """An interview in which each answer follows a question; an empty answer is a skip."""
    at = now()
    async with database.workspace(study.workspace_id) as db:
        consent = ConsentGiven(at, "I agree.")
        interview = await create_interview(db, study, at, consent=consent, **options)
        for number, answer in enumerate(answers):
            await _turn(db, interview, "interviewer", QUESTION, reply_to=2 * number)
            await _turn(db, interview, "respondent", answer, action="say" if answer else "skip")
        if ended is not None:
            await end_interview(db, interview.id, ended, at)
    return interview


async def _turn(db: Any, interview: Interview, speaker: str, text: str, **fields: Any) -> None:
    seq = await interviews.next_seq(db, interview.id, now())
    row = TurnRow(
        interview_id=interview.id,
        seq=seq,
        workspace_id=interview.workspace_id,
        speaker=speaker,
        text=text,
        answered_by=seq + 1 if speaker == "respondent" else None,
        **fields,
    )
    await insert(db, row)
