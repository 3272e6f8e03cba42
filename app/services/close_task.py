"""A task is done, and says why: that is what later thresholds are tuned by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.database import Db
from app.errors import Conflict, Invalid, NotFound
from app.queries import tasks
from app.tables import Task

REASON_CODES: Mapping[str, str] = {
    "answered": "Answered in the chat",
    "follow_up": "Taken up outside the chat",
    "passed_on": "Passed on to somebody else",
    "not_reached": "They could not be reached",
    "not_needed": "No person was needed",
    "asked_again": "Asked again; a newer task has it",
}
BY_HAND = tuple(code for code in REASON_CODES if code != "asked_again")
LONGEST_NOTE = 2_000


async def close_task(db: Db, task_id: str, *, code: str, note: str | None, now: datetime) -> Task:
    """The closed task. Raises NotFound, Conflict when it was closed before, Invalid for another code."""
    if code not in BY_HAND:
        raise Invalid(f"Choose from: {', '.join(BY_HAND)}.", field="reason_code")
    note = (note or "").strip() or None
    if note and len(note) > LONGEST_NOTE:
        raise Invalid(f"A note may have {LONGEST_NOTE:,} characters.", field="note")
    if await tasks.locked(db, task_id) is None:
        raise NotFound("There is no such task.")
    if not await tasks.close(db, task_id, code, note, now):
        raise Conflict("This task is done already.")
    closed = await tasks.task(db, task_id)
    assert closed is not None  # noqa: S101 - held by this transaction
    return closed
