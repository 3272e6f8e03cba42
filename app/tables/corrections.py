"""What people said about tags, and what was learned from it in a workspace."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, LargeBinary, UniqueConstraint
from sqlmodel import Field

from app.tables.base import Row, made_at, refers


class TagCorrection(Row, table=True):
    """A person's word on one statement: it shows this intent or driver, or it does not.

    The statement is named by where it stands, [start_offset, end_offset) of a turn's text in Unicode code
    points, so that the word outlives every new reading. The last word on a place and a name holds.
    """

    __tablename__ = "tag_corrections"
    __table_args__ = (
        UniqueConstraint(
            *("interview_id", "turn", "start_offset", "end_offset", "kind", "name"),
            name="uq_tag_corrections_interview_id",
        ),
    )
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    interview_id: str = refers("interviews.id")
    turn: int
    start_offset: int
    end_offset: int
    kind: str  # intent | driver
    name: str
    is_right: bool
    user_id: str | None = refers("users.id", nullable=True)
    api_key_id: str | None = refers("api_keys.id", nullable=True)
    made_at: datetime = made_at()


class LearnedIntents(Row, table=True):
    """How intents are heard in one workspace: the shipped weights moved by its own corrections.

    `made_from` names the encoder and the shipped files the weights belong to; with others they mean nothing.
    """

    __tablename__ = "learned_intents"
    workspace_id: str = Field(primary_key=True, foreign_key="workspaces.id", ondelete="CASCADE")
    made_from: str
    corrections: int
    weights: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: datetime = made_at()
