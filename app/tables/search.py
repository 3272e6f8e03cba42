"""What statements are found by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field

from app.tables.base import Row, refers


class StatementSearch(Row, table=True):
    """A statement's words, and the key of its embedding.

    `words` are stemmed as its language asks, empty where words are not set apart by spaces. `sha256` is that
    of the text as it is read for its meaning: under it `embeddings` has its row.
    """

    __tablename__ = "statement_search"
    statement_id: str = Field(primary_key=True, foreign_key="statements.id", ondelete="CASCADE")
    workspace_id: str = refers("workspaces.id")
    sha256: str
    words: Any = Field(default=None, sa_column=Column(TSVECTOR, nullable=True))
