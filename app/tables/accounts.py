"""Accounts and the people there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Column
from sqlmodel import Field

from app.tables.base import Row, json_object, made_at, refers


class Account(Row, table=True):
    """A company that buys from us. `external_ids` maps a system's name to its id there."""

    __tablename__ = "accounts"
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    name: str
    domain: str | None = None
    segment: str | None = None
    arr_cents: int | None = Field(default=None, sa_column=Column(BigInteger))
    renewal_on: date | None = None
    csm: str | None = None
    external_ids: dict[str, Any] = json_object()
    is_synthetic: bool = False
    created_at: datetime = made_at()


class Contact(Row, table=True):
    """A person at an account."""

    __tablename__ = "contacts"
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    account_id: str = refers("accounts.id")
    name: str
    email: str | None = None
    role: str | None = None
    is_synthetic: bool = False
    created_at: datetime = made_at()

    @property
    def first_name(self) -> str | None:
        """The name they are greeted by, None where there is none."""
        return next(iter(self.name.split()), None)
