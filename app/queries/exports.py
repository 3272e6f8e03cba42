"""SQL for a study as it leaves the house. Simulated interviews never do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.database import Db
from app.queries.base import many
from app.tables import TurnRow


@dataclass(frozen=True)
class SaidLine:
    """A statement with the interview and account it is from; `theme_id` only where that theme is in use."""

    id: str
    interview_id: str
    respondent: str
    account_id: str | None
    account: str | None
    segment: str | None
    turn: int
    start_offset: int
    end_offset: int
    text: str
    context: str
    language: str | None
    sentiment: float | None
    confidence: float | None
    theme_id: str | None
    said_at: datetime


async def statements(db: Db, study_id: str) -> list[SaidLine]:
    """As they were said, oldest interview first."""
    return await many(
        db,
        SaidLine,
        "SELECT s.id, s.interview_id, coalesce(i.contact_id, i.subject, i.id) AS respondent, i.account_id,"
        " a.name AS account, a.segment, s.turn, s.start_offset, s.end_offset, s.text, s.context, s.language,"
        " s.sentiment, s.confidence, t.id AS theme_id, coalesce(i.closed_at, i.created_at) AS said_at"
        " FROM statements s JOIN interviews i ON i.id = s.interview_id"
        " LEFT JOIN accounts a ON a.id = i.account_id"
        " LEFT JOIN themes t ON t.id = s.theme_id AND t.retired_at IS NULL AND t.hidden_at IS NULL"
        " WHERE s.study_id = %(id)s AND NOT i.is_synthetic ORDER BY s.interview_id, s.turn, s.start_offset",
        id=study_id,
    )


async def turns(db: Db, study_id: str) -> list[TurnRow]:
    """What was said in analysed interviews, in order."""
    return await many(
        db,
        TurnRow,
        "SELECT t.* FROM turns t JOIN interviews i ON i.id = t.interview_id"
        " JOIN insights x ON x.interview_id = i.id WHERE i.study_id = %(id)s AND NOT i.is_synthetic"
        " ORDER BY t.interview_id, t.seq",
        id=study_id,
    )
