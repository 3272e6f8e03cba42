"""A task that a play makes: why, what to do, what is known, and what has been prepared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app import ids
from app.database import Db
from app.queries import insights, tasks
from app.queries.base import insert
from app.services.emit_event import emit_event
from app.services.hand_off import about_task
from app.services.play_people import owner_of
from app.services.play_values import reason_of
from app.services.run_stand import Stand
from app.success.hours import due
from app.tables import Task

MOST_QUOTES = 4


@dataclass(frozen=True)
class Errand:
    """What a person is to do, in words that are settled. `prepared` is what a click sends, `meeting` what is
    to be put in the calendar."""

    title: str
    why: str
    text: str
    checklist: Sequence[str]
    hours: float
    clock: str
    priority: str
    whose: str
    prepared: Mapping[str, Any] | None = None
    meeting: Mapping[str, Any] | None = None


async def make_task(db: Db, stand: Stand, step: str, visit: int, errand: Errand) -> Task:
    """The task of a run's step; the same step and visit are the same task."""
    key = step_key(stand.run.id, step, visit)
    known = await tasks.by_key(db, key)
    if known is not None:
        return known
    owner, user = await owner_of(db, stand.account, errand.whose)
    calendar = stand.book.hours if errand.clock == "business" else None
    task = Task(
        id=ids.new("task"),
        workspace_id=stand.run.workspace_id,
        kind="play",
        title=errand.title,
        reason=stand.firing.trigger if stand.firing else stand.play.name,
        priority=errand.priority,
        account_id=stand.account.id,
        contact_id=stand.run.contact_id,
        interview_id=None,
        firing_id=stand.run.firing_id,
        run_id=stand.run.id,
        key=key,
        assignee_id=user.id if user else None,
        context=await _context(db, stand, errand, owner),
        is_synthetic=stand.run.is_synthetic,
        due_at=due(stand.now, errand.hours, calendar),
        created_at=stand.now,
    )
    await insert(db, task)
    await _tell(db, stand, task, stand.now)
    return task


def step_key(run_id: str, step: str, visit: int) -> str:
    """What makes doing a step twice doing it once."""
    return f"run/{run_id}/{step}/{visit}"


async def _context(db: Db, stand: Stand, errand: Errand, owner: str | None) -> dict[str, Any]:
    firing = stand.firing
    return {
        "why": errand.why,
        "reason": reason_of(firing),
        "text": errand.text,
        "checklist": list(errand.checklist),
        "owner": owner,
        "whose": errand.whose,
        "hours": errand.hours,
        "clock": errand.clock,
        "play": {"name": stand.play.name, "title": stand.play.title},
        "top": list(firing.top) if firing else [],
        "evidence": list(firing.evidence) if firing else [],
        "heard": await _heard(db, stand),
        "prepared": dict(errand.prepared) if errand.prepared is not None else None,
        "meeting": dict(errand.meeting) if errand.meeting is not None else None,
    }


async def _heard(db: Db, stand: Stand) -> list[dict[str, Any]]:
    """What the people asked in this run said, in their words."""
    heard = []
    for line in stand.lines:
        if line.analysed_at is None or line.interview_id is None:
            continue
        tags = await insights.tags_of(db, line.interview_id)
        said = {row.id: row.text for row in await insights.statements_of(db, line.interview_id)}
        telling = [tag for tag in tags if tag.kind in ("intent", "theme")]
        shown = list(dict.fromkeys(each for tag in telling for each in tag.evidence if each in said))
        heard.append(
            {
                "interview": line.interview_id,
                "intents": [tag.name for tag in tags if tag.kind == "intent"],
                "themes": [tag.name for tag in tags if tag.kind == "theme"],
                "quotes": [{"id": each, "text": said[each]} for each in shown[:MOST_QUOTES]],
            }
        )
    return heard


async def _tell(db: Db, stand: Stand, task: Task, now: datetime) -> None:
    """`task.created`, with the reason and the evidence a task elsewhere needs."""
    data = about_task(task) | {
        "account": {"id": stand.account.id, "external_ids": stand.account.external_ids},
        "play": {"name": stand.play.name, "title": stand.play.title, "run": stand.run.id},
        "trigger": _trigger(stand),
        "owner": task.context["owner"],
        "text": task.context["text"],
        "checklist": task.context["checklist"],
        "evidence": task.context["evidence"],
        "synthetic": task.is_synthetic,
    }
    await emit_event(db, task.workspace_id, "task.created", data, now, account_id=task.account_id)


def _trigger(stand: Stand) -> dict[str, Any] | None:
    """The trigger's record: which, why, and until when."""
    firing = stand.firing
    if firing is None:
        return None
    return {
        "id": firing.id,
        "name": firing.trigger,
        "reason": reason_of(firing),
        "due_at": firing.due_at.isoformat(),
        "play": stand.play.name,
        "closure_code": firing.reason_code,
    }
