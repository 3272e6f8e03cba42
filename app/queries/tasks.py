"""SQL for tasks: what waits for a person, who has it, and what is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from psycopg.types.json import Jsonb

from app.database import Db
from app.queries.base import Page, after, many, one, page, run, value
from app.tables import Task

_LINES: Final = (
    "SELECT t.id, t.kind, t.title, t.reason, t.priority, t.status, t.account_id, a.name AS account,"
    " t.interview_id, i.status AS interview_status, u.name AS assignee, t.context ->> 'owner' AS owner,"
    " t.context -> 'play' ->> 'title' AS play, t.run_id, t.reason_code, t.is_synthetic,"
    " t.due_at, t.created_at, t.done_at FROM tasks t LEFT JOIN accounts a ON a.id = t.account_id"
    " LEFT JOIN interviews i ON i.id = t.interview_id LEFT JOIN users u ON u.id = t.assignee_id"
)


@dataclass(frozen=True)
class TaskLine:
    """A task as a list shows it. `owner` and `play` are of a task that a play made: whose it is to do by
    name, and the play's title."""

    id: str
    kind: str
    title: str
    reason: str
    priority: str
    status: str
    account_id: str | None
    account: str | None
    interview_id: str | None
    interview_status: str | None
    assignee: str | None
    owner: str | None
    play: str | None
    run_id: str | None
    reason_code: str | None
    is_synthetic: bool
    due_at: datetime
    created_at: datetime
    done_at: datetime | None


async def task(db: Db, task_id: str) -> Task | None:
    return await one(db, Task, "SELECT * FROM tasks WHERE id = %(id)s", id=task_id)


async def locked(db: Db, task_id: str) -> Task | None:
    """The task, held until the transaction ends: of two who act on it, one is second."""
    return await one(db, Task, "SELECT * FROM tasks WHERE id = %(id)s FOR UPDATE", id=task_id)


async def by_key(db: Db, key: str) -> Task | None:
    """The task that a step has made already."""
    return await one(db, Task, "SELECT * FROM tasks WHERE key = %(key)s", key=key)


async def hand_off_of(db: Db, interview_id: str) -> Task | None:
    """The newest hand-off of an interview, whether done or not."""
    return await one(
        db,
        Task,
        "SELECT * FROM tasks WHERE interview_id = %(id)s AND kind = 'hand_off' ORDER BY id DESC LIMIT 1",
        id=interview_id,
    )


async def tasks(
    db: Db,
    *,
    limit: int,
    cursor: str | None = None,
    status: str | None = None,
    kind: str | None = None,
    priority: str | None = None,
    account_id: str | None = None,
    interview_id: str | None = None,
    assignee_id: str | None = None,
) -> Page[Task]:
    """Newest first, by what is given."""
    found = await many(
        db,
        Task,
        "SELECT * FROM tasks WHERE id < %(after)s"
        " AND (%(status)s::text IS NULL OR status = %(status)s)"
        " AND (%(kind)s::text IS NULL OR kind = %(kind)s)"
        " AND (%(priority)s::text IS NULL OR priority = %(priority)s)"
        " AND (%(account)s::text IS NULL OR account_id = %(account)s)"
        " AND (%(interview)s::text IS NULL OR interview_id = %(interview)s)"
        " AND (%(assignee)s::text IS NULL OR assignee_id = %(assignee)s)"
        " ORDER BY id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
        status=status,
        kind=kind,
        priority=priority,
        account=account_id,
        interview=interview_id,
        assignee=assignee_id,
    )
    return page(found, limit)


async def waiting(db: Db, limit: int) -> list[TaskLine]:
    """What is not done: unclaimed before claimed, urgent before others, in the chat before elsewhere, then by
    priority and time."""
    return await many(
        db,
        TaskLine,
        _LINES + " WHERE t.status <> 'done'"
        " ORDER BY (t.status = 'claimed'), (t.priority <> 'urgent'),"
        " (i.status IS DISTINCT FROM 'with_human'),"
        " array_position(ARRAY['urgent', 'high', 'normal', 'low'], t.priority), t.due_at, t.id"
        " LIMIT %(limit)s",
        limit=limit,
    )


async def done(db: Db, *, limit: int, cursor: str | None = None) -> Page[TaskLine]:
    """What was done, newest task first."""
    found = await many(
        db,
        TaskLine,
        _LINES + " WHERE t.status = 'done' AND t.id < %(after)s ORDER BY t.id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
    )
    return page(found, limit)


async def count_open(db: Db) -> int:
    """How many tasks nobody has taken."""
    found: int = await value(db, "SELECT count(*) FROM tasks WHERE status = 'open'")
    return found


async def claim(db: Db, task_id: str, user_id: str | None, now: datetime) -> None:
    """Gives a task to somebody; nobody else is told of it from then on, and nobody is let go."""
    await run(
        db,
        "UPDATE tasks SET status = 'claimed', assignee_id = %(user)s,"
        " claimed_at = coalesce(claimed_at, %(now)s), backup_at = NULL, give_up_at = NULL"
        " WHERE id = %(id)s AND status <> 'done'",
        id=task_id,
        user=user_id,
        now=now,
    )


async def close(db: Db, task_id: str, code: str, note: str | None, now: datetime) -> bool:
    """Marks a task done once; False when it was before."""
    touched = await run(
        db,
        "UPDATE tasks SET status = 'done', reason_code = %(code)s, note = %(note)s, done_at = %(now)s,"
        " backup_at = NULL, give_up_at = NULL WHERE id = %(id)s AND status <> 'done'",
        id=task_id,
        code=code,
        note=note,
        now=now,
    )
    return touched > 0


async def set_prepared(db: Db, task_id: str, prepared: dict[str, Any]) -> None:
    """Replaces what a task has ready to send."""
    await run(
        db,
        "UPDATE tasks SET context = jsonb_set(context, '{prepared}', %(prepared)s) WHERE id = %(id)s",
        id=task_id,
        prepared=Jsonb(prepared),
    )


async def set_backup_told(db: Db, task_id: str, backup_id: str | None) -> None:
    await run(
        db,
        "UPDATE tasks SET backup_at = NULL, backup_id = %(backup)s WHERE id = %(id)s",
        id=task_id,
        backup=backup_id,
    )


async def set_given_up(db: Db, task_id: str) -> None:
    """The respondent is no longer waiting in the chat; the task is."""
    await run(db, "UPDATE tasks SET give_up_at = NULL WHERE id = %(id)s", id=task_id)


async def overdue(db: Db, now: datetime) -> list[Task]:
    """Open tasks of which a backup is to be told, or whose respondent has waited long enough."""
    return await many(
        db,
        Task,
        "SELECT * FROM tasks WHERE status = 'open' AND (backup_at <= %(now)s OR give_up_at <= %(now)s)"
        " ORDER BY id LIMIT 500",
        now=now,
    )
