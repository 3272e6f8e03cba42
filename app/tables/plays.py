"""Plays as rows: a run, its steps, and every time we turned to a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.tables.base import Row, json_list, json_object, made_at, moment, refers


class PlayRun(Row, table=True):
    """One carrying-out of a play for one account, in the version it began with.

    `step` is where it stands, `due_at` when to look at it next, `waits_for` what it waits for. A holdout
    takes no step and is measured all the same.
    """

    __tablename__ = "play_runs"
    __table_args__ = (
        UniqueConstraint("workspace_id", "play", "cause"),
        Index("ix_play_runs_due", "due_at", postgresql_where=text("status IN ('running', 'waiting')")),
    )
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    account_id: str = refers("accounts.id")
    contact_id: str | None = refers("contacts.id", nullable=True)
    firing_id: str | None = refers("firings.id", nullable=True)
    play: str
    version: str
    source: str
    cause: str
    status: str = "running"  # running | waiting | paused | done | stopped | failed
    step: str | None = None
    waits_for: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    is_holdout: bool = False
    is_synthetic: bool = False
    outcome: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    due_at: datetime | None = moment()
    started_at: datetime = made_at()
    ended_at: datetime | None = moment()
    ended_why: str | None = None


class RunStep(Row, table=True):
    """One step of a run: what was decided about it, what it came to. It happens once per run and visit."""

    __tablename__ = "run_steps"
    __table_args__ = (UniqueConstraint("run_id", "step", "visit"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    run_id: str = refers("play_runs.id")
    step: str
    visit: int = 1
    kind: str
    status: str  # planned | waiting | done | refused | skipped | failed
    decision: dict[str, Any] = json_object()
    result: dict[str, Any] = json_object()
    task_id: str | None = refers("tasks.id", nullable=True)
    interview_id: str | None = refers("interviews.id", nullable=True)
    created_at: datetime = made_at()
    done_at: datetime | None = moment()


class Touch(Row, table=True):
    """One time we turn to a person, whatever the channel, play or study: what the caps count.

    `key` makes the same step the same touch. A `planned` one may go out and counts already, a `held` one
    waits for quiet hours or a cap, a `refused` one says why in `reason`. It counts from `counted_at` on.
    """

    __tablename__ = "touches"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        Index("ix_touches_contact", "contact_id", "counted_at"),
        Index("ix_touches_account", "account_id", "counted_at"),
        Index("ix_touches_due", "due_at", postgresql_where=text("status IN ('held', 'planned')")),
    )
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    account_id: str = refers("accounts.id", index=False)
    contact_id: str | None = refers("contacts.id", nullable=True, index=False)
    run_id: str | None = refers("play_runs.id", nullable=True)
    interview_id: str | None = refers("interviews.id", nullable=True)
    key: str
    channel: str  # email | in_app | file
    purpose: str  # message | invitation | reminder
    status: str = "held"  # planned | held | sent | refused | cancelled
    reason: str | None = None
    content: dict[str, Any] = json_object()
    due_at: datetime | None = moment()
    counted_at: datetime | None = moment()
    created_at: datetime = made_at()
    shown_at: datetime | None = moment()
    clicked_at: datetime | None = moment()
    done_at: datetime | None = moment()
    dismissed_at: datetime | None = moment()


class TouchLink(Row, table=True):
    """A link in a message of ours: who follows it is sent on to `url`, and we know that it was followed."""

    __tablename__ = "touch_links"
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    touch_id: str = refers("touches.id")
    token: str = Field(unique=True)
    url: str
    clicks: list[Any] = json_list()
    created_at: datetime = made_at()
