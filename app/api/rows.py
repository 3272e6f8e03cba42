"""Rows sent many at a time: each is checked by itself and answered by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeVar

from pydantic import Field, ValidationError

from app.api.shapes import Shape
from app.errors import EarshotError
from app.problems import sentence_of
from app.services.take_rows import Row
from app.success.source_kinds import NAME

S = TypeVar("S", bound=Shape)


class Batch(Shape):
    """What every batch says: who tells it, and whether it is only tried out."""

    source: str = Field("api", pattern=NAME, description="Which system tells this.")
    dry_run: bool = Field(False, description="Say what would happen, and keep nothing.")


class RowOut(Shape):
    """What became of the row at `index`; a refused one names the field and why."""

    index: int
    verdict: Literal["made", "changed", "unchanged", "refused"]
    id: str | None = None
    field: str | None = None
    message: str | None = None


class RowsOut(Shape):
    """Every row's verdict, in order, and how many there were of each."""

    made: int
    changed: int
    unchanged: int
    refused: int
    items: list[RowOut]


def read(kind: type[S], given: Any) -> S | tuple[str, str]:
    """A row in its shape, or the first field that is not good and why."""
    try:
        return kind.model_validate(given)
    except ValidationError as bad:
        first = bad.errors()[0]
        return ".".join(map(str, first["loc"])) or "row", sentence_of(first)
    except EarshotError as bad:
        return bad.field or "row", bad.message


def answer(count: int, refused: dict[int, tuple[str, str]], kept: Sequence[Row]) -> RowsOut:
    """The rows that were refused unread, and those that were looked at, in the order they came in."""
    left = iter(kept)
    items = []
    for index in range(count):
        if index in refused:
            field, message = refused[index]
            items.append(RowOut(index=index, verdict="refused", field=field, message=message))
            continue
        row = next(left)
        items.append(
            RowOut(index=index, verdict=row.verdict, id=row.id, field=row.field, message=row.sentence)
        )
    verdicts = [item.verdict for item in items]
    return RowsOut(
        made=verdicts.count("made"),
        changed=verdicts.count("changed"),
        unchanged=verdicts.count("unchanged"),
        refused=verdicts.count("refused"),
        items=items,
    )


def parted(kind: type[S], given: Sequence[Any]) -> tuple[list[S], dict[int, tuple[str, str]]]:
    """The rows that can be read, and why each other cannot."""
    good, refused = [], {}
    for index, one in enumerate(given):
        row = read(kind, one)
        if isinstance(row, tuple):
            refused[index] = row
        else:
            good.append(row)
    return good, refused
