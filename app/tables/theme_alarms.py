"""What was told about a study's themes, so that nothing is told twice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.tables.base import Row, json_object, made_at, refers


class ThemeAlarm(Row, table=True):
    """A theme emerged or shifted. `cause` is what it is told once for, `since` the first day of what is new;
    `figures` are the numbers before and after, without a respondent's words."""

    __tablename__ = "theme_alarms"
    __table_args__ = (UniqueConstraint("study_id", "cause"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    study_id: str = refers("studies.id")
    theme_id: str = refers("themes.id")
    kind: str  # emerged | shifted
    cause: str
    since: date
    figures: dict[str, Any] = json_object()
    created_at: datetime = made_at()
