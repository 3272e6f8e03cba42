"""Policy as data: each version of each definition a workspace has instead of, or besides, those shipped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from app.tables.base import Row, json_object, made_at, moment, refers


class Policy(Row, table=True):
    """One version of one definition, as TOML. At most one version of a name is live.

    A workspace without a row for a shipped definition uses the shipped text. `off` is a live version that
    says: not here.
    """

    __tablename__ = "policies"
    __table_args__ = (
        UniqueConstraint("workspace_id", "kind", "name", "number"),
        Index(
            "uq_policies_live",
            "workspace_id",
            "kind",
            "name",
            unique=True,
            postgresql_where=text("status IN ('live', 'off')"),
        ),
    )
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    kind: str  # health | trigger | play | segment | contact | hours | thresholds | reason_codes
    name: str
    number: int
    status: str = "draft"  # draft | live | off | retired
    source: str
    note: str | None = None
    user_id: str | None = refers("users.id", nullable=True)
    key_id: str | None = refers("api_keys.id", nullable=True)
    settings: dict[str, Any] = json_object()
    created_at: datetime = made_at()
    live_at: datetime | None = moment()
    retired_at: datetime | None = moment()
