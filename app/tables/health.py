"""How accounts are: scores with their reasons, how they moved, and what is likely to come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from app.tables.base import Row, json_list, json_object, made_at, moment, refers


class ScoreRow(Row, table=True):
    """An account's score by one definition as it stands; `score` is None while too little is known.

    `factors` are all of them, `top` the three that explain it best, each with points and evidence.
    `previous` and `moved_at` are of the last time the score moved.
    """

    __tablename__ = "health"
    __table_args__ = (UniqueConstraint("account_id", "definition"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    account_id: str = refers("accounts.id", index=False)
    definition: str
    version: str
    score: float | None = None
    band: str | None = None
    coverage: float = 0.0
    previous: float | None = None
    factors: list[Any] = json_list()
    top: list[Any] = json_list()
    moved_at: datetime | None = moment()
    computed_at: datetime = made_at()


class ScoreChange(Row, table=True):
    """One move of a score: from, to, why. `cause` is facts, age, coverage or definition; only the
    first two are about the account, and the others fire nothing. A score's first row has the cause first.

    `factors` are all of them as they stood, without their reasons; `is_told` when others were told of it.
    """

    __tablename__ = "score_changes"
    __table_args__ = (Index("ix_score_changes_account", "account_id", "definition", "at"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    account_id: str = refers("accounts.id", index=False)
    definition: str
    version: str
    score: float | None = None
    band: str | None = None
    previous: float | None = None
    coverage: float = 0.0
    cause: str
    top: list[Any] = json_list()
    factors: list[Any] = json_list()
    is_told: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    at: datetime = made_at()


class Prediction(Row, table=True):
    """How likely an account is to leave or to grow within `days`; `method` is model or rule.

    `ahead` has the probability by days, 30 to 90. One above the line is flagged, and stays so until a person
    closes it with a `reason_code`. `renewal_confidence` (0..1) is how likely it would renew, had it to soon.
    """

    __tablename__ = "predictions"
    __table_args__ = (UniqueConstraint("account_id", "kind"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    account_id: str = refers("accounts.id", index=False)
    kind: str  # churn | expansion
    days: int
    probability: float
    method: str
    ahead: dict[str, Any] = json_object()
    renewal_confidence: float | None = None
    reasons: list[Any] = json_list()
    at: datetime = made_at()
    flagged_at: datetime | None = moment()
    closed_at: datetime | None = moment()
    closed_by: str | None = None
    reason_code: str | None = None
    note: str | None = None


class PredictionModel(Row, table=True):
    """A model learned from the workspace's own history, and how it did on what came later."""

    __tablename__ = "prediction_models"
    __table_args__ = (UniqueConstraint("workspace_id", "kind"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    kind: str
    weights: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    figures: dict[str, Any] = json_object()
    learned_at: datetime = made_at()
