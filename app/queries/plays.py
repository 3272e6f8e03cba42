"""SQL for play runs and their steps: where each stands, what is due, what came of what it began."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from app.database import Db
from app.queries.base import many, one, run, value
from app.tables import Contact, PlayRun, RunStep


@dataclass(frozen=True)
class DueRun:
    """A run to be looked at, and whose it is."""

    id: str
    workspace_id: str


@dataclass(frozen=True)
class StepLine:
    """A step that was taken, with what became of what it made."""

    id: str
    step: str
    visit: int
    kind: str
    status: str
    decision: dict[str, Any]
    result: dict[str, Any]
    task_id: str | None
    task_status: str | None
    task_code: str | None
    task_due_at: datetime | None
    interview_id: str | None
    interview_status: str | None
    interview_reason: str | None
    analysed_at: datetime | None
    touch_status: str | None
    touch_reason: str | None
    created_at: datetime
    done_at: datetime | None


async def play_run(db: Db, run_id: str) -> PlayRun | None:
    return await one(db, PlayRun, "SELECT * FROM play_runs WHERE id = %(id)s", id=run_id)


async def locked(db: Db, run_id: str) -> PlayRun | None:
    """The run, held until the transaction ends: of two who move it on, one is second and sees it moved."""
    return await one(db, PlayRun, "SELECT * FROM play_runs WHERE id = %(id)s FOR UPDATE", id=run_id)


async def by_cause(db: Db, play: str, cause: str) -> PlayRun | None:
    """The run that this cause began already."""
    return await one(
        db,
        PlayRun,
        "SELECT * FROM play_runs WHERE play = %(play)s AND cause = %(cause)s",
        play=play,
        cause=cause,
    )


async def going_on(db: Db, play: str, account_id: str) -> PlayRun | None:
    """A run of the play that has not ended at this account."""
    return await one(
        db,
        PlayRun,
        "SELECT * FROM play_runs WHERE play = %(play)s AND account_id = %(account)s"
        " AND status IN ('running', 'waiting', 'paused') LIMIT 1",
        play=play,
        account=account_id,
    )


async def lock_play(db: Db, play: str, account_id: str) -> None:
    """Makes two who would begin the same play at the same account take turns."""
    await db.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%(lock)s, 0))",
        {"lock": f"play/{account_id}/{play}"},
    )


async def run_due(db: Db, now: datetime) -> list[DueRun]:
    """Runs whose time has come, longest due first; asked over all workspaces."""
    return await many(
        db,
        DueRun,
        "SELECT id, workspace_id FROM play_runs WHERE status IN ('running', 'waiting')"
        " AND due_at <= %(now)s ORDER BY due_at LIMIT 500",
        now=now,
    )


async def wake_accounts(db: Db, account_ids: Sequence[str], now: datetime) -> list[str]:
    """Has the waiting runs of these accounts looked at now; their ids."""
    found = await many(
        db,
        DueRun,
        "UPDATE play_runs SET due_at = %(now)s WHERE account_id = ANY(%(accounts)s) AND status = 'waiting'"
        " AND due_at > %(now)s RETURNING id, workspace_id",
        accounts=list(account_ids),
        now=now,
    )
    return [each.id for each in found]


async def set_standing(
    db: Db,
    run_id: str,
    *,
    status: str,
    step: str | None,
    waits_for: dict[str, Any] | None,
    due_at: datetime | None,
) -> None:
    """Says where a run stands and when to look at it next."""
    await run(
        db,
        "UPDATE play_runs SET status = %(status)s, step = %(step)s, waits_for = %(waits)s, due_at = %(due)s"
        " WHERE id = %(id)s",
        id=run_id,
        status=status,
        step=step,
        waits=Jsonb(waits_for) if waits_for is not None else None,
        due=due_at,
    )


async def set_outcome(db: Db, run_id: str, outcome: dict[str, Any]) -> None:
    await run(
        db, "UPDATE play_runs SET outcome = %(outcome)s WHERE id = %(id)s", id=run_id, outcome=Jsonb(outcome)
    )


async def end(
    db: Db, run_id: str, *, status: str, outcome: dict[str, Any] | None, why: str, now: datetime
) -> bool:
    """Ends a run once; False when it had ended."""
    touched = await run(
        db,
        "UPDATE play_runs SET status = %(status)s, outcome = %(outcome)s, ended_at = %(now)s,"
        " ended_why = %(why)s, due_at = NULL, waits_for = NULL"
        " WHERE id = %(id)s AND status IN ('running', 'waiting', 'paused')",
        id=run_id,
        status=status,
        outcome=Jsonb(outcome) if outcome is not None else None,
        why=why,
        now=now,
    )
    return touched > 0


async def count_visits(db: Db, run_id: str, step: str) -> int:
    found: int = await value(
        db,
        "SELECT count(*) FROM run_steps WHERE run_id = %(run)s AND step = %(step)s",
        run=run_id,
        step=step,
    )
    return found


async def step_at(db: Db, run_id: str, step: str) -> RunStep | None:
    """The newest visit of a run to a step."""
    return await one(
        db,
        RunStep,
        "SELECT * FROM run_steps WHERE run_id = %(run)s AND step = %(step)s ORDER BY visit DESC LIMIT 1",
        run=run_id,
        step=step,
    )


async def run_step(db: Db, step_id: str) -> RunStep | None:
    return await one(db, RunStep, "SELECT * FROM run_steps WHERE id = %(id)s", id=step_id)


async def settle_step(db: Db, step_id: str, *, status: str, result: dict[str, Any], now: datetime) -> None:
    """Says what a step came to; whatever was written into its result meanwhile stays."""
    await run(
        db,
        "UPDATE run_steps SET status = %(status)s::text, result = result || %(result)s,"
        " done_at = CASE WHEN %(status)s::text IN ('planned', 'waiting') THEN NULL ELSE %(now)s END"
        " WHERE id = %(id)s",
        id=step_id,
        status=status,
        result=Jsonb(result),
        now=now,
    )


async def note_sent(db: Db, task_id: str, touch_id: str) -> None:
    """Notes on the step that made a task which touch came of it."""
    await run(
        db,
        "UPDATE run_steps SET result = result || %(result)s WHERE task_id = %(task)s",
        task=task_id,
        result=Jsonb({"touch": touch_id}),
    )


async def step_lines(db: Db, run_id: str) -> list[StepLine]:
    """Every step taken, in order, with what became of its task, interview and touch."""
    return await many(
        db,
        StepLine,
        "SELECT s.id, s.step, s.visit, s.kind, s.status, s.decision, s.result, s.task_id,"
        " t.status AS task_status, t.reason_code AS task_code, t.due_at AS task_due_at, s.interview_id,"
        " i.status AS interview_status, i.closed_reason AS interview_reason, i.analysed_at,"
        " o.status AS touch_status, o.reason AS touch_reason, s.created_at, s.done_at"
        " FROM run_steps s LEFT JOIN tasks t ON t.id = s.task_id"
        " LEFT JOIN interviews i ON i.id = s.interview_id"
        " LEFT JOIN touches o ON o.id = s.result ->> 'touch'"
        " WHERE s.run_id = %(run)s ORDER BY s.created_at, s.id",
        run=run_id,
    )


async def people(db: Db, account_id: str) -> list[Contact]:
    """Everybody at an account who is still there and may be written to, longest known first."""
    return await many(
        db,
        Contact,
        "SELECT * FROM contacts WHERE account_id = %(account)s AND left_at IS NULL AND opted_out_at IS NULL"
        " ORDER BY created_at, id",
        account=account_id,
    )


async def asked_for_human_since(db: Db, account_id: str, since: datetime) -> bool:
    """Whether somebody at the account asked for a person after `since`."""
    found = await value(
        db,
        "SELECT 1 FROM facts WHERE account_id = %(account)s AND name = 'asked_for_human'"
        " AND at > %(since)s LIMIT 1",
        account=account_id,
        since=since,
    )
    return found is not None
