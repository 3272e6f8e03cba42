"""A task is done, and says why: that is what later thresholds are tuned by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.database import Db
from app.errors import Conflict, Invalid, NotFound
from app.queries import asking, tasks
from app.queue import nudge
from app.services.act_for_task import act_for_task
from app.tables import Task

REASON_CODES: Mapping[str, str] = {
    "answered": "Answered in the chat",
    "follow_up": "Taken up outside the chat",
    "done": "Done",
    "passed_on": "Passed on to somebody else",
    "not_reached": "They could not be reached",
    "not_needed": "No person was needed",
    "asked_again": "Asked again; a newer task has it",
}
BY_HAND = tuple(code for code in REASON_CODES if code not in ("asked_again", "done"))
"""How a hand-off may be closed."""
WORK_DONE = ("done", "not_reached", "not_needed", "passed_on")
"""How a task of a play may be closed."""
LONGEST_NOTE = 2_000


def codes_for(kind: str) -> tuple[str, ...]:
    """The codes a task of this kind may be closed with."""
    return BY_HAND if kind == "hand_off" else WORK_DONE


async def close_task(db: Db, task_id: str, *, code: str, note: str | None, now: datetime) -> Task:
    """The closed task; the run that waits for it goes on.

    Raises NotFound, Conflict when it was closed before, Invalid for another code.
    """
    found = await tasks.task(db, task_id)
    if found is None:
        raise NotFound("There is no such task.")
    codes = codes_for(found.kind)
    if code not in codes:
        raise Invalid(f"Choose from: {', '.join(codes)}.", field="reason_code")
    note = (note or "").strip() or None
    if note and len(note) > LONGEST_NOTE:
        raise Invalid(f"A note may have {LONGEST_NOTE:,} characters.", field="note")
    if await tasks.locked(db, task_id) is None:
        raise NotFound("There is no such task.")
    if not await tasks.close(db, task_id, code, note, now):
        raise Conflict("This task is done already.")
    closed = await tasks.task(db, task_id)
    assert closed is not None  # noqa: S101 - held by this transaction
    if closed.run_id is not None and await asking.wake(db, closed.run_id, now):
        await nudge(db, "run_play", lane=f"run_play/{closed.run_id}", run_id=closed.run_id)
    if code == "done":  # the run before the firing, as a run itself locks them
        await act_for_task(db, closed, now)
    return closed
