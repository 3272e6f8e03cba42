"""The calendar file of a meeting that a task proposes."""

from __future__ import annotations

from datetime import datetime

from app.errors import NotFound
from app.success.plays.meetings import calendar_file
from app.tables import Task


def meeting_file(task: Task, number: int) -> str:
    """An iCalendar text for the task's date of that number, from 1. Raises NotFound."""
    meeting = task.context.get("meeting")
    dates = meeting["dates"] if isinstance(meeting, dict) else []
    if not isinstance(meeting, dict) or not 1 <= number <= len(dates):
        raise NotFound("This task proposes no such meeting.")
    return calendar_file(
        uid=f"{task.id}-{number}@earshot",
        title=task.title,
        agenda=meeting["agenda"],
        at=datetime.fromisoformat(dates[number - 1]),
        minutes=meeting["minutes"],
        made_at=task.created_at,
    )
