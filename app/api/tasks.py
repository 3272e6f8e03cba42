"""Tasks: what waits for a person, taking it, and saying how it ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from fastapi import Query, Response
from pydantic import Field

from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.database import Db
from app.deps import DbDep, KitDep, NowDep
from app.errors import NotFound
from app.queries import tasks as queries
from app.queries import workspaces
from app.services.claim_task import claim_task
from app.services.close_task import BY_HAND, LONGEST_NOTE, WORK_DONE, close_task
from app.services.meeting_file import meeting_file
from app.services.send_prepared import send_prepared
from app.tables import Task

tasks = router("tasks")

Kind = Literal["hand_off", "play", "firing"]
Status = Literal["open", "claimed", "done"]
Priority = Literal["urgent", "high", "normal", "low"]


class TaskOut(Shape):
    """`context` of a hand-off says why, what was asked, the respondent's words as they stand, and what was
    answered; of a play's task the reason, what to do, the evidence, what was heard, and what is prepared."""

    id: str
    kind: Kind
    title: str
    reason: str
    priority: Priority
    status: Status
    account: str | None
    contact: str | None
    interview: str | None
    firing: str | None
    run: str | None
    assignee: str | None
    backup: str | None
    context: dict[str, Any]
    reason_code: str | None
    note: str | None
    is_synthetic: bool
    due_at: datetime
    created_at: datetime
    claimed_at: datetime | None
    done_at: datetime | None
    link: str


class ClaimIn(Shape):
    assignee: str | None = Field(
        None,
        max_length=254,
        description="A user's id or e-mail; without one the task is with your own system.",
    )


class TaskChange(Shape):
    assignee: str | None = Field(None, max_length=254, description="A user's id or e-mail: it is theirs now.")
    status: Literal["done"] | None = Field(None, description="`done` closes the task, with a `reason_code`.")
    reason_code: str | None = Field(
        None,
        description=f"Why it is done. A hand-off: {', '.join(BY_HAND)}. A play's: {', '.join(WORK_DONE)}.",
    )
    note: str | None = Field(None, max_length=LONGEST_NOTE)


@tasks.get("", response_model=Page[TaskOut])
async def index(
    db: DbDep,
    kit: KitDep,
    status: Status | None = None,
    kind: Kind | None = None,
    priority: Priority | None = None,
    account: str | None = None,
    interview: str | None = None,
    assignee: str | None = None,
    limit: Limit = 50,
    next: Next = None,
) -> dict[str, Any]:
    """Newest first, by what is given; `assignee` is a user's id or e-mail."""
    who = await workspaces.user_by_any_id(db, assignee) if assignee else None
    found = await queries.tasks(
        db,
        limit=limit,
        cursor=next,
        status=status,
        kind=kind,
        priority=priority,
        account_id=account,
        interview_id=interview,
        assignee_id=who.id if who else assignee,
    )
    return page(found, lambda row: _shape(row, kit.settings.base_url))


@tasks.get("/{task_id}", response_model=TaskOut)
async def show(task_id: str, db: DbDep, kit: KitDep) -> TaskOut:
    """One task."""
    return _shape(await _task(db, task_id), kit.settings.base_url)


@tasks.post("/{task_id}/claim", response_model=TaskOut)
async def claim(task_id: str, given: ClaimIn, db: DbDep, kit: KitDep, now: NowDep) -> TaskOut:
    """Takes an open task for somebody; 409 when somebody else has it. Nobody further is told of it."""
    await _task(db, task_id)
    row = await claim_task(db, task_id, await _user(db, given.assignee), now)
    return _shape(row, kit.settings.base_url)


@tasks.patch("/{task_id}", response_model=TaskOut)
async def change(task_id: str, given: TaskChange, db: DbDep, kit: KitDep, now: NowDep) -> TaskOut:
    """Gives a task to somebody else, or closes it."""
    row = await _task(db, task_id)
    if given.assignee is not None:
        row = await claim_task(db, task_id, await _user(db, given.assignee), now, may_take_over=True)
    if given.status == "done":
        row = await close_task(db, task_id, code=given.reason_code or "", note=given.note, now=now)
    return _shape(row, kit.settings.base_url)


@tasks.post("/{task_id}/send-prepared", response_model=TaskOut)
async def send(task_id: str, db: DbDep, kit: KitDep, now: NowDep) -> TaskOut:
    """Sends what a play prepared for a person to send: a message, or the invitation to an interview. Sending
    twice is sending once; 422 where the rules of contact refuse it."""
    await send_prepared(db, task_id, user_id=None, now=now)
    return _shape(await _task(db, task_id), kit.settings.base_url)


@tasks.get("/{task_id}/meeting.ics", response_class=Response)
async def meeting(
    task_id: str, db: DbDep, date: int = Query(1, ge=1, le=9, description="Which of the dates proposed.")
) -> Response:
    """The meeting a play proposes, as a calendar file for one of its dates."""
    text = meeting_file(await _task(db, task_id), date)
    return Response(text, media_type="text/calendar")


async def _task(db: Db, task_id: str) -> Task:
    row = await queries.task(db, task_id)
    if row is None:
        raise NotFound("There is no such task.")
    return row


async def _user(db: Db, name: str | None) -> str | None:
    """The id of the user meant. Raises NotFound."""
    if name is None:
        return None
    user = await workspaces.user_by_any_id(db, name)
    if user is None:
        raise NotFound("There is no such user.", field="assignee")
    return user.id


def _shape(row: Task, base: str) -> TaskOut:
    same = row.model_dump(
        include={"id", "kind", "title", "reason", "priority", "status", "context", "reason_code", "note"}
        | {"is_synthetic", "due_at", "created_at", "claimed_at", "done_at"}
    )
    return TaskOut(
        **same,
        account=row.account_id,
        contact=row.contact_id,
        interview=row.interview_id,
        firing=row.firing_id,
        run=row.run_id,
        assignee=row.assignee_id,
        backup=row.backup_id,
        link=f"{base}/tasks/{row.id}",
    )
