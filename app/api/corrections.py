"""Corrections: a person's word on a tag, which holds from then on and teaches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import Field

from app.api.shapes import Shape, router
from app.by import By
from app.deps import Caller, CallerDep, DbDep, NowDep
from app.queries import corrections
from app.services.correct_tags import add_tag, correct_tag
from app.tables import TagCorrection

tag_corrections = router("tags")
statement_tags = router("statements")


class CorrectIn(Shape):
    right: bool | None = Field(None, description="Required: whether the tag is right.")
    name: str | None = Field(None, max_length=60, description="For a wrong one: what it should be.")


class TagIn(Shape):
    kind: str = Field("", max_length=20, description="Required: `intent` or `driver`.")
    name: str = Field("", max_length=60, description="Required: one of the kind's names.")


class CorrectionOut(Shape):
    """A person's word on the slice [`start`, `end`) of a turn, in Unicode code points."""

    id: str
    interview: str
    turn: int
    start: int
    end: int
    kind: Literal["intent", "driver"]
    name: str
    right: bool
    made_at: datetime


class CorrectionsOut(Shape):
    """What was kept. The interview is read again within seconds and told by `insight.updated`. `known` counts
    the workspace's corrections of intents; from ten on they shape how its other interviews are read."""

    items: list[CorrectionOut]
    known: int


@tag_corrections.post("/{tag_id}/correct", response_model=CorrectionsOut)
async def correct(tag_id: str, given: CorrectIn, db: DbDep, caller: CallerDep, now: NowDep) -> CorrectionsOut:
    """Confirms a tag, or takes it from every statement it rests on; `name` puts another in its place."""
    kept = await correct_tag(db, tag_id, _by(caller, now), is_right=given.right, name=given.name)
    return CorrectionsOut(items=_shapes(kept), known=await corrections.count(db))


@statement_tags.post("/{statement_id}/tags", response_model=CorrectionsOut, status_code=201)
async def add(statement_id: str, given: TagIn, db: DbDep, caller: CallerDep, now: NowDep) -> CorrectionsOut:
    """Says that a statement shows an intent or a driver that was missed."""
    kept = await add_tag(db, statement_id, _by(caller, now), kind=given.kind, name=given.name)
    return CorrectionsOut(items=_shapes(kept), known=await corrections.count(db))


def _by(caller: Caller, now: datetime) -> By:
    return By(caller.workspace_id, now, key_id=caller.key_id)


def _shapes(rows: Sequence[TagCorrection]) -> list[CorrectionOut]:
    return [
        CorrectionOut(
            id=row.id,
            interview=row.interview_id,
            turn=row.turn,
            start=row.start_offset,
            end=row.end_offset,
            kind=row.kind,
            name=row.name,
            right=row.is_right,
            made_at=row.made_at,
        )
        for row in rows
    ]
