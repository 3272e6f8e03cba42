"""What leaves: webhook endpoints, events, deliveries and each attempt at one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from app.tables.base import Row, json_list, json_object, made_at, moment, refers


class Webhook(Row, table=True):
    """An endpoint that wants events. `secrets` holds the signing secrets, newest first."""

    __tablename__ = "webhooks"
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    url: str
    description: str | None = None
    events: list[Any] = json_list()
    secrets: list[Any] = json_list()
    is_thin: bool = False
    disabled_at: datetime | None = moment()
    disabled_reason: str | None = None
    created_at: datetime = made_at()


class Event(Row, table=True):
    """Something that happened and may be told, written in the transaction that made it true."""

    __tablename__ = "events"
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    type: str = Field(index=True)
    account_id: str | None = refers("accounts.id", nullable=True)
    interview_id: str | None = refers("interviews.id", nullable=True)
    data: dict[str, Any] = json_object()
    created_at: datetime = made_at()


class Delivery(Row, table=True):
    """One event for one endpoint. `due_at` is when to try next; the row is the truth, jobs only nudge."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("webhook_id", "event_id"),
        Index("ix_deliveries_due", "due_at", postgresql_where=text("status = 'pending'")),
    )
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    webhook_id: str = refers("webhooks.id")
    event_id: str = refers("events.id")
    status: str = "pending"  # pending | delivered | failed
    attempts: int = 0
    due_at: datetime | None = moment()
    delivered_at: datetime | None = moment()
    created_at: datetime = made_at()


class Attempt(Row, table=True):
    """One try at a delivery and how it went; `excerpt` is at most 200 characters of the answer."""

    __tablename__ = "attempts"
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    delivery_id: str = refers("deliveries.id")
    status: int | None = None
    is_ok: bool
    error: str | None = None
    excerpt: str | None = None
    milliseconds: float
    at: datetime = made_at()
