"""Somebody takes a task; from then on nobody else is called, and the respondent sees who is there."""

from __future__ import annotations

from datetime import datetime

from app.database import Db
from app.errors import Conflict, NotFound
from app.queries import tasks, turns, workspaces
from app.services.act_for_task import act_for_task
from app.tables import Task


async def claim_task(
    db: Db, task_id: str, user_id: str | None, now: datetime, *, may_take_over: bool = False
) -> Task:
    """The task, now theirs; claiming it twice is claiming it once. Without a user it is with another system.

    Raises NotFound, and Conflict when it is done or, unless `may_take_over`, somebody else's.
    """
    task = await tasks.locked(db, task_id)
    if task is None:
        raise NotFound("There is no such task.")
    user = await workspaces.user(db, user_id) if user_id is not None else None
    if user_id is not None and (user is None or user.disabled_at is not None):
        raise NotFound("There is no such user.", field="assignee")
    if task.status == "done":
        raise Conflict("This task is done.")
    if task.status == "claimed" and task.assignee_id == user_id:
        return task
    if task.status == "claimed" and not may_take_over:
        raise Conflict("Somebody else has this task already.")
    await tasks.claim(db, task_id, user_id, now)
    await act_for_task(db, task, now)
    if task.interview_id is not None:
        await turns.notify(db, task.interview_id)
    claimed = await tasks.task(db, task_id)
    assert claimed is not None  # noqa: S101 - held by this transaction
    return claimed
