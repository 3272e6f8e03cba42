"""What was learned: statements, themes, tags, insights, and the embeddings they rest on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pgvector.sqlalchemy import Vector
from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field

from app.tables.base import Row, json_list, json_object, made_at, moment, refers


class Theme(Row, table=True):
    """Statements that share a point, plus a name. Its id outlives every new fit.

    `hidden_at` is when a person excluded it, `retired_at` when it went out of use; what belonged to a
    theme that was merged belongs to `merged_into_id`.
    """

    __tablename__ = "themes"
    __table_args__ = (UniqueConstraint("study_id", "key"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    study_id: str = refers("studies.id")
    parent_id: str | None = refers("themes.id", nullable=True)
    origin: str  # guide | topic | fitted
    key: str
    label: str
    summary: str | None = None
    lineage: list[Any] = json_list()
    created_at: datetime = made_at()
    retired_at: datetime | None = moment()
    hidden_at: datetime | None = moment()
    merged_into_id: str | None = refers("themes.id", nullable=True)


class ThemeExemplar(Row, table=True):
    """A unit row that stands for a fitted theme. Themes of guides and topics are encoded from their words."""

    __tablename__ = "theme_exemplars"
    theme_id: str = Field(primary_key=True, foreign_key="themes.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    encoder: str
    embedding: Any = Field(default=None, sa_column=Column(Vector, nullable=False))


class StatementRow(Row, table=True):
    """One claim: the slice [start_offset, end_offset) of a turn's text, in Unicode code points.

    `context` is what it needs to be understood, such as the question a bare yes answers. Where a person
    placed it, it stays: with a theme in that theme, without one in none.
    """

    __tablename__ = "statements"
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    study_id: str = refers("studies.id")
    interview_id: str = refers("interviews.id")
    account_id: str | None = refers("accounts.id", nullable=True)
    theme_id: str | None = refers("themes.id", nullable=True)
    turn: int
    start_offset: int
    end_offset: int
    text: str
    context: str = Field(default="", sa_column_kwargs={"server_default": ""})
    language: str | None = None
    sentiment: float | None = None
    confidence: float | None = None
    placed_by: str = Field(default="run", sa_column_kwargs={"server_default": "run"})  # run | person
    created_at: datetime = made_at()


class Tag(Row, table=True):
    """A theme, sentiment, intent or driver of one interview, with the statements that show it.

    `spans`: per piece of evidence, in its order, [start, end) of the part that shows it, in code points of
    its turn; empty for all of the statements. `about`: the competitor an intent names.
    """

    __tablename__ = "tags"
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    study_id: str = refers("studies.id")
    interview_id: str = refers("interviews.id")
    account_id: str | None = refers("accounts.id", nullable=True)
    theme_id: str | None = refers("themes.id", nullable=True)
    kind: str = Field(index=True)  # theme | sentiment | intent | driver
    name: str
    polarity: str | None = None
    confidence: float
    evidence: list[Any] = json_list()
    spans: list[Any] = json_list()
    about: str | None = None
    created_at: datetime = made_at()


class InsightRow(Row, table=True):
    """The reading of one interview; `revision` grows when it is analysed again."""

    __tablename__ = "insights"
    interview_id: str = Field(primary_key=True, foreign_key="interviews.id", ondelete="CASCADE")
    workspace_id: str = refers("workspaces.id")
    study_id: str = refers("studies.id")
    revision: int = 1
    summary: list[Any] = json_list()
    sentiment: dict[str, Any] = json_object()
    provenance: dict[str, Any] = json_object()
    created_at: datetime = made_at()
    updated_at: datetime = made_at()


class EmbeddingRow(Row, table=True):
    """A text's unit row, by the text's hash and the encoder's name; vectors of two encoders never mix."""

    __tablename__ = "embeddings"
    workspace_id: str = Field(primary_key=True, foreign_key="workspaces.id", ondelete="CASCADE")
    sha256: str = Field(primary_key=True)
    encoder: str = Field(primary_key=True)
    embedding: Any = Field(default=None, sa_column=Column(Vector, nullable=False))
