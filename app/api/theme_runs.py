"""Refits of a study's themes: putting one in line, and what each moved."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from fastapi import status
from pydantic import Field

from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.api.theme_edits import ActDep
from app.database import Db
from app.deps import DbDep
from app.errors import NotFound
from app.queries import studies as study_queries
from app.queries import theme_runs as queries
from app.queries.theme_runs import RunLine
from app.services.plan_refit import plan_refit
from app.tables import Study, ThemeRun

studies = router("studies")


class RefitIn(Shape):
    unassigned: float | None = Field(
        None,
        description="Share of statements (0..0.9) to leave without a theme; becomes the study's setting.",
    )
    afresh: bool = Field(False, description="Let any number of statements move, not one in twenty at most.")
    seed: int = Field(0, description="The same seed over the same statements gives the same themes.")


class RunOut(Shape):
    """`settings`: seed, afresh, unassigned (asked for), encoder. `figures`: the outcome, with each theme's
    steadiness as `agreeing` of `of` runs."""

    id: str
    number: int
    status: Literal["queued", "running", "done", "failed"]
    settings: dict[str, Any]
    figures: dict[str, Any]
    error: str | None
    created_at: datetime
    ended_at: datetime | None


class RunDetail(RunOut):
    """`report`: {event, theme, label, others, statements}; events are born, split, merged, renamed, retired,
    and moved, placed, unplaced for statements that changed their theme without one."""

    report: list[dict[str, Any]]


@studies.post("/{study_id}/themes/refit", status_code=status.HTTP_202_ACCEPTED, response_model=RunOut)
async def refit(study_id: str, given: RefitIn, db: DbDep, act: ActDep) -> RunOut:
    """Has the themes fitted anew: ids go on where most of a theme stays together, edits are respected.

    409 while a refit is under way, or with fewer than 20 statements. If it fails, the themes stay.
    """
    study = await _study(db, study_id)
    row = await plan_refit(db, study, act, unassigned=given.unassigned, seed=given.seed, afresh=given.afresh)
    return _shape(row)


@studies.get("/{study_id}/themes/runs", response_model=Page[RunOut])
async def runs(study_id: str, db: DbDep, limit: Limit = 50, next: Next = None) -> dict[str, Any]:
    """Refits of a study, newest first."""
    await _study(db, study_id)
    return page(await queries.theme_runs(db, study_id, limit=limit, cursor=next), _shape)


@studies.get("/{study_id}/themes/runs/{run_id}", response_model=RunDetail)
async def run(study_id: str, run_id: str, db: DbDep) -> RunDetail:
    """One refit with its report of what moved."""
    study, found = await _study(db, study_id), await queries.theme_run(db, run_id)
    if found is None or found.study_id != study.id:
        raise NotFound("There is no such refit.")
    return RunDetail(**_shape(found).model_dump(), report=found.report)


async def _study(db: Db, study_id: str) -> Study:
    study = await study_queries.study(db, study_id)
    if study is None:
        raise NotFound("There is no such study.")
    return study


def _shape(row: ThemeRun | RunLine) -> RunOut:
    return RunOut(
        id=row.id,
        number=row.number,
        status=row.status,
        settings=row.settings,
        figures=row.figures,
        error=row.error,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )
