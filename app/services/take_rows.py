"""Many rows at once, each with its own verdict: one that cannot be kept keeps no other out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from app.database import Db
from app.errors import EarshotError

T = TypeVar("T")
Kept = Literal["made", "changed", "unchanged"]
MOST: Final = 1_000
"""Rows in one call."""


@dataclass(frozen=True, slots=True)
class Row:
    """What became of the row at `index`; a refused one says which field and why."""

    index: int
    verdict: Literal["made", "changed", "unchanged", "refused"]
    id: str | None = None
    field: str | None = None
    sentence: str | None = None


@dataclass(frozen=True, slots=True)
class Took:
    """The id of a row and what became of it."""

    id: str
    verdict: Kept


async def take_rows(
    db: Db, given: Sequence[T], keep: Callable[[T], Awaitable[Took]], *, dry_run: bool = False
) -> list[Row]:
    """Keeps each row in a savepoint of its own; a dry run does the same and takes all of it back."""
    async with db.transaction(force_rollback=dry_run):
        return [await _row(db, index, one, keep) for index, one in enumerate(given)]


async def _row(db: Db, index: int, one: T, keep: Callable[[T], Awaitable[Took]]) -> Row:
    try:
        async with db.transaction():
            took = await keep(one)
    except EarshotError as refused:
        return Row(index, "refused", field=refused.field, sentence=refused.message)
    return Row(index, took.verdict, took.id)
