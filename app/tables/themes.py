"""What people and refits did to a study's themes: every edit, and every refit with its figures and report."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.tables.base import Row, json_list, json_object, made_at, moment, refers


class ThemeEdit(Row, table=True):
    """One decision of a person, or of a system with a key; later runs respect it until it is undone.

    `what` holds what it changed, before and after, so that it can be undone.
    """

    __tablename__ = "theme_edits"
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    study_id: str = refers("studies.id")
    theme_id: str | None = refers("themes.id", nullable=True)
    user_id: str | None = refers("users.id", nullable=True)
    key_id: str | None = refers("api_keys.id", nullable=True)
    kind: str  # rename | merge | split | place | exclude | restore
    what: dict[str, Any] = json_object()
    created_at: datetime = made_at()
    undone_at: datetime | None = moment()


class ThemeRun(Row, table=True):
    """One refit of a study, numbered from 1. `settings` are what it was asked, `figures` what it came to.

    `report` lists what moved: {event, theme, label, others: [{theme, label}], statements: [ids]}.
    """

    __tablename__ = "theme_runs"
    __table_args__ = (UniqueConstraint("study_id", "number"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    study_id: str = refers("studies.id")
    user_id: str | None = refers("users.id", nullable=True)
    key_id: str | None = refers("api_keys.id", nullable=True)
    number: int
    status: str = "queued"  # queued | running | done | failed
    settings: dict[str, Any] = json_object()
    figures: dict[str, Any] = json_object()
    report: list[Any] = json_list()
    error: str | None = None
    created_at: datetime = made_at()
    started_at: datetime | None = moment()
    ended_at: datetime | None = moment()
