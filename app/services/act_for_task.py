"""Whoever takes up a task of a play acts on the trigger behind it."""

from __future__ import annotations

from datetime import datetime

from app.database import Db
from app.queries import firings
from app.services.act_on_firing import act_on_firing
from app.tables import Task


async def act_for_task(db: Db, task: Task, now: datetime) -> None:
    """Marks the task's firing as being acted on; nothing where there is none, or it is closed."""
    if task.firing_id is None:
        return
    firing = await firings.firing(db, task.firing_id)
    if firing is not None and firing.status == "open":
        await act_on_firing(db, firing.id, now=now)
