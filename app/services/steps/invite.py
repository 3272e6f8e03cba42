"""An invitation to an interview: sent where the policy lets it, else a call to make, with the link
prepared."""

from __future__ import annotations

from app.database import Db
from app.queue import nudge
from app.services.invite import invite
from app.services.play_study import standing_study
from app.services.play_task import Errand, make_task, step_key
from app.services.play_values import reason_of
from app.services.run_stand import Stand
from app.services.start_interview import AlreadyAnswered, start_interview
from app.services.steps.done import Done
from app.services.steps.message import recipient
from app.services.why_loop import context_for
from app.success.plays.types import Invite
from app.success.plays.words import fill
from app.success.policy import Decision
from app.tables import Contact, Study

_HOURS_TO_CALL = 24.0


async def perform_invite(db: Db, stand: Stand, step: Invite, decision: Decision, visit: int) -> Done:
    """The interviewer gets the reason as context; the respondent is not told how we judge them."""
    contact = await recipient(db, stand, step.to)
    if contact is None:
        return Done("skipped", {"why": "Nobody there can be asked."})
    study = await standing_study(db, stand, step.guide)
    if study is None:
        return Done("skipped", {"why": f"There is no guide called “{step.guide}”."})
    if not decision.automatic:
        return await _prepare(db, stand, step, decision, visit, contact, study)
    interview, touch = await invite(
        db,
        study_id=study.id,
        account_id=stand.account.id,
        contact_id=contact.id,
        reason=await context_for(db, stand.firing),
        key=step_key(stand.run.id, step.id, visit),
        run_id=stand.run.id,
        now=stand.now,
    )
    await nudge(db, "send_touch", lane=f"touch/{touch.id}", touch_id=touch.id)
    return Done(
        "refused" if interview is None else "done",
        {
            "touch": touch.id,
            "contact": contact.id,
            "study": study.id,
            "reason": fill(step.reason, stand.values),
            "why": touch.reason,
        },
        interview_id=interview.id if interview is not None else None,
    )


async def _prepare(
    db: Db,
    stand: Stand,
    step: Invite,
    decision: Decision,
    visit: int,
    contact: Contact,
    study: Study,
) -> Done:
    """A call for the CSM, with a personal link ready that their click sends."""
    try:
        started = await start_interview(
            db,
            study,
            stand.now,
            account_id=stand.account.id,
            contact_id=contact.id,
            context=await context_for(db, stand.firing),
            is_synthetic=stand.run.is_synthetic,
        )
    except AlreadyAnswered as answered:
        return Done("skipped", {"why": answered.message, "contact": contact.id})
    interview = started.interview
    errand = Errand(
        title=f"Call {contact.name} at {stand.account.name}",
        why=decision.why,
        text=fill(step.reason, stand.values) or reason_of(stand.firing) or stand.play.purpose,
        checklist=(
            "Call them, and ask what changed in their work.",
            "If they would rather write, send the interview that is ready below.",
            "Close this with how it went.",
        ),
        hours=_HOURS_TO_CALL,
        clock="business",
        priority="high",
        whose="csm",
        prepared={
            "kind": "invitation",
            "contact": contact.id,
            "to": contact.name,
            "study": study.id,
            "interview": interview.id,
            "link": f"/i/{interview.token}",
        },
    )
    task = await make_task(db, stand, step.id, visit, errand)
    return Done(
        "refused",
        {"why": decision.why, "contact": contact.id, "study": study.id},
        task_id=task.id,
        interview_id=interview.id,
    )
