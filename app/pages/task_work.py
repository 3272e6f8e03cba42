"""A task that a play made: why, what to do, what is known, and what is ready to be sent or put in a
calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from fastapi import Request

from app.database import Db
from app.deps import kit_of, now_of
from app.pages.frame import Context
from app.pages.notices import notice
from app.pages.route import viewer_of
from app.queries import accounts, firings, touches, workspaces
from app.services.close_task import REASON_CODES, WORK_DONE
from app.tables import Account, Contact, Firing, Task, Touch, User


@dataclass(frozen=True)
class Evidence:
    """A line of what is known; with `href` it leads to where it was said."""

    text: str
    is_quote: bool
    href: str | None


@dataclass(frozen=True)
class Prepared:
    """What a click sends: a message in its words, or a personal link; `touch` once it was sent."""

    kind: str
    to: str
    subject: str
    text: str
    link: str | None
    touch: Touch | None


@dataclass(frozen=True)
class Date:
    """A time to propose, and its number in the calendar file's address."""

    number: int
    at: datetime


@dataclass(frozen=True)
class WorkPage(Context):
    """One task of a play. `dates` are those to propose, `heard` what its people said in this run."""

    template: ClassVar[str] = "tasks/work.html"
    section: ClassVar[str] = "Tasks"
    task: Task
    account: Account | None
    contact: Contact | None
    assignee: User | None
    is_mine: bool
    is_overdue: bool
    firing: Firing | None
    evidence: list[Evidence]
    top: list[str]
    heard: list[dict[str, Any]]
    prepared: Prepared | None
    agenda: list[str]
    dates: list[Date]
    reasons: dict[str, str]
    code: str
    note: str
    errors: dict[str, str]
    notice: str


async def work_of(db: Db, request: Request, task: Task, **form: Any) -> WorkPage:
    """The page; `form` is what stood in the form that closes the task, and its errors."""
    context = task.context
    meeting = context.get("meeting") or {}
    contact = await accounts.contact(db, task.contact_id) if task.contact_id else None
    assignee = await workspaces.user(db, task.assignee_id) if task.assignee_id else None
    return WorkPage(
        task=task,
        account=await accounts.account(db, task.account_id) if task.account_id else None,
        contact=contact,
        assignee=assignee,
        is_mine=task.assignee_id == viewer_of(request).user.id,
        is_overdue=task.status != "done" and task.due_at < now_of(),
        firing=await firings.firing(db, task.firing_id) if task.firing_id else None,
        evidence=[_evidence(item) for item in context.get("evidence", ()) if item.get("text")],
        top=[str(factor["sentence"]) for factor in context.get("top", ()) if factor.get("sentence")],
        heard=list(context.get("heard", ())),
        prepared=await _prepared(db, request, context.get("prepared")),
        agenda=list(meeting.get("agenda", ())),
        dates=[Date(n, datetime.fromisoformat(at)) for n, at in enumerate(meeting.get("dates", ()), 1)],
        reasons={code: REASON_CODES[code] for code in WORK_DONE},
        code=form.get("code", ""),
        note=form.get("note", ""),
        errors=form.get("errors", {}),
        notice=notice(request),
    )


def _evidence(item: dict[str, Any]) -> Evidence:
    interview = item.get("interview")
    is_quote = item.get("kind") == "statement"
    return Evidence(str(item["text"]), is_quote, f"/interviews/{interview}" if interview else None)


async def _prepared(db: Db, request: Request, given: dict[str, Any] | None) -> Prepared | None:
    if not given:
        return None
    sent = given.get("touch")
    link = given.get("link")
    return Prepared(
        kind=str(given["kind"]),
        to=str(given["to"]),
        subject=str(given.get("subject", "")),
        text=str(given.get("text", "")),
        link=f"{kit_of(request).settings.base_url}{link}" if link else None,
        touch=await touches.touch(db, sent) if sent else None,
    )
