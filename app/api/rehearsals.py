"""Rehearsals: a guide tried on simulated respondents before it meets customers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from fastapi import status
from pydantic import Field

from app.api.guides import guides
from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.deps import DbDep, KitDep
from app.errors import NotFound
from app.queries import guides as guide_queries
from app.queries import rehearsals as queries
from app.queries.rehearsals import RehearsalLine
from app.services.plan_rehearsal import FEWEST, MOST, USUAL, plan_rehearsal

rehearsals = router("rehearsals")


class RehearsalIn(Shape):
    respondents: int = Field(USUAL, ge=FEWEST, le=MOST, description="Simulated respondents to interview.")
    seed: int = Field(1, ge=0, lt=2**31, description="The same seed gives the same respondents.")
    language: str | None = Field(
        None, max_length=10, description="What the interviewer begins in; the guide's first by default."
    )


class RehearsalOut(Shape):
    """`done` of `respondents` are through. `scoreboard` and `hints` are null until `status` is `done`."""

    id: str
    guide: str
    version: int
    status: Literal["queued", "running", "done", "failed"]
    respondents: int
    done: int
    seed: int
    language: str
    voice: Literal["built-in", "model"]
    scoreboard: dict[str, Any] | None
    hints: list[dict[str, Any]] | None
    error: str | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class RehearsalWithTranscripts(RehearsalOut):
    """`transcripts`: the worst interviews first, each turn with the rules it breaks."""

    transcripts: list[dict[str, Any]]


@guides.post("/{guide_id}/rehearsals", status_code=status.HTTP_201_CREATED, response_model=RehearsalOut)
async def rehearse(guide_id: str, given: RehearsalIn, db: DbDep, kit: KitDep) -> RehearsalOut:
    """Puts a rehearsal of the guide's newest version in line; one runs at a time."""
    version = await guide_queries.newest_version(db, guide_id)
    if version is None:
        raise NotFound("There is no such guide.")
    row = await plan_rehearsal(
        kit, db, version, respondents=given.respondents, seed=given.seed, language=given.language
    )
    line = await queries.line(db, row.id)
    assert line is not None  # noqa: S101 - just written
    return _shape(line)


@guides.get("/{guide_id}/rehearsals", response_model=Page[RehearsalOut])
async def of_guide(guide_id: str, db: DbDep, limit: Limit = 50, next: Next = None) -> dict[str, Any]:
    """A guide's rehearsals, newest first."""
    if await guide_queries.guide(db, guide_id) is None:
        raise NotFound("There is no such guide.")
    return page(await queries.of_guide(db, guide_id, limit=limit, cursor=next), _shape)


@rehearsals.get("/{rehearsal_id}", response_model=RehearsalWithTranscripts)
async def show(rehearsal_id: str, db: DbDep) -> RehearsalWithTranscripts:
    """One rehearsal with its transcripts."""
    line, row = await queries.line(db, rehearsal_id), await queries.rehearsal(db, rehearsal_id)
    if line is None or row is None:
        raise NotFound("There is no such rehearsal.")
    return RehearsalWithTranscripts(**_shape(line).model_dump(), transcripts=row.transcripts)


def _shape(line: RehearsalLine) -> RehearsalOut:
    return RehearsalOut(
        id=line.id,
        guide=line.guide_id,
        version=line.version,
        status=line.status,
        respondents=line.respondents,
        done=line.done,
        seed=line.seed,
        language=line.language,
        voice=line.voice,
        scoreboard=line.result.get("scoreboard"),
        hints=line.result.get("hints"),
        error=line.error,
        created_at=line.created_at,
        started_at=line.started_at,
        ended_at=line.ended_at,
    )
