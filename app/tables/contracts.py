"""What was agreed with an account: contracts, success plans, milestones."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, UniqueConstraint
from sqlmodel import Field

from app.tables.base import Row, made_at, moment, refers


class Contract(Row, table=True):
    """A term of an account's contract; `arr_cents` is its yearly worth in the currency's hundredths.

    `outcome` is how the term ended: renewed, expanded, contracted, churned; None while it runs.
    """

    __tablename__ = "contracts"
    __table_args__ = (UniqueConstraint("account_id", "key"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    account_id: str = refers("accounts.id")
    key: str
    arr_cents: int = Field(sa_column=Column(BigInteger, nullable=False))
    currency: str = "EUR"
    starts_on: date
    renews_on: date
    auto_renews: bool = False
    outcome: str | None = None
    ended_on: date | None = None
    reason: str | None = None
    source: str
    created_at: datetime = made_at()
    changed_at: datetime = made_at()


class SuccessPlan(Row, table=True):
    """What an account wants to reach with us, in its own terms."""

    __tablename__ = "success_plans"
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    account_id: str = refers("accounts.id")
    title: str
    outcome: str
    status: str = "open"  # open | reached | dropped
    due_on: date | None = None
    created_at: datetime = made_at()
    ended_at: datetime | None = moment()


class Milestone(Row, table=True):
    """A step on the way, of onboarding or of a success plan; overdue once `due_on` passed without it."""

    __tablename__ = "milestones"
    __table_args__ = (UniqueConstraint("account_id", "key"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    account_id: str = refers("accounts.id")
    plan_id: str | None = refers("success_plans.id", nullable=True)
    key: str
    name: str
    kind: str = "onboarding"  # onboarding | plan
    due_on: date
    reached_at: datetime | None = moment()
    owner: str | None = None
    created_at: datetime = made_at()
