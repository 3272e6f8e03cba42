"""Guides: saved as versions, read back, and the templates that ship with the product."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import status
from pydantic import Field

from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.database import Db
from app.deps import CallerDep, DbDep
from app.errors import NotFound
from app.queries import guides as queries
from app.services.save_guide import read_guide, save_guide
from app.tables import GuideRow, GuideVersion

guides = router("guides")


class GuideIn(Shape):
    """A guide as YAML text, as the same shape in JSON, or a template's name."""

    guide: str | dict[str, Any] = Field(examples=["post-onboarding"])


class GuideOut(Shape):
    """A guide at one version."""

    id: str
    name: str
    version: int
    version_id: str
    body: dict[str, Any]
    created_at: datetime


@guides.post("", status_code=status.HTTP_201_CREATED, response_model=GuideOut)
async def create(given: GuideIn, db: DbDep, caller: CallerDep) -> GuideOut:
    """Saves a guide; the same words again give the same version, other words a new one."""
    version = await save_guide(db, caller.workspace_id, read_guide(given.guide))
    row = await queries.guide(db, version.guide_id)
    assert row is not None  # noqa: S101 - just written
    return _shape(row, version)


@guides.get("", response_model=Page[GuideOut])
async def index(db: DbDep, limit: Limit = 50, next: Next = None) -> dict[str, Any]:
    """Every guide at its newest version, newest first."""
    found = await queries.guides(db, limit=limit, cursor=next)
    newest = {row.id: await _newest(db, row) for row in found.items}
    return page(found, lambda row: _shape(row, newest[row.id]))


@guides.get("/{guide_id}", response_model=GuideOut)
async def show(guide_id: str, db: DbDep) -> GuideOut:
    """One guide at its newest version."""
    row = await _guide(db, guide_id)
    return _shape(row, await _newest(db, row))


@guides.get("/{guide_id}/versions", response_model=Page[GuideOut])
async def versions(guide_id: str, db: DbDep) -> dict[str, Any]:
    """Every version, newest first."""
    row = await _guide(db, guide_id)
    return {"items": [_shape(row, version) for version in await queries.versions(db, guide_id)]}


async def _guide(db: Db, guide_id: str) -> GuideRow:
    row = await queries.guide(db, guide_id)
    if row is None:
        raise NotFound("There is no such guide.")
    return row


async def _newest(db: Db, row: GuideRow) -> GuideVersion:
    version = await queries.newest_version(db, row.id)
    assert version is not None  # noqa: S101 - a guide is written with its first version
    return version


def _shape(row: GuideRow, version: GuideVersion) -> GuideOut:
    return GuideOut(
        id=row.id,
        name=row.name,
        version=version.number,
        version_id=version.id,
        body=version.body,
        created_at=version.created_at,
    )
