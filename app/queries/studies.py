"""SQL for studies, and the numbers a list of them shows."""

from __future__ import annotations

from dataclasses import dataclass

from app.database import Db
from app.queries.base import Page, after, many, one, page, run, value
from app.tables import Study


@dataclass(frozen=True)
class StudyCounts:
    """A study's interviews by how far they got."""

    study_id: str
    invited: int
    started: int
    completed: int
    analysed: int


async def study(db: Db, study_id: str) -> Study | None:
    return await one(db, Study, "SELECT * FROM studies WHERE id = %(id)s", id=study_id)


async def hold(db: Db, study_id: str) -> Study | None:
    """The study, held until this transaction ends: whatever changes its themes takes turns on it."""
    return await one(db, Study, "SELECT * FROM studies WHERE id = %(id)s FOR NO KEY UPDATE", id=study_id)


async def set_unassigned_target(db: Db, study_id: str, share: float) -> None:
    """What share (0..1) of its statements a refit aims at leaving without a theme."""
    await run(
        db, "UPDATE studies SET unassigned_target = %(share)s WHERE id = %(id)s", id=study_id, share=share
    )


async def study_by_slug(db: Db, slug: str) -> Study | None:
    return await one(db, Study, "SELECT * FROM studies WHERE slug = %(slug)s", slug=slug)


async def studies(db: Db, *, limit: int, cursor: str | None = None) -> Page[Study]:
    """Newest first."""
    found = await many(
        db,
        Study,
        "SELECT * FROM studies WHERE id < %(after)s ORDER BY id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
    )
    return page(found, limit)


async def counts(db: Db, study_ids: list[str]) -> dict[str, StudyCounts]:
    """Counts for several studies in one statement."""
    found = await many(
        db,
        StudyCounts,
        "SELECT s.id AS study_id, count(i.id) AS invited, count(i.started_at) AS started,"
        " count(*) FILTER (WHERE i.closed_reason = 'completed') AS completed,"
        " count(x.interview_id) AS analysed"
        " FROM studies s LEFT JOIN interviews i ON i.study_id = s.id"
        " LEFT JOIN insights x ON x.interview_id = i.id"
        " WHERE s.id = ANY(%(ids)s) GROUP BY s.id",
        ids=study_ids,
    )
    return {row.study_id: row for row in found}


async def moment(db: Db, study_id: str) -> str | None:
    """The moment the study's guide is made for."""
    found: str | None = await value(
        db,
        "SELECT v.body ->> 'moment' FROM studies s JOIN guide_versions v ON v.id = s.guide_version_id"
        " WHERE s.id = %(id)s",
        id=study_id,
    )
    return found


async def minutes(db: Db, study_id: str) -> int:
    """How long the study's guide says an interview takes."""
    found: int = await value(
        db,
        "SELECT coalesce((v.body ->> 'minutes')::int, 8) FROM studies s"
        " JOIN guide_versions v ON v.id = s.guide_version_id WHERE s.id = %(id)s",
        id=study_id,
    )
    return found


async def wait_minutes(db: Db, study_id: str) -> int | None:
    """How long a person asked for may take: the study's figure, else the workspace's; None for no promise."""
    found: int | None = await value(
        db,
        "SELECT coalesce(s.wait_minutes, w.wait_minutes) FROM studies s"
        " JOIN workspaces w ON w.id = s.workspace_id WHERE s.id = %(id)s",
        id=study_id,
    )
    return found


async def languages(db: Db, study_id: str) -> list[str]:
    """The languages the study's guide carries."""
    found: list[str] | None = await value(
        db,
        "SELECT v.body -> 'languages' FROM studies s JOIN guide_versions v ON v.id = s.guide_version_id"
        " WHERE s.id = %(id)s",
        id=study_id,
    )
    return found or []
