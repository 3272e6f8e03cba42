"""The respondent rates the conversation; the last rating counts."""

from __future__ import annotations

from datetime import datetime

from app.database import Db
from app.queries import interviews
from app.services.accept_turn import InterviewClosed


async def rate_interview(
    db: Db, interview_id: str, *, client_id: str, score: int, reason: str | None, now: datetime
) -> int:
    """The seq to acknowledge with. Works after the interview has closed, which is when people rate."""
    interview = await interviews.locked(db, interview_id)
    if interview is None:
        raise InterviewClosed("This interview is gone.")
    known = interview.rating or {}
    if known.get("id") != client_id:
        rating = {"id": client_id, "score": score, "reason": reason, "at": now.isoformat()}
        await interviews.set_rating(db, interview_id, rating)
    return interview.last_seq
