"""A CSM speaks in the chat, gives the conversation back to the interviewer, or ends it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from app.database import Db
from app.errors import Conflict, Invalid, NotFound
from app.queries import interviews, tasks, turns
from app.queries.base import insert
from app.services.claim_task import claim_task
from app.services.end_interview import end_interview
from app.tables import Interview, Task, TurnRow, User

LONGEST_TEXT = 4_000
Action = Literal["say", "give_back"]


async def speak_as_csm(
    db: Db, task_id: str, user: User, *, client_id: str, text: str, now: datetime, action: Action = "say"
) -> int:
    """The seq of the CSM's turn; the same `client_id` of the same user again is the same turn.

    Speaking takes the task. `give_back` may be without words; the interviewer then speaks next. What the
    respondent said before counts as answered by this turn. Raises NotFound, Invalid, and Conflict while the
    interview is not with a person.
    """
    text = text.strip()
    if len(text) > LONGEST_TEXT or (action == "say" and not text):
        raise Invalid(f"Write 1 to {LONGEST_TEXT:,} characters.", field="text")
    interview = await _held(db, task_id)
    name = f"csm/{user.id}/{client_id}"
    known = await turns.by_client_id(db, interview.id, name)
    if known is not None:
        return known.seq
    _refuse_unless_with_human(interview)
    await claim_task(db, task_id, user.id, now, may_take_over=True)
    seq = await interviews.next_seq(db, interview.id, now)
    await turns.mark_answered(db, interview.id, seq - 1, seq)
    await insert(
        db,
        TurnRow(
            interview_id=interview.id,
            seq=seq,
            workspace_id=interview.workspace_id,
            speaker="csm",
            action=action,
            text=text,
            client_id=name,
            note={"user": user.id, "name": user.name},
            at=now,
        ),
    )
    if action == "give_back":
        await interviews.set_status(db, interview.id, "open")
    await turns.notify(db, interview.id)
    return seq


async def end_by_csm(db: Db, task_id: str, user: User, now: datetime) -> None:
    """The CSM ends the interview; ending it twice is ending it once. Raises NotFound, Conflict."""
    interview = await _held(db, task_id)
    if interview.status == "closed":
        return
    _refuse_unless_with_human(interview)
    await claim_task(db, task_id, user.id, now, may_take_over=True)
    await end_interview(db, interview.id, "handed_off", now)


async def _held(db: Db, task_id: str) -> Interview:
    """The interview of a task, locked as every speaker locks it."""
    task: Task | None = await tasks.task(db, task_id)
    if task is None:
        raise NotFound("There is no such task.")
    interview = await interviews.locked(db, task.interview_id) if task.interview_id else None
    if interview is None:
        raise NotFound("There is no such interview.")
    return interview


def _refuse_unless_with_human(interview: Interview) -> None:
    if interview.status == "closed":
        raise Conflict("This interview has ended.")
    if interview.status != "with_human":
        raise Conflict("This conversation is with the interviewer again.")
