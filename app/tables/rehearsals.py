"""Rehearsals: a guide tried on simulated respondents, kept apart from everything real."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from app.tables.base import Row, json_list, json_object, made_at, moment, refers


class Rehearsal(Row, table=True):
    """One run of a guide's version. Its interviews are in no other table.

    `done` of `respondents` interviews are through; `result` holds the scoreboard and hints, `transcripts`
    the worst interviews first; `error` is a sentence for people.
    """

    __tablename__ = "rehearsals"
    __table_args__ = (
        Index("ix_rehearsals_waiting", "id", postgresql_where=text("status IN ('queued', 'running')")),
    )
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    guide_version_id: str = refers("guide_versions.id")
    status: str = "queued"  # queued | running | done | failed
    respondents: int
    seed: int
    language: str
    voice: str = "built-in"  # built-in | model
    done: int = 0
    result: dict[str, Any] = json_object()
    transcripts: list[dict[str, Any]] = json_list()
    error: str | None = None
    created_at: datetime = made_at()
    started_at: datetime | None = moment()
    ended_at: datetime | None = moment()
