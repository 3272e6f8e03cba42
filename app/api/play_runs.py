"""Play runs: where each stands, every step it took and why, and holding or stopping one."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from app.api.play_shapes import PlayRunDetail, PlayRunOut, RunStatus, run_detail, run_shape
from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.database import Db
from app.deps import DbDep, NowDep
from app.errors import NotFound
from app.queries import play_lists
from app.queries import plays as queries
from app.services.stop_run import LONGEST_WHY, pause_run, resume_run, stop_run

play_runs = router("play-runs")


class StopIn(Shape):
    why: str = Field("", max_length=LONGEST_WHY, description="A sentence for those who read the run later.")


@play_runs.get("", response_model=Page[PlayRunOut])
async def index(
    db: DbDep,
    play: str | None = None,
    account: str | None = None,
    firing: str | None = None,
    status: RunStatus | None = None,
    is_holdout: bool | None = None,
    limit: Limit = 50,
    next: Next = None,
) -> dict[str, Any]:
    """Newest first, by what is given."""
    found = await play_lists.runs(
        db,
        limit=limit,
        cursor=next,
        play=play,
        account_id=account,
        firing_id=firing,
        status=status,
        is_holdout=is_holdout,
    )
    return page(found, run_shape)


@play_runs.get("/{run_id}", response_model=PlayRunDetail)
async def show(run_id: str, db: DbDep) -> PlayRunDetail:
    """One run with its steps so far."""
    return await _detail(db, run_id)


@play_runs.post("/{run_id}/stop", response_model=PlayRunDetail)
async def stop(run_id: str, given: StopIn, db: DbDep, now: NowDep) -> PlayRunDetail:
    """Ends a run where it stands; tasks it made stay as they are."""
    await stop_run(db, run_id, why=given.why, now=now)
    return await _detail(db, run_id)


@play_runs.post("/{run_id}/pause", response_model=PlayRunDetail)
async def pause(run_id: str, db: DbDep) -> PlayRunDetail:
    """Holds a run; nothing happens until it is resumed."""
    await pause_run(db, run_id)
    return await _detail(db, run_id)


@play_runs.post("/{run_id}/resume", response_model=PlayRunDetail)
async def resume(run_id: str, db: DbDep, now: NowDep) -> PlayRunDetail:
    """Lets a held run go on from where it stands."""
    await resume_run(db, run_id, now)
    return await _detail(db, run_id)


async def _detail(db: Db, run_id: str) -> PlayRunDetail:
    line = await play_lists.run_line(db, run_id)
    if line is None:
        raise NotFound("There is no such run.")
    return run_detail(line, await queries.step_lines(db, run_id))
