"""The interviewer falls silent and a person is called: a task with everything they need, mail, an event.

All of it is written in the transaction of the words that announced it, so nobody is promised a person whom
nobody called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from app import ids
from app.database import Db
from app.queries import accounts, interviews, studies, tasks, turns, workspaces
from app.queries.base import insert
from app.services.emit_event import about_interview, emit_event, emit_interview_event
from app.services.hear_accounts import hear
from app.services.queue_mail import Addressee, queue_mail
from app.services.who_to_tell import first_to_tell
from app.tables import Account, Contact, Interview, Study, Task, TurnRow, Workspace

Reason = Literal["human", "distress", "legal"]

TITLES: Mapping[str, str] = {
    "human": "{who} asks for a person",
    "distress": "{who} may be in distress",
    "legal": "{who} speaks of legal steps",
}
WHYS: Mapping[str, str] = {
    "human": "They asked to speak with a person.",
    "distress": "What they wrote sounds like distress, a threat or danger.",
    "legal": "They wrote about lawyers, courts, regulators or claims.",
}
ACTED: Mapping[str, str] = {
    "human": "(pressed “Talk to a person”)",
    "skip": "(skipped the question)",
    "stop": "(pressed “Stop”)",
}
ASKED_AGAIN = "asked_again"


@dataclass(frozen=True)
class Case:
    """Everything known about one hand-off."""

    workspace: Workspace
    interview: Interview
    study: Study
    account: Account | None
    contact: Contact | None
    wait_minutes: int | None

    @property
    def who(self) -> str:
        if self.contact is None:
            return f"Somebody at {self.account.name}" if self.account else "A respondent"
        return f"{self.contact.name} ({self.account.name})" if self.account else self.contact.name


async def hand_off(
    db: Db, interview_id: str, reply: int, reason: Reason, *, now: datetime, base_url: str
) -> Task:
    """The task. `reply` is the seq of the turn that announced the person. A hand-off of this interview that
    was still open is closed by the new one."""
    case = await _case(db, interview_id)
    earlier = await tasks.hand_off_of(db, interview_id)
    if earlier is not None and earlier.status != "done":
        await tasks.close(db, earlier.id, ASKED_AGAIN, None, now)
    task = _task(case, await turns.turns(db, interview_id), reply, reason, now)
    await interviews.set_status(db, interview_id, "with_human")
    await insert(db, task)
    await hear(db, interview_id, now)
    await _tell(db, case, task, now, base_url)
    await emit_interview_event(db, interview_id, "interview.handed_off", now)
    await emit_event(
        db,
        task.workspace_id,
        "task.created",
        await about_interview(db, case.interview) | about_task(task),
        now,
        account_id=task.account_id,
        interview_id=interview_id,
    )
    return task


def about_task(task: Task) -> dict[str, Any]:
    """A task as events tell it: what and how urgent, no word of the respondent's."""
    return {
        "task": task.id,
        "kind": task.kind,
        "title": task.title,
        "reason": task.reason,
        "priority": task.priority,
        "due_at": task.due_at.isoformat(),
        "link": f"/tasks/{task.id}",
    }


def letter_values(case: Case, task: Task, base_url: str) -> dict[str, Any]:
    """What the letters about a hand-off say."""
    account = case.account
    facts = [("From", case.who), ("Study", case.study.title)]
    if account is not None and account.renewal_on is not None:
        facts.append(("Renewal", account.renewal_on.isoformat()))
    return {
        "title": task.title,
        "why": task.context["why"],
        "is_urgent": task.priority == "urgent",
        "facts": facts,
        "asked": task.context["asked"],
        "said": [said["text"] or ACTED.get(said["action"], "") for said in task.context["said"]],
        "tried": task.context["tried"],
        "wait_minutes": case.wait_minutes,
        "backup_minutes": case.workspace.backup_minutes,
        "link": f"{base_url}/tasks/{task.id}",
    }


async def case_of(db: Db, task: Task) -> Case | None:
    """What is known about a task's hand-off; None once its interview is gone."""
    return await _case(db, task.interview_id) if task.interview_id else None


async def _case(db: Db, interview_id: str) -> Case:
    interview = await interviews.interview(db, interview_id)
    assert interview is not None  # noqa: S101 - its turns are being written
    study = await studies.study(db, interview.study_id)
    workspace = await workspaces.workspace(db, interview.workspace_id)
    assert study is not None  # noqa: S101 - the interview refers to it
    assert workspace is not None  # noqa: S101 - and to this
    return Case(
        workspace,
        interview,
        study,
        await accounts.account(db, interview.account_id) if interview.account_id else None,
        await accounts.contact(db, interview.contact_id) if interview.contact_id else None,
        await studies.wait_minutes(db, study.id),
    )


def _task(case: Case, rows: Sequence[TurnRow], reply: int, reason: Reason, now: datetime) -> Task:
    workspace, interview = case.workspace, case.interview
    made_up = interview.is_synthetic
    return Task(
        id=ids.new("task"),
        workspace_id=workspace.id,
        kind="hand_off",
        title=TITLES[reason].format(who=case.who),
        reason=reason,
        priority="normal" if reason == "human" else "urgent",
        account_id=interview.account_id,
        contact_id=interview.contact_id,
        interview_id=interview.id,
        context=_context(rows, reply, reason, case.study),
        is_synthetic=made_up,
        due_at=now + timedelta(minutes=case.wait_minutes or workspace.nobody_minutes),
        backup_at=None if made_up else now + timedelta(minutes=workspace.backup_minutes),
        give_up_at=None if made_up else now + timedelta(minutes=workspace.nobody_minutes),
        created_at=now,
    )


def _context(rows: Sequence[TurnRow], reply: int, reason: Reason, study: Study) -> dict[str, Any]:
    """Why it was handed over, what was asked, their words as they wrote them, and what was answered."""
    said = [row for row in rows if row.speaker == "respondent" and row.answered_by == reply]
    first = said[0].seq if said else reply
    asked = [row.text for row in rows if row.speaker == "interviewer" and row.seq < first]
    tried = [row.text for row in rows if row.seq == reply]
    return {
        "why": WHYS[reason],
        "study": study.title,
        "asked": asked[-1] if asked else "",
        "said": [{"turn": row.seq, "action": row.action, "text": row.text} for row in said],
        "tried": tried[0] if tried else "",
    }


async def _tell(db: Db, case: Case, task: Task, now: datetime, base_url: str) -> None:
    """Nobody is called to a simulated respondent."""
    if task.is_synthetic:
        return
    for to in await first_to_tell(db, case.workspace, case.account):
        await tell(db, case, task, to, "hand_off", now, base_url)


async def tell(
    db: Db, case: Case, task: Task, to: Addressee, template: str, now: datetime, base_url: str
) -> None:
    """One person hears of a hand-off, once."""
    await queue_mail(
        db,
        task.workspace_id,
        to,
        template,
        letter_values(case, task, base_url),
        about=task.id,
        now=now,
        base_url=base_url,
        task_id=task.id,
    )
