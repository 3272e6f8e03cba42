"""A person stops a run, holds it, or lets it go on."""

from __future__ import annotations

from datetime import datetime

from app.database import Db
from app.errors import Conflict, NotFound
from app.queries import accounts, plays
from app.queue import nudge
from app.services.emit_event import emit_event
from app.services.play_text import play_of
from app.tables import PlayRun

LONGEST_WHY = 500


async def stop_run(db: Db, run_id: str, *, why: str, now: datetime) -> PlayRun:
    """Ends a run where it stands; stopping it twice is stopping it once. Tasks it made stay as they are.

    Raises NotFound, and Conflict for a run that has ended otherwise.
    """
    run = await _held(db, run_id)
    if run.status == "stopped":
        return run
    why = why.strip()[:LONGEST_WHY] or "Stopped by a person."
    if not await plays.end(db, run_id, status="stopped", outcome=run.outcome, why=why, now=now):
        raise Conflict("This run has ended already.")
    play = play_of(run.play, run.source)
    account = await accounts.account(db, run.account_id)
    data = {
        "run": run.id,
        "play": {"name": play.name, "title": play.title, "playbook": play.playbook},
        "account": {"id": run.account_id, "external_ids": account.external_ids if account else {}},
        "firing": run.firing_id,
        "holdout": run.is_holdout,
        "synthetic": run.is_synthetic,
        "started_at": run.started_at.isoformat(),
        "link": f"/plays/runs/{run.id}",
        "status": "stopped",
        "outcome": run.outcome,
        "why": why,
    }
    await emit_event(db, run.workspace_id, "play.completed", data, now, account_id=run.account_id)
    return await _held(db, run_id)


async def pause_run(db: Db, run_id: str) -> PlayRun:
    """Holds a run: no step is taken until it goes on. Its waits keep their dates. Raises NotFound,
    Conflict."""
    run = await _held(db, run_id)
    if run.status not in ("running", "waiting", "paused"):
        raise Conflict("This run has ended already.")
    await _set(db, run, "paused", run.due_at)
    return await _held(db, run_id)


async def resume_run(db: Db, run_id: str, now: datetime) -> PlayRun:
    """Lets a held run go on from where it stands. Raises NotFound, and Conflict for one that is not held."""
    run = await _held(db, run_id)
    if run.status != "paused":
        raise Conflict("Only a run that is paused can be resumed.")
    await _set(db, run, "waiting" if run.waits_for else "running", now)
    await nudge(db, "run_play", lane=f"run_play/{run.id}", run_id=run.id)
    return await _held(db, run_id)


async def _set(db: Db, run: PlayRun, status: str, due_at: datetime | None) -> None:
    await plays.set_standing(db, run.id, status=status, step=run.step, waits_for=run.waits_for, due_at=due_at)


async def _held(db: Db, run_id: str) -> PlayRun:
    run = await plays.locked(db, run_id)
    if run is None:
        raise NotFound("There is no such run.")
    return run
