"""A respondent's turn comes in: stored once, numbered, committed; only then may anybody acknowledge it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from app.database import Db
from app.errors import EarshotError
from app.queries import interviews, turns
from app.queries.base import insert
from app.services.end_interview import end_interview
from app.tables import Interview, TurnRow

Action = Literal["say", "skip", "stop", "human"]


class InterviewClosed(EarshotError):
    status = 410
    title = "Interview closed"


class ConsentNeeded(EarshotError):
    status = 409
    title = "Consent needed"


async def accept_turn(
    db: Db, interview_id: str, *, client_id: str, action: Action, text: str, now: datetime
) -> int:
    """The turn's seq; the same `client_id` again is the same turn.

    Raises ConsentNeeded before consent and InterviewClosed after the end. The caller commits, then
    acknowledges. Speaking ends a pause; with a person there nobody words a farewell, so stopping ends
    the interview at once.
    """
    interview = await interviews.locked(db, interview_id)
    known = await turns.by_client_id(db, interview_id, client_id)
    if known is not None:
        return known.seq
    refuse_unless_open(interview, now)
    assert interview is not None  # noqa: S101 - refused above
    if interview.consent is None:
        raise ConsentNeeded("Please agree to the consent text before answering.")
    seq = await interviews.next_seq(db, interview_id, now)
    await insert(
        db,
        TurnRow(
            interview_id=interview_id,
            seq=seq,
            workspace_id=interview.workspace_id,
            speaker="respondent",
            action=action,
            text=text,
            client_id=client_id,
            at=now,
        ),
    )
    if interview.status == "paused":
        await interviews.set_status(db, interview_id, "open")
    if interview.status == "with_human" and action == "stop":
        await end_interview(db, interview_id, "stopped", now)
    await turns.notify(db, interview_id)
    return seq


def refuse_unless_open(interview: Interview | None, now: datetime) -> None:
    """Raises InterviewClosed with the sentence that fits."""
    if interview is None or interview.status == "closed":
        raise InterviewClosed("This interview has ended. Thank you for your answers.")
    if interview.expires_at < now:
        raise InterviewClosed("The link to this interview has expired.")
