"""Sources: the systems that touch customers, whose they are, and when they last told us something."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from fastapi import status
from pydantic import Field

from app import ids
from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.database import Db
from app.deps import CallerDep, DbDep, NowDep
from app.errors import Conflict, NotFound
from app.queries import sources as queries
from app.queries.base import insert
from app.success.inventory import is_stale
from app.success.source_kinds import NAME, kind_of_source
from app.tables import Source

sources = router("sources")

Kind = Literal["crm", "product", "support", "billing", "warehouse", "feedback", "messaging", "file", "other"]
Status = Literal["planned", "connected", "paused"]


class SourceChange(Shape):
    kind: Kind | None = None
    status: Status | None = None
    owner: str | None = Field(None, max_length=200, description="Who of you answers for it.")
    fresh_hours: int | None = Field(
        None,
        ge=1,
        le=100_000,
        description="After so many hours of silence it is stale, and what it told too.",
    )


class SourceIn(SourceChange):
    name: str = Field(pattern=NAME, description="What it calls itself when it tells us something.")


class SourceOut(Shape):
    id: str
    name: str
    kind: str
    status: str
    owner: str | None
    fresh_hours: int | None
    facts: int
    refused: int
    last_fact_at: datetime | None
    last_error: str | None
    stale: bool
    created_at: datetime


@sources.get("", response_model=Page[SourceOut])
async def index(db: DbDep, now: NowDep, limit: Limit = 50, next: Next = None) -> dict[str, Any]:
    """Newest first."""
    return page(await queries.sources(db, limit=limit, cursor=next), lambda row: _shape(row, now))


@sources.post("", status_code=status.HTTP_201_CREATED, response_model=SourceOut)
async def create(given: SourceIn, db: DbDep, caller: CallerDep, now: NowDep) -> SourceOut:
    """Puts a system on the inventory, planned until it tells us something."""
    if await queries.source_named(db, given.name) is not None:
        raise Conflict("There is a source of this name.", field="name")
    row = Source(
        id=ids.new("src"),
        workspace_id=caller.workspace_id,
        name=given.name,
        kind=given.kind or kind_of_source(given.name),
        status=given.status or "planned",
        owner=given.owner,
        fresh_hours=given.fresh_hours,
        created_at=now,
    )
    return _shape(await insert(db, row), now)


@sources.get("/{source_id}", response_model=SourceOut)
async def show(source_id: str, db: DbDep, now: NowDep) -> SourceOut:
    """One source."""
    return _shape(await _source(db, source_id), now)


@sources.patch("/{source_id}", response_model=SourceOut)
async def change(source_id: str, given: SourceChange, db: DbDep, now: NowDep) -> SourceOut:
    """Changes what is given; `null` for `owner` or `fresh_hours` empties it."""
    row = await _source(db, source_id)
    sent = given.model_fields_set
    await queries.change(
        db,
        source_id,
        kind=given.kind or row.kind,
        status=given.status or row.status,
        owner=given.owner if "owner" in sent else row.owner,
        fresh_hours=given.fresh_hours if "fresh_hours" in sent else row.fresh_hours,
    )
    return _shape(await _source(db, source_id), now)


@sources.delete("/{source_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete(source_id: str, db: DbDep) -> None:
    """Takes a source off the inventory; what it told stays."""
    await _source(db, source_id)
    await queries.delete(db, source_id)


async def _source(db: Db, source_id: str) -> Source:
    row = await queries.source(db, source_id)
    if row is None:
        raise NotFound("There is no such source.")
    return row


def _shape(row: Source, now: datetime) -> SourceOut:
    return SourceOut(
        id=row.id,
        name=row.name,
        kind=row.kind,
        status=row.status,
        owner=row.owner,
        fresh_hours=row.fresh_hours,
        facts=row.facts_count,
        refused=row.rejected_count,
        last_fact_at=row.last_fact_at,
        last_error=row.last_error,
        stale=is_stale(row.status, row.last_fact_at, row.fresh_hours, now),
        created_at=row.created_at,
    )
