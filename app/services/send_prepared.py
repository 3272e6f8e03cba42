"""A CSM's click sends what a play has prepared for them: a message, or the invitation to an interview."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from app.database import Db
from app.errors import Conflict, Invalid, NotFound
from app.queries import plays, tasks
from app.queue import nudge
from app.services.act_for_task import act_for_task
from app.services.close_task import close_task
from app.services.invite import invite
from app.services.touch import reserve
from app.success.contact_rules import Channel
from app.tables import Task, Touch


async def send_prepared(db: Db, task_id: str, *, user_id: str | None, now: datetime) -> Touch:
    """The touch that goes out; sending twice is sending once. A message is all its task was for, which is
    closed with it; after an invitation the task stays, for the call.

    Raises NotFound, Conflict where nothing is prepared or the task is done, and Invalid with the sentence of
    the rules of contact where these refuse it.
    """
    task = await tasks.locked(db, task_id)
    if task is None:
        raise NotFound("There is no such task.")
    prepared = task.context.get("prepared")
    if not isinstance(prepared, dict) or task.account_id is None:
        raise Conflict("Nothing is prepared here that could be sent.")
    if task.status == "done" and "touch" not in prepared:
        raise Conflict("This task is done.")
    touch = await _reserve(db, task, prepared, now)
    if touch.status in ("refused", "cancelled"):
        raise Invalid(touch.reason or "The rules of contact refuse it.", field="contact")
    if "touch" in prepared:
        return touch
    await tasks.set_prepared(db, task.id, {**prepared, "touch": touch.id, "sent_at": now.isoformat()})
    if user_id is not None and task.status == "open":
        await tasks.claim(db, task.id, user_id, now)
    await plays.note_sent(db, task.id, touch.id)
    await nudge(db, "send_touch", lane=f"touch/{touch.id}", touch_id=touch.id)
    if prepared["kind"] == "message":
        await close_task(db, task.id, code="done", note=None, now=now)
    else:
        await act_for_task(db, task, now)
    return touch


async def _reserve(db: Db, task: Task, prepared: dict[str, Any], now: datetime) -> Touch:
    if prepared["kind"] == "invitation":
        _, touch = await invite(
            db,
            study_id=prepared["study"],
            account_id=str(task.account_id),
            contact_id=prepared["contact"],
            reason={},
            key=f"task/{task.id}",
            run_id=task.run_id,
            now=now,
            by_hand=True,
        )
        return touch
    return await reserve(
        db,
        account_id=str(task.account_id),
        contact_id=prepared["contact"],
        channel=cast(Channel, prepared["channel"]),
        purpose="message",
        key=f"task/{task.id}",
        content=prepared["content"],
        run_id=task.run_id,
        now=now,
        by_hand=True,
    )
