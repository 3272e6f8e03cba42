"""What became true: where each trigger stands with each account, and its firings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.tables.base import Row, json_list, json_object, made_at, moment, refers


class TriggerState(Row, table=True):
    """Whether a trigger's condition holds for an account; `crossings` counts how often it became true.

    A trigger is armed again once its condition stopped holding by more than its margin.
    """

    __tablename__ = "trigger_states"
    __table_args__ = (UniqueConstraint("account_id", "trigger"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    account_id: str = refers("accounts.id", index=False)
    trigger: str
    is_armed: bool = True
    crossings: int = 0
    last_value: float | None = None
    fired_at: datetime | None = moment()
    looked_at: datetime = made_at()


class Firing(Row, table=True):
    """One moment a trigger's condition became true for an account, with why, until somebody closes it.

    `cause` makes the same crossing the same firing. `due_at` is when somebody must have acted; `owner` is
    who, `owner_rule` how they were found.
    """

    __tablename__ = "firings"
    __table_args__ = (
        UniqueConstraint("account_id", "trigger", "cause"),
        Index("ix_firings_open", "workspace_id", "due_at", postgresql_where=text("status <> 'closed'")),
    )
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    account_id: str = refers("accounts.id")
    contact_id: str | None = refers("contacts.id", nullable=True)
    trigger: str
    version: str
    cause: str
    status: str = "open"  # open | acting | closed
    priority: str = "normal"  # urgent | high | normal | low
    title: str
    reason: dict[str, Any] = json_object()  # value, previous, unit, window_days, sentence, why_known
    top: list[Any] = json_list()
    evidence: list[Any] = json_list()
    checks: dict[str, Any] = json_object()  # seasonality, stakeholders
    owner: str | None = None
    owner_rule: str | None = None
    backup: str | None = None
    pod: str | None = None
    sla: dict[str, Any] = json_object()
    is_synthetic: bool = False
    fired_at: datetime = made_at()
    due_at: datetime = moment(nullable=False)
    acted_at: datetime | None = moment()
    breached_at: datetime | None = moment()
    closed_at: datetime | None = moment()
    reason_code: str | None = None
    note: str | None = None
    closed_by: str | None = None
    outcome: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
