"""Something happened that others may want to know: an event row and a delivery per interested endpoint.

Both are written in the transaction that makes the event true, so nothing is told that did not happen and
nothing that happened stays untold.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app import ids
from app.database import Db
from app.queries import accounts, deliveries, interviews, studies
from app.queries.base import insert, insert_many
from app.queue import nudge
from app.tables import Account, Contact, Delivery, Event, Interview, Study

TYPES = (
    "interview.started",
    "interview.completed",
    "interview.abandoned",
    "interview.handed_off",
    "insight.created",
    "insight.updated",
    "theme.emerged",
    "theme.shifted",
    "health.changed",
    "trigger.fired",
    "trigger.closed",
    "play.completed",
    "csp.write",
    "task.created",
)
"""What can be subscribed to."""


async def emit_event(
    db: Db,
    workspace_id: str,
    kind: str,
    data: dict[str, Any],
    now: datetime,
    *,
    account_id: str | None = None,
    interview_id: str | None = None,
) -> None:
    """Writes the event and its deliveries, and nudges each endpoint's lane."""
    event = Event(
        id=ids.new("evt"),
        workspace_id=workspace_id,
        type=kind,
        account_id=account_id,
        interview_id=interview_id,
        data=data,
        created_at=now,
    )
    await insert(db, event)
    endpoints = await deliveries.interested(db, kind)
    await insert_many(
        db,
        [
            Delivery(
                id=ids.new("dlv"),
                workspace_id=workspace_id,
                webhook_id=endpoint.id,
                event_id=event.id,
                due_at=now,
                created_at=now,
            )
            for endpoint in endpoints
        ],
    )
    for endpoint in endpoints:
        await nudge(db, "deliver", lane=f"deliver/{endpoint.id}", webhook_id=endpoint.id)


async def emit_interview_event(db: Db, interview_id: str, kind: str, now: datetime) -> None:
    """An event about the course of an interview; it carries no text from the transcript."""
    interview = await interviews.interview(db, interview_id)
    if interview is None:
        return
    data = await about_interview(db, interview)
    data |= {"status": interview.status, "reason": interview.closed_reason, "turns": interview.last_seq}
    await emit_event(
        db,
        interview.workspace_id,
        kind,
        data,
        now,
        account_id=interview.account_id,
        interview_id=interview.id,
    )


async def about_interview(db: Db, interview: Interview) -> dict[str, Any]:
    """The part every event about an interview shares: which study, which account, which person.

    `link` is a path; whoever sends the event knows the address people see.
    """
    study = await studies.study(db, interview.study_id)
    moment = await studies.moment(db, interview.study_id)
    account = await accounts.account(db, interview.account_id) if interview.account_id else None
    contact = await accounts.contact(db, interview.contact_id) if interview.contact_id else None
    return {
        "interview": interview.id,
        "study": _study(study, moment),
        "account": _account(account),
        "contact": _contact(contact),
        "synthetic": interview.is_synthetic,
        "link": f"/interviews/{interview.id}",
    }


def _study(study: Study | None, moment: str | None) -> dict[str, Any] | None:
    return {"id": study.id, "title": study.title, "moment": moment} if study else None


def _account(account: Account | None) -> dict[str, Any] | None:
    return {"id": account.id, "external_ids": account.external_ids} if account else None


def _contact(contact: Contact | None) -> dict[str, Any] | None:
    return {"id": contact.id, "name": contact.name, "role": contact.role} if contact else None
