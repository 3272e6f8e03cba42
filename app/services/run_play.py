"""A run is moved on until it waits: one step, one transaction.

What a step does and the row that says it was done are written together under a key of their own, and the
run's row is held meanwhile. So a process killed anywhere leaves a run that goes on from where it stood, and
doing a step twice is doing it once. The one exception is an incoming webhook of Slack, which knows no key: it
is written down before it is sent, and sent again when a crash comes in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from app import ids
from app.database import Db
from app.kit import Kit
from app.queries import plays, touches
from app.queries.base import insert
from app.queue import nudge
from app.services.finish_run import miss, reach, stop
from app.services.run_stand import Stand, stand_of
from app.services.steps.performers import perform
from app.services.steps.slack import send_planned
from app.services.stop_reasons import why_to_stop
from app.success.plays.advance import Go, Move, Perform, Stay, check_outcome, next_move
from app.success.plays.types import ESCALATE, Step
from app.tables import PlayRun, RunStep

log = structlog.get_logger()

MOST_MOVES = 200
LOOK_AGAIN = timedelta(hours=6)
"""How long a wait for something goes without a look, should nothing wake it."""


@dataclass(frozen=True)
class Moved:
    """What one move left to do: go on at once, or first send what was written down for outside."""

    goes_on: bool
    to_send: str | None = None


async def run_play(kit: Kit, run_id: str, now: datetime | None = None) -> None:
    """Moves a run on until it waits or has ended; does nothing for one that is not due."""
    moment = now or kit.clock()
    async with kit.database.system() as db:
        found = await plays.play_run(db, run_id)
    if found is None:
        return
    for _ in range(MOST_MOVES):
        async with kit.database.workspace(found.workspace_id) as db:
            moved = await move_once(db, kit, run_id, moment)
        if moved.to_send is not None:
            await send_planned(kit, found.workspace_id, moved.to_send, moment)
        if not moved.goes_on:
            return
    log.error("play.moves_without_end", run=run_id)


async def wake_runs(db: Db, account_ids: Sequence[str], now: datetime) -> None:
    """Something came to be known about accounts: their runs that wait are looked at in this transaction's
    wake."""
    for run_id in await plays.wake_accounts(db, account_ids, now):
        await nudge(db, "run_play", lane=f"run_play/{run_id}", run_id=run_id)


async def move_once(db: Db, kit: Kit, run_id: str, now: datetime) -> Moved:
    """One move of a run that is due, within the caller's transaction."""
    run = await _held(db, run_id)
    if run is None or run.status not in ("running", "waiting") or (run.due_at and run.due_at > now):
        return Moved(False)
    stand = await stand_of(db, kit, run, now)
    reason = await why_to_stop(db, stand)
    if reason is not None:
        await stop(db, stand, reason)
        return Moved(False)
    step = None if run.is_holdout else stand.play.step(run.step)
    if step is None:
        return await _at_the_end(db, stand)
    return await _do(db, stand, step, next_move(stand.play, step, stand.situation, now))


async def _held(db: Db, run_id: str) -> PlayRun | None:
    """The run with its people, locked as everybody locks them: contact, account, run, then firing."""
    found = await plays.play_run(db, run_id)
    if found is None:
        return None
    if found.contact_id is not None:
        await touches.lock_contact(db, found.contact_id)
    await touches.lock_account(db, found.account_id)
    return await plays.locked(db, run_id)


async def _do(db: Db, stand: Stand, step: Step, move: Move) -> Moved:
    match move:
        case Stay(until, what):
            await _wait(db, stand, step, until, what)
            return Moved(False)
        case Go(to, why, skipped):
            await _leave(db, stand, step, {"why": why, "to": to}, "skipped" if skipped else "done")
            await _stand_at(db, stand, to)
            return Moved(True)
        case Perform():
            done = await perform(db, stand, step)
            if done.to_send is not None:
                return Moved(True, done.to_send)
            await _stand_at(db, stand, step.then)
            return Moved(True)


async def _wait(db: Db, stand: Stand, step: Step, until: datetime, what: str) -> None:
    """The run waits at a step; the step's row is written as it comes there."""
    run, now = stand.run, stand.now
    came_at = stand.situation.came_at
    if (run.waits_for or {}).get("at") != step.id:
        await _leave(db, stand, step, {"until": until.isoformat(), "for": what}, "waiting")
    await plays.set_standing(
        db,
        run.id,
        status="waiting",
        step=step.id,
        waits_for={
            "at": step.id,
            "for": what,
            "until": until.isoformat(),
            "came_at": came_at.isoformat(),
        },
        due_at=until if what == "date" else min(until, now + LOOK_AGAIN),
    )


async def _leave(db: Db, stand: Stand, step: Step, result: dict[str, Any], status: str) -> None:
    """Writes the row of a step without an effect, or closes the one it wrote when the wait began."""
    run, now = stand.run, stand.now
    if (run.waits_for or {}).get("at") == step.id:
        waiting = await plays.step_at(db, run.id, step.id)
        if waiting is not None and waiting.status == "waiting":
            await plays.settle_step(db, waiting.id, status=status, result=result, now=now)
            return
    await insert(
        db, step_row(run, step, await plays.count_visits(db, run.id, step.id) + 1, status, result, now)
    )


def step_row(
    run: PlayRun, step: Step, visit: int, status: str, result: dict[str, Any], now: datetime
) -> RunStep:
    """A row for a step without an effect on anybody."""
    return RunStep(
        id=ids.new("stp"),
        workspace_id=run.workspace_id,
        run_id=run.id,
        step=step.id,
        visit=visit,
        kind=step.do,
        status=status,
        result=result,
        created_at=now,
        done_at=None if status == "waiting" else now,
    )


async def _stand_at(db: Db, stand: Stand, step: str | None) -> None:
    await plays.set_standing(db, stand.run.id, status="running", step=step, waits_for=None, due_at=stand.now)


async def _at_the_end(db: Db, stand: Stand) -> Moved:
    """The steps are done: did it work? If not, what follows by itself."""
    run, play, now = stand.run, stand.play, stand.now
    verdict = check_outcome(play, stand.situation, now)
    if verdict.reached:
        await reach(db, stand, verdict)
        return Moved(False)
    until = run.started_at + timedelta(days=play.outcome.within_days)
    if verdict.reached is None:
        await plays.set_standing(
            db,
            run.id,
            status="waiting",
            step=None,
            waits_for={"at": None, "for": "outcome", "until": until.isoformat()},
            due_at=min(until, now + LOOK_AGAIN),
        )
        return Moved(False)
    has_tried_again = run.outcome is not None
    if run.is_holdout or has_tried_again or play.outcome.otherwise == ESCALATE:
        await miss(db, stand, verdict, escalates=not run.is_holdout and not has_tried_again)
        return Moved(False)
    await plays.set_outcome(
        db, run.id, {"reached": False, "missed_at": now.isoformat(), "then": play.outcome.otherwise}
    )
    await _stand_at(db, stand, play.outcome.otherwise)
    return Moved(True)
