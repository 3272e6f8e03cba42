"""A step is performed once: decided about, done, and written down under its own key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from app import ids
from app.database import Db
from app.queries import plays
from app.queries.base import insert
from app.services.act_on_firing import act_on_firing
from app.services.run_stand import Stand
from app.services.steps.csp_write import perform_csp_write
from app.services.steps.done import Done
from app.services.steps.invite import perform_invite
from app.services.steps.message import perform_message
from app.services.steps.slack import perform_slack
from app.services.steps.work import perform_work
from app.success.plays.types import Do, Invite, Message, Step
from app.success.policy import Decision, decide
from app.tables import RunStep

Performer = Callable[[Db, Stand, Any, Decision, int], Awaitable[Done]]

PERFORMERS: Final[Mapping[Do, Performer]] = {
    "email": perform_message,
    "in_app": perform_message,
    "invite": perform_invite,
    "task": perform_work,
    "schedule": perform_work,
    "open_renewal": perform_work,
    "hand_to_human": perform_work,
    "slack": perform_slack,
    "csp_write": perform_csp_write,
}


async def perform(db: Db, stand: Stand, step: Step) -> Done:
    """What came of the step. Its row is written here; a step under way outside keeps the row it has."""
    standing = await plays.step_at(db, stand.run.id, step.id)
    if standing is not None and standing.status == "planned":
        return Done("planned", to_send=standing.id)
    visit = await plays.count_visits(db, stand.run.id, step.id) + 1
    decision = decide(step, stand.record, stand.now, segments=stand.book.segments)
    if decision.act == "leave_out":
        done = Done("skipped", {"why": decision.why})
    else:
        done = await PERFORMERS[step.do](db, stand, step, decision, visit)
    row = RunStep(
        id=done.to_send or ids.new("stp"),
        workspace_id=stand.run.workspace_id,
        run_id=stand.run.id,
        step=step.id,
        visit=visit,
        kind=step.do,
        status=done.status,
        decision=dict(decision.as_json()),
        result=done.result,
        task_id=done.task_id,
        interview_id=done.interview_id,
        created_at=stand.now,
        done_at=None if done.status == "planned" else stand.now,
    )
    await insert(db, row)
    if stand.firing is not None and stand.firing.status == "open" and _reached(step, done):
        await act_on_firing(db, stand.firing.id, now=stand.now)
    return done


def _reached(step: Step, done: Done) -> bool:
    """Whether the step turned to the customer: a task for a colleague is not yet an answer to them."""
    return done.status == "done" and isinstance(step, Message | Invite)
