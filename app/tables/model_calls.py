"""What was asked of language models and what it cost: every request, and sums by day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, text
from sqlmodel import Field

from app.tables.base import Row, made_at, refers


def amount() -> int:
    """A column for a sum of tokens or money, 0 unless given."""
    column = Column(BigInteger, nullable=False, server_default=text("0"))
    found: int = Field(default=0, sa_column=column)
    return found


def goes_with(target: str) -> str | None:
    """A reference that may be empty; the row goes with its target."""
    column: Column[str] = Column(String, ForeignKey(target, ondelete="CASCADE"), nullable=True, index=True)
    found: str | None = Field(default=None, sa_column=column)
    return found


class ModelCall(Row, table=True):
    """One request to a model, also one that failed. `reply_to` is the turn it was to answer.

    `outcome` is `replied`, `dropped` (its words were refused, or nobody waited any longer) or why it
    failed; `cached_tokens` are part of `prompt_tokens`; `cost_micros` is in millionths of the currency of
    the price file, None for a model without a price.
    """

    __tablename__ = "model_calls"
    __table_args__ = (Index("ix_model_calls_at", "workspace_id", "at"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id", index=False)
    study_id: str | None = refers("studies.id", nullable=True)
    interview_id: str | None = refers("interviews.id", nullable=True)
    reply_to: int | None = None
    purpose: str  # interview | analysis | rehearsal | drafting
    model: str
    served_as: str | None = None
    outcome: str
    ms: int
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    is_estimated: bool = False
    cost_micros: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    at: datetime = made_at()


class ModelDay(Row, table=True):
    """The calls of one UTC day for one purpose, of a study or of none, added up as they are written.

    `unpriced` counts calls whose tokens no price was known for: `cost_micros` lacks them.
    """

    __tablename__ = "model_days"
    __table_args__ = (
        Index(
            "uq_model_days_sum",
            *("workspace_id", "day", "study_id", "purpose"),
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id", index=False)
    study_id: str | None = goes_with("studies.id")
    day: date
    purpose: str
    calls: int = amount()
    unpriced: int = amount()
    prompt_tokens: int = amount()
    cached_tokens: int = amount()
    completion_tokens: int = amount()
    cost_micros: int = amount()
