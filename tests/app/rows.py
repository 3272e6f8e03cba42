"""One row of every table, made from the tables' own description, so that a new table needs no new code."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Float, Integer, LargeBinary, Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel

from app import ids
from app.database import Database
from app.queries.base import insert
from app.tables import Row, Workspace

KINDS: dict[str, type[Row]] = {
    str(kind.__tablename__): kind for kind in Row.__subclasses__() if hasattr(kind, "__table__")
}
ORDER: list[Table] = [table for table in SQLModel.metadata.sorted_tables if table.name != "workspaces"]

SPECIAL: dict[str, Any] = {
    "status": {
        "studies": "open",
        "interviews": "open",
        "deliveries": "pending",
        "idempotency": 201,
        "tasks": "open",
        "mails": "pending",
        "rehearsals": "done",
        "theme_runs": "done",
        "sources": "connected",
        "success_plans": "open",
        "policies": "draft",
        "firings": "open",
        "play_runs": "waiting",
        "run_steps": "waiting",
        "touches": "held",
    },
    "origin": "topic",
    "kind": {
        "tags": "theme",
        "tasks": "hand_off",
        "theme_edits": "rename",
        "tag_corrections": "intent",
        "theme_alarms": "emerged",
        "sources": "crm",
        "milestones": "onboarding",
        "imports": "accounts",
        "policies": "trigger",
        "predictions": "churn",
        "prediction_models": "churn",
        "run_steps": "wait",
    },
    "speaker": "respondent",
    "embedding": [1.0, 0.0, 0.0],
    "url": "https://example.com/hook",
}


async def one_of_each(database: Database, workspace: Workspace) -> dict[str, Row]:
    """Writes a row into every table of a workspace; the rows by table."""
    made: dict[str, Row] = {"workspaces": workspace}
    async with database.workspace(workspace.id) as db:
        for table in ORDER:
            made[table.name] = await insert(db, example(table, made))
    return made


def example(table: Table, made: dict[str, Row]) -> Row:
    """A row that refers to those made before."""
    values = {column.name: _value(table, column, made) for column in table.columns}
    return KINDS[table.name](**values)


def _value(table: Table, column: Column[Any], made: dict[str, Row]) -> Any:
    for reference in column.foreign_keys:
        target = made.get(reference.column.table.name)
        return getattr(target, reference.column.name) if target else None
    special = SPECIAL.get(column.name)
    if special is not None:
        return special.get(table.name) if isinstance(special, dict) else special
    kind = column.type
    if isinstance(kind, JSONB):
        return [] if column.server_default is not None and "[]" in str(column.server_default.arg) else {}
    if isinstance(kind, LargeBinary):
        return b"weights"
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer | BigInteger | Float):
        return 1
    if isinstance(kind, DateTime):
        return None if column.nullable else datetime.now(UTC)
    if isinstance(kind, Date):
        return date(2027, 1, 1)
    return ids.new("row")
