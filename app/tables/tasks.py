"""What a person has to do, and the mail that tells them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from app.tables.base import Row, json_object, made_at, moment, refers


class Task(Row, table=True):
    """Something for a CSM. `context` holds why, and the respondent's words as they were said.

    While a hand-off is open, `backup_at` is when others are told too and `give_up_at` when the respondent
    is let go; both are None once they no longer matter. An interview has at most one open hand-off.
    `key` makes the same step of a play the same task; `breached_at` is when its time ran out undone.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        Index(
            "uq_tasks_open_hand_off",
            "interview_id",
            unique=True,
            postgresql_where=text("kind = 'hand_off' AND status <> 'done'"),
        ),
        Index("ix_tasks_waiting", "workspace_id", postgresql_where=text("status <> 'done'")),
        UniqueConstraint("workspace_id", "key"),
    )
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    kind: str  # hand_off | play | firing
    title: str
    reason: str  # human | distress | legal, or the trigger that fired
    priority: str = "normal"  # urgent | high | normal | low
    status: str = "open"  # open | claimed | done
    account_id: str | None = refers("accounts.id", nullable=True)
    contact_id: str | None = refers("contacts.id", nullable=True)
    interview_id: str | None = refers("interviews.id", nullable=True)
    firing_id: str | None = refers("firings.id", nullable=True)
    run_id: str | None = refers("play_runs.id", nullable=True)
    key: str | None = None
    assignee_id: str | None = refers("users.id", nullable=True)
    backup_id: str | None = refers("users.id", nullable=True)
    context: dict[str, Any] = json_object()
    reason_code: str | None = None
    note: str | None = None
    is_synthetic: bool = False
    due_at: datetime = moment(nullable=False)
    backup_at: datetime | None = moment(index=True)
    give_up_at: datetime | None = moment(index=True)
    created_at: datetime = made_at()
    claimed_at: datetime | None = moment()
    done_at: datetime | None = moment()
    breached_at: datetime | None = moment()


class Mail(Row, table=True):
    """One message to one address. `key` makes telling somebody twice the same mail.

    `captured` mail stays here to be read; with a mail server it is `pending` until sent or given up.
    """

    __tablename__ = "mails"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        Index("ix_mails_due", "due_at", postgresql_where=text("status = 'pending'")),
    )
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    task_id: str | None = refers("tasks.id", nullable=True)
    touch_id: str | None = refers("touches.id", nullable=True)
    headers: dict[str, Any] = json_object()
    key: str
    template: str
    to_address: str
    to_name: str
    subject: str
    text: str
    html: str
    message_id: str = Field(unique=True)
    status: str = "pending"  # captured | pending | sent | failed
    attempts: int = 0
    last_error: str | None = None
    due_at: datetime | None = moment()
    sent_at: datetime | None = moment()
    created_at: datetime = made_at()
