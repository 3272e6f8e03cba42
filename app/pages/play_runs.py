"""One run of a play, readable at any moment: why it began, each step and why, where it stands, what came of
it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.database import Db
from app.deps import DbDep, NowDep
from app.errors import NotFound
from app.pages.forms import form_of
from app.pages.frame import Context, render
from app.pages.notices import notice
from app.pages.play_lines import Moment, StepView, standing, steps_of, timeline
from app.pages.route import router as page_router
from app.queries import play_lists, plays
from app.queries.play_lists import RunLine
from app.services.play_text import play_of
from app.services.stop_run import pause_run, resume_run, stop_run
from app.success.plays.types import Play
from app.tables import Account

router = page_router()

SHOWN = 8
RECENT = timedelta(days=180)


@dataclass(frozen=True)
class RunPage(Context):
    """One run. `ahead` are the steps of its play, in the text it began with; `until` is when it looks again
    at the latest."""

    template: ClassVar[str] = "plays/run.html"
    section: ClassVar[str] = "Plays"
    run: RunLine
    play: Play
    standing: str
    until: datetime | None
    moments: list[Moment]
    ahead: list[StepView]
    notice: str


@dataclass(frozen=True)
class PlaysPanel:
    """What an account's page shows of plays: runs that go on first, with where each stands."""

    account_id: str
    lines: list[tuple[RunLine, str, str]]


@router.get("/plays/runs/{play_run_id}")
async def show(request: Request, play_run_id: str, db: DbDep) -> Response:
    line = await play_lists.run_line(db, play_run_id)
    row = await plays.play_run(db, play_run_id)
    if line is None or row is None:
        raise NotFound("There is no such run.")
    play = play_of(row.play, row.source)
    until = (line.waits_for or {}).get("until")
    context = RunPage(
        run=line,
        play=play,
        standing=standing(play, line),
        until=datetime.fromisoformat(until) if until else None,
        moments=timeline(play, await plays.step_lines(db, play_run_id)),
        ahead=steps_of(play),
        notice=notice(request),
    )
    return render(request, context)


@router.post("/plays/runs/{play_run_id}/stop")
async def stop(request: Request, play_run_id: str, db: DbDep, now: NowDep) -> Response:
    given = await form_of(request)
    await stop_run(db, play_run_id, why=given.text("why"), now=now)
    return RedirectResponse(f"/plays/runs/{play_run_id}?done=run_stopped", 303)


@router.post("/plays/runs/{play_run_id}/pause")
async def pause(play_run_id: str, db: DbDep) -> Response:
    await pause_run(db, play_run_id)
    return RedirectResponse(f"/plays/runs/{play_run_id}?done=run_paused", 303)


@router.post("/plays/runs/{play_run_id}/resume")
async def resume(play_run_id: str, db: DbDep, now: NowDep) -> Response:
    await resume_run(db, play_run_id, now)
    return RedirectResponse(f"/plays/runs/{play_run_id}?done=run_resumed", 303)


async def panel(db: Db, account: Account, now: datetime) -> PlaysPanel:
    """What the account's page shows of plays; draw it with `accounts/_plays.html` as `plays`."""
    found = (await play_lists.runs(db, limit=SHOWN, account_id=account.id)).items
    recent = [one for one in found if one.ended_at is None or one.ended_at > now - RECENT]
    lines = []
    for line in sorted(recent, key=lambda one: one.ended_at is not None):
        row = await plays.play_run(db, line.id)
        if row is not None:
            play = play_of(row.play, row.source)
            lines.append((line, play.title, standing(play, line)))
    return PlaysPanel(account.id, lines)
