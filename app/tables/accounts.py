"""Accounts and the people there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, text
from sqlmodel import Field

from app.tables.base import Row, json_object, made_at, moment, refers


class Account(Row, table=True):
    """A company that buys from us. `external_ids` maps a system's name to its id there (see `Identity`).

    `look_at` is when its scores and triggers are to be looked at again, now when a fact has come. `csm`,
    `backup` and `pod` look after it. While `no_contact_until` lies ahead nobody there is written to, because
    its CSM said so. An account that was `merged_into_id` another is that other.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        Index("ix_accounts_look", "workspace_id", "look_at", postgresql_where=text("look_at IS NOT NULL")),
    )
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    name: str
    domain: str | None = None
    segment: str | None = None
    arr_cents: int | None = Field(default=None, sa_column=Column(BigInteger))
    renewal_on: date | None = None
    csm: str | None = None
    external_ids: dict[str, Any] = json_object()
    parent_id: str | None = refers("accounts.id", nullable=True)
    merged_into_id: str | None = refers("accounts.id", nullable=True)
    stage: str | None = None
    tier: str | None = None
    industry: str | None = None
    team_size: int | None = None
    time_zone: str | None = None
    started_on: date | None = None
    churned_on: date | None = None
    backup: str | None = None
    pod: str | None = None
    no_contact_until: date | None = None
    no_contact_reason: str | None = None
    look_at: datetime | None = moment()
    is_synthetic: bool = False
    created_at: datetime = made_at()


class Contact(Row, table=True):
    """A person at an account. Who opted out is never written to; `left_at` is when they left the account.

    `unsubscribe_token` opens the page where they opt out.
    """

    __tablename__ = "contacts"
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    account_id: str = refers("accounts.id")
    name: str
    email: str | None = None
    role: str | None = None
    time_zone: str | None = None
    language: str | None = None
    opted_out_at: datetime | None = moment()
    left_at: datetime | None = moment()
    unsubscribe_token: str | None = Field(default=None, unique=True)
    is_synthetic: bool = False
    created_at: datetime = made_at()

    @property
    def first_name(self) -> str | None:
        """The name they are greeted by, None where there is none."""
        return next(iter(self.name.split()), None)
