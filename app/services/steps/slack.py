"""A message into Slack by its incoming webhook: written down first, then sent, at least once.

The webhook knows no key and cannot be asked what it has, so a crash between sending and noting it sends the
same words again. Whatever Slack answers, the run goes on: a colleague who is not told stops no play.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from app import ids
from app.database import Db
from app.kit import Kit
from app.queries import plays
from app.services.play_text import play_of
from app.services.run_stand import Stand
from app.services.steps.done import Done
from app.success.plays.types import Slack
from app.success.plays.words import fill
from app.success.policy import Decision
from app.tables import RunStep
from integrations import slack
from integrations.slack import Told

MOST_TRIES = 3
AGAIN = (timedelta(minutes=1), timedelta(minutes=10))


async def perform_slack(db: Db, stand: Stand, step: Slack, decision: Decision, visit: int) -> Done:  # noqa: ARG001 - reaches no customer
    """Planned where Slack is set up; skipped where it is not, or nobody real is meant."""
    text = fill(step.text, stand.values)
    if stand.kit.settings.slack_webhook is None:
        return Done("skipped", {"why": "No Slack webhook is set.", "text": text})
    if stand.run.is_synthetic:
        return Done("skipped", {"why": "Made-up accounts are not announced.", "text": text})
    link = f"{stand.kit.settings.base_url}/accounts/{stand.account.id}"
    return Done("planned", {"text": f"{text}\n{link}", "tries": 0}, to_send=ids.new("stp"))


async def send_planned(kit: Kit, workspace_id: str, step_id: str, now: datetime) -> None:
    """Sends what was written down, and notes how it went in a transaction of its own."""
    async with kit.database.workspace(workspace_id) as db:
        row = await plays.run_step(db, step_id)
    webhook = kit.settings.slack_webhook
    if row is None or row.status != "planned":
        return
    told = (
        Told(ok=False, why="No Slack webhook is set any more.")
        if webhook is None
        else await slack.post(kit.web, webhook.get_secret_value(), str(row.result["text"]))
    )
    async with kit.database.workspace(workspace_id) as db:
        await _settle(db, row, told, now)


async def _settle(db: Db, row: RunStep, told: Told, now: datetime) -> None:
    run = await plays.locked(db, row.run_id)
    row_now = await plays.run_step(db, row.id)
    if run is None or row_now is None or row_now.status != "planned":
        return
    tries = int(row_now.result.get("tries", 0)) + 1
    if not told.ok and tries < MOST_TRIES:
        await plays.settle_step(
            db, row.id, status="planned", result={"tries": tries, "why": told.why}, now=now
        )
        await plays.set_standing(
            db,
            run.id,
            status="waiting",
            step=run.step,
            waits_for={"at": row.step, "for": "slack", "until": (now + AGAIN[tries - 1]).isoformat()},
            due_at=now + AGAIN[tries - 1],
        )
        return
    await plays.settle_step(
        db,
        row.id,
        status="done" if told.ok else "failed",
        result={"tries": tries, "why": told.why},
        now=now,
    )
    step = play_of(run.play, run.source).step(row.step)
    if run.step == row.step and step is not None:
        await plays.set_standing(db, run.id, status="running", step=step.then, waits_for=None, due_at=now)
