"""The few shapes every statement comes in: one row, many rows, a page, an insert."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, LiteralString, TypeVar

import psycopg
from psycopg import sql
from psycopg.rows import AsyncRowFactory, RowMaker, class_row
from psycopg.types.json import Jsonb
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import configure_mappers

from app.database import Db
from app.errors import Invalid
from app.tables import Row

R = TypeVar("R")
T = TypeVar("T", bound=Row)


async def one(db: Db, kind: type[R], statement: LiteralString, /, **values: object) -> R | None:
    """The first row as a `kind`, or None."""
    async with db.cursor(row_factory=_rows_of(kind)) as cursor:
        await cursor.execute(statement, values)
        return await cursor.fetchone()


async def many(db: Db, kind: type[R], statement: LiteralString, /, **values: object) -> list[R]:
    """Every row as a `kind`."""
    async with db.cursor(row_factory=_rows_of(kind)) as cursor:
        await cursor.execute(statement, values)
        return await cursor.fetchall()


def _rows_of(kind: type[R]) -> AsyncRowFactory[R]:
    """Rows as psycopg's `class_row` makes them; a table's as SQLAlchemy loads them.

    A table's constructor sets field by field through two layers of instrumentation: for the thirty rows
    of a transcript that took a tenth of a turn's time.
    """
    if not issubclass(kind, Row):
        return class_row(kind)
    new_row = _loader(kind)

    def factory(cursor: psycopg.AsyncCursor[Any]) -> RowMaker[R]:
        names = [column.name for column in cursor.description or ()]

        def made(values: Sequence[Any]) -> R:
            row: R = new_row()
            row.__dict__.update(zip(names, values, strict=True))
            return row

        return made

    return factory


@cache
def _loader(kind: type[Any]) -> Callable[[], Any]:
    """Makes an empty row of a table, its columns ready to be read."""
    configure_mappers()
    made: Callable[[], Any] = kind.__mapper__.class_manager.new_instance
    return made


async def rows(db: Db, statement: LiteralString, /, **values: object) -> list[dict[str, Any]]:
    """Every row as a dict, for results no class is worth."""
    return await (await db.execute(statement, values)).fetchall()


async def value(db: Db, statement: LiteralString, /, **values: object) -> Any:
    """The first column of the first row, or None."""
    row = await (await db.execute(statement, values)).fetchone()
    return next(iter(row.values())) if row else None


async def run(db: Db, statement: LiteralString, /, **values: object) -> int:
    """Runs a statement; how many rows it touched."""
    return (await db.execute(statement, values)).rowcount


async def insert(db: Db, row: T) -> T:
    """Writes a row as it stands."""
    await db.execute(_insert(type(row)), _parameters(row))
    return row


async def insert_many(db: Db, all_rows: Sequence[Row]) -> None:
    """Writes rows of one table in one round trip."""
    if all_rows:
        async with db.cursor() as cursor:
            await cursor.executemany(_insert(type(all_rows[0])), [_parameters(row) for row in all_rows])


@cache
def _insert(kind: type[Row]) -> sql.Composed:
    columns = list(kind.model_fields)
    return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(str(kind.__tablename__)),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(map(sql.Placeholder, columns)),
    )


@cache
def _json_columns(kind: type[Row]) -> frozenset[str]:
    return frozenset(c.name for c in kind.__table__.columns if isinstance(c.type, JSONB))  # type: ignore[attr-defined]


def _parameters(row: Row) -> Mapping[str, object]:
    as_json = _json_columns(type(row))
    return {
        name: Jsonb(content) if name in as_json and content is not None else content
        for name, content in ((name, getattr(row, name)) for name in type(row).model_fields)
    }


# --- paging: newest first by id, ids sort by time ---

_ID = re.compile(r"[a-z]+_[0-9a-z]+")
NEWEST = "~"
"""Sorts after every id: the cursor that stands before the first page."""


@dataclass(frozen=True)
class Page(Generic[R]):
    """Some rows and the cursor that continues after them, None at the end."""

    items: list[R]
    next: str | None


def page(items: list[R], limit: int, key: str = "id") -> Page[R]:
    """Cuts `limit + 1` fetched rows to a page."""
    if len(items) <= limit:
        return Page(items, None)
    last = str(getattr(items[limit - 1], key))
    return Page(items[:limit], base64.urlsafe_b64encode(last.encode()).decode().rstrip("="))


def after(cursor: str | None) -> str:
    """The id a cursor stands for. Raises Invalid when it is not one of ours."""
    if cursor is None:
        return NEWEST
    try:
        name = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        name = ""
    if not _ID.fullmatch(name):
        raise Invalid("next must be a cursor from a previous page.", field="next")
    return name
