"""What every table shares: names for constraints, aware times, and the workspace it belongs to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, MetaData, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

# Alembic can only drop what has a name.
SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def now() -> datetime:
    """The present, aware and in UTC."""
    return datetime.now(UTC)


def moment(*, nullable: bool = True, index: bool = False) -> Any:
    """A column for an aware time."""
    return Field(default=None, sa_column=Column(DateTime(timezone=True), nullable=nullable, index=index))


def made_at() -> Any:
    """When the row was written."""
    column = Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    return Field(default_factory=now, sa_column=column)


def json_object() -> Any:
    """A JSON object, empty unless given."""
    return Field(
        default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default=text("'{}'::jsonb"))
    )


def json_list() -> Any:
    """A JSON list, empty unless given."""
    return Field(
        default_factory=list, sa_column=Column(JSONB, nullable=False, server_default=text("'[]'::jsonb"))
    )


def refers(target: str, *, nullable: bool = False, index: bool = True) -> Any:
    """A reference; the row goes with its target, or loses only the reference when it may be empty."""
    rule = "SET NULL" if nullable else "CASCADE"
    column: Column[str] = Column(String, ForeignKey(target, ondelete=rule), nullable=nullable, index=index)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


class Row(SQLModel):
    """Base of every table class; rows are written by `queries`, never by an ORM session."""
