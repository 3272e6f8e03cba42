"""Something for a person: a task, a meeting to arrange, a renewal to open, a case to take over."""

from __future__ import annotations

from typing import Any

from app.database import Db
from app.services.play_task import Errand, make_task
from app.services.run_stand import Stand
from app.services.steps.done import Done
from app.success.plays.meetings import proposals
from app.success.plays.types import Meeting, Work
from app.success.plays.words import fill
from app.success.policy import Decision


async def perform_work(db: Db, stand: Stand, step: Work, decision: Decision, visit: int) -> Done:  # noqa: ARG001 - a person's step needs no leave
    """The task, due by the clock of the step."""
    text = fill(step.text, stand.values)
    errand = Errand(
        title=fill(step.title, stand.values),
        why=stand.values["reason"] or stand.play.purpose,
        text="" if text == stand.values["reason"] else text,
        checklist=[fill(line, stand.values) for line in step.checklist],
        hours=step.hours,
        clock=step.clock,
        priority=step.priority,
        whose=step.whose,
        meeting=_meeting(stand, step.meeting) if step.meeting is not None else None,
    )
    task = await make_task(db, stand, step.id, visit, errand)
    return Done("done", {"title": errand.title, "due_at": task.due_at.isoformat()}, task_id=task.id)


def _meeting(stand: Stand, meeting: Meeting) -> dict[str, Any]:
    """What is to be put in the calendar, with dates to propose."""
    return {
        "kind": meeting.kind,
        "minutes": meeting.minutes,
        "agenda": list(meeting.agenda),
        "dates": [
            at.isoformat()
            for at in proposals(stand.now, stand.book.hours, meeting.minutes, meeting.within_days)
        ],
    }
