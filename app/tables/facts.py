"""What is known about accounts: facts, fields and their source, who is who elsewhere, what told us."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.tables.base import Row, json_list, json_object, made_at, moment, refers


class Fact(Row, table=True):
    """One thing that was so at one time. Its id is made of its source and the source's key: told twice, it is
    one fact. `merged_from` is the account it was told about before that account was merged into this one."""

    __tablename__ = "facts"
    __table_args__ = (Index("ix_facts_series", "account_id", "name", "at"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id", index=False)
    account_id: str = refers("accounts.id", index=False)
    contact_id: str | None = refers("contacts.id", nullable=True, index=False)
    name: str
    at: datetime = moment(nullable=False)
    value: float = 1.0
    label: str | None = None
    source: str
    evidence: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    merged_from: str | None = None
    received_at: datetime = made_at()


class Identity(Row, table=True):
    """Another system's id for one of our accounts or contacts; compared without regard to case.

    `external_id` is kept as it was given, `folded` is what it is looked up by.
    """

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("workspace_id", "system", "object", "folded"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    system: str
    object: str  # account | contact
    external_id: str
    folded: str
    account_id: str = refers("accounts.id")
    contact_id: str | None = refers("contacts.id", nullable=True)
    created_at: datetime = made_at()


class AccountField(Row, table=True):
    """A field of an account as its newest source has it; `previous` is what stood there before."""

    __tablename__ = "account_fields"
    __table_args__ = (UniqueConstraint("account_id", "name"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    account_id: str = refers("accounts.id", index=False)
    name: str
    value: Any = Field(default=None, sa_column=Column(JSONB, nullable=True))
    previous: Any = Field(default=None, sa_column=Column(JSONB, nullable=True))
    source: str
    at: datetime = moment(nullable=False)
    received_at: datetime = made_at()


class AccountMerge(Row, table=True):
    """Two accounts that were one: what moved, by whom, and when it was taken back."""

    __tablename__ = "account_merges"
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    kept_id: str = refers("accounts.id")
    merged_id: str = refers("accounts.id")
    user_id: str | None = refers("users.id", nullable=True)
    key_id: str | None = refers("api_keys.id", nullable=True)
    reason: str | None = None
    moved: dict[str, Any] = json_object()
    created_at: datetime = made_at()
    undone_at: datetime | None = moment()


class Source(Row, table=True):
    """A system that touches customers: is it connected, whose it is, when it last told us something."""

    __tablename__ = "sources"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    name: str
    kind: str  # crm | product | support | billing | warehouse | feedback | messaging | file | other
    status: str = "planned"  # planned | connected | paused
    owner: str | None = None
    fresh_hours: int | None = None
    facts_count: int = 0
    rejected_count: int = 0
    last_fact_at: datetime | None = moment()
    last_error: str | None = None
    created_at: datetime = made_at()


class ImportRun(Row, table=True):
    """One file taken in. The same file again is the same import; `problems` name the rows refused."""

    __tablename__ = "imports"
    __table_args__ = (UniqueConstraint("workspace_id", "kind", "sha256"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    kind: str  # accounts | contacts | contracts | events | nps
    sha256: str
    file_name: str
    rows: int = 0
    made: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    problems: list[Any] = json_list()
    created_at: datetime = made_at()
    ended_at: datetime | None = moment()
