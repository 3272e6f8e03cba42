"""How a run ends: it worked, it did not, or something stopped it. Either way somebody can see why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app import ids
from app.database import Db
from app.queries import plays
from app.queries.base import insert
from app.services.close_firing import close_firing
from app.services.emit_event import emit_event
from app.services.play_task import Errand, make_task
from app.services.run_stand import Stand
from app.services.start_run import start_run
from app.services.stop_reasons import StopReason
from app.success.conditions import points, readings
from app.success.plays.advance import Verdict
from app.success.plays.types import ESCALATE
from app.success.why import ASK_WHY
from app.tables import PlayRun, RunStep

_HOURS_TO_TAKE_OVER = 24.0


async def reach(db: Db, stand: Stand, verdict: Verdict) -> None:
    """It worked: the run ends, and the trigger is closed with the outcome and its evidence."""
    outcome = _outcome(stand, verdict, reached=True)
    await _end(db, stand, "done", outcome, f"Reached: {stand.play.outcome.title}.")
    if stand.run.is_holdout or stand.firing is None or stand.firing.status == "closed":
        return
    if await _goes_on(db, stand):
        return
    code = stand.play.outcome.code
    await close_firing(
        db,
        stand.firing.id,
        code=code if code in stand.book.reason_codes else "resolved",
        note=outcome["sentence"],
        by="play",
        now=stand.now,
        outcome=outcome,
    )


async def miss(db: Db, stand: Stand, verdict: Verdict, *, escalates: bool) -> None:
    """It did not work in time. `escalates`: a person takes over, with everything known."""
    why = f"Not reached in time: {stand.play.outcome.title}."
    if escalates:
        await _hand_over(db, stand, ESCALATE, why)
    outcome = _outcome(stand, verdict, reached=False) | ({"then": ESCALATE} if escalates else {})
    await _end(db, stand, "done", {**(stand.run.outcome or {}), **outcome}, why)
    await _goes_on(db, stand)


async def stop(db: Db, stand: Stand, reason: StopReason) -> None:
    """Something stops the run; where a person is needed, one is called."""
    if reason.needs_person:
        await _hand_over(db, stand, "stopped", reason.why)
    await _end(db, stand, "stopped", stand.run.outcome, reason.why)


async def _hand_over(db: Db, stand: Stand, step: str, why: str) -> None:
    """A task for whoever takes over, and its row among the run's steps."""
    errand = Errand(
        title=f"Take over at {stand.account.name}: {stand.play.title.lower()}",
        why=why,
        text="",
        checklist=(
            "Read what the play did and what came of it.",
            "Decide what would answer this account, and do it or say who does.",
            "Close the trigger with what it came to.",
        ),
        hours=_HOURS_TO_TAKE_OVER,
        clock="business",
        priority="high",
        whose="backup" if step == ESCALATE else "csm",
    )
    task = await make_task(db, stand, step, 1, errand)
    await insert(
        db,
        RunStep(
            id=ids.new("stp"),
            workspace_id=stand.run.workspace_id,
            run_id=stand.run.id,
            step=step,
            visit=1,
            kind="hand_to_human",
            status="done",
            decision={"act": "human", "automatic": False, "why": why, "rule": step},
            result={"title": errand.title},
            task_id=task.id,
            created_at=stand.now,
            done_at=stand.now,
        ),
    )


async def _goes_on(db: Db, stand: Stand) -> bool:
    """After asking why, the trigger's own play begins, unless the answer was acted on already."""
    firing = stand.firing
    trigger = stand.book.triggers.get(firing.trigger) if firing is not None else None
    if stand.play.name != ASK_WHY or firing is None or trigger is None:
        return False
    if trigger.play in (None, ASK_WHY) or any(line.task_id is not None for line in stand.lines):
        return False
    begun = await start_run(
        db,
        firing,
        str(trigger.play),
        firing.account_id,
        stand.run.contact_id,
        stand.book,
        stand.now,
        f"{stand.run.cause}/then",
        asks_first=False,
    )
    return begun is not None


def _outcome(stand: Stand, verdict: Verdict, *, reached: bool) -> dict[str, Any]:
    """What the check found, with the figures and the evidence it rests on."""
    wanted = stand.play.outcome
    days = (stand.now - stand.run.started_at).total_seconds() / 86_400
    sentence = f"{wanted.title}: {'reached' if reached else 'not reached'} after {_days(days)}."
    if verdict.before is not None and verdict.after is not None:
        sentence += f" It was {verdict.before:,.0f} before and is {verdict.after:,.0f} now."
    return {
        "reached": reached,
        "title": wanted.title,
        "code": wanted.code if reached else None,
        "sentence": sentence,
        "before": verdict.before,
        "after": verdict.after,
        "days": round(days, 1),
        "at": stand.now.isoformat(),
        "holdout": stand.run.is_holdout,
        "evidence": _evidence(stand, stand.now),
    }


def _days(days: float) -> str:
    return "less than a day" if days < 1 else "1 day" if days < 2 else f"{days:.0f} days"


def _evidence(stand: Stand, now: datetime) -> list[dict[str, Any]]:
    """The newest fact behind each figure the check looked at."""
    wanted = stand.play.outcome
    asked = [*(readings(wanted.when) if wanted.when is not None else ())]
    if wanted.back_to is not None:
        asked.append(wanted.back_to.reading)
    found = []
    for reading in asked:
        seen = points(reading, stand.record, now)
        if seen and seen[-1].id is not None:
            newest = seen[-1]
            found.append(
                {
                    "kind": "fact",
                    "id": newest.id,
                    "text": f"{reading.fact}: {len(seen)} in the window",
                    "at": newest.at.isoformat(),
                }
            )
    return found


async def _end(db: Db, stand: Stand, status: str, outcome: dict[str, Any] | None, why: str) -> None:
    """Ends the run once, and tells of it."""
    run = stand.run
    if not await plays.end(db, run.id, status=status, outcome=outcome, why=why, now=stand.now):
        return
    await emit_event(
        db,
        run.workspace_id,
        "play.completed",
        about_run(run, stand) | {"status": status, "outcome": outcome, "why": why},
        stand.now,
        account_id=run.account_id,
    )


def about_run(run: PlayRun, stand: Stand) -> dict[str, Any]:
    """The part that every event about a run shares."""
    return {
        "run": run.id,
        "play": {"name": stand.play.name, "title": stand.play.title, "playbook": stand.play.playbook},
        "account": {"id": stand.account.id, "external_ids": stand.account.external_ids},
        "firing": run.firing_id,
        "holdout": run.is_holdout,
        "synthetic": run.is_synthetic,
        "started_at": run.started_at.isoformat(),
        "link": f"/plays/runs/{run.id}",
    }
