"""What is to be written into the customer-success platform, as an event for whoever writes it there."""

from __future__ import annotations

from app.database import Db
from app.services.emit_event import emit_event
from app.services.play_task import step_key
from app.services.run_stand import Stand
from app.services.steps.done import Done
from app.success.plays.types import CspWrite
from app.success.plays.words import fill
from app.success.policy import Decision


async def perform_csp_write(db: Db, stand: Stand, step: CspWrite, decision: Decision, visit: int) -> Done:  # noqa: ARG001 - reaches no customer
    """`key` is the same for the same step, so that a receiver writes it once."""
    value = fill(step.value, stand.values)
    if not value:
        return Done("skipped", {"why": "What was to be written is not known."})
    record = {"object": "account", "field": step.field, "value": value}
    data = {
        "key": step_key(stand.run.id, step.id, visit),
        "account": {"id": stand.account.id, "external_ids": stand.account.external_ids},
        "write": record,
        "play": {"name": stand.play.name, "title": stand.play.title, "run": stand.run.id},
        "firing": stand.run.firing_id,
        "synthetic": stand.run.is_synthetic,
        "link": f"/plays/runs/{stand.run.id}",
    }
    await emit_event(db, stand.run.workspace_id, "csp.write", data, stand.now, account_id=stand.account.id)
    return Done("done", record)
