"""How migrations run: one transaction under an advisory lock, on a connection handed in by the caller."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import text
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import app.tables  # noqa: F401 - fills the metadata that autogenerate compares with

_LOCK = 715_001  # any fixed number: processes that start together take turns


def _include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Leaves the job queue's own tables to its own schema."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


def _render(kind: str, thing: Any, autogen: Any) -> str | Literal[False]:
    if kind != "type":
        return False
    if isinstance(thing, AutoString):
        return "sa.String()"
    if type(thing).__module__.startswith("pgvector"):
        autogen.imports.add("from pgvector.sqlalchemy import Vector")
        return "Vector()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    include_name=_include_name,
    render_item=_render,
    compare_type=True,
)
with context.begin_transaction():
    connection.execute(text("SET LOCAL lock_timeout = '30s'"))
    connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    connection.execute(text("SET LOCAL earshot.workspace = '*'"))
    context.run_migrations()
