"""SQL for the lists the dashboard shows: a line comes whole, so a page costs one query however long it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.database import Db
from app.queries.base import Page, after, many, page


@dataclass(frozen=True)
class StudyLine:
    """A study with its guide and how far its interviews got."""

    id: str
    title: str
    slug: str
    status: str
    is_synthetic: bool
    created_at: datetime
    guide_id: str
    guide: str
    guide_number: int
    invited: int
    started: int
    completed: int
    analysed: int
    last_at: datetime | None


@dataclass(frozen=True)
class InterviewLine:
    """An interview with whose it is and how it feels. `headline` is the summary's first
    line with words of theirs: what comes before it counts statements, and the mood says that already."""

    id: str
    study_id: str
    study: str
    account_id: str | None
    account: str | None
    contact: str | None
    role: str | None
    status: str
    closed_reason: str | None
    is_synthetic: bool
    created_at: datetime
    started_at: datetime | None
    closed_at: datetime | None
    sentiment: str | None
    headline: str | None


@dataclass(frozen=True)
class GuideLine:
    """A guide with its newest version."""

    id: str
    name: str
    number: int
    title: object
    moment: str
    questions: int
    studies: int
    created_at: datetime


async def studies(db: Db, *, limit: int, cursor: str | None = None) -> Page[StudyLine]:
    """Newest first."""
    found = await many(
        db,
        StudyLine,
        "SELECT s.id, s.title, s.slug, s.status, s.is_synthetic, s.created_at, g.id AS guide_id,"
        " g.name AS guide, v.number AS guide_number, n.* FROM studies s"
        " JOIN guide_versions v ON v.id = s.guide_version_id JOIN guides g ON g.id = v.guide_id"
        " CROSS JOIN LATERAL (SELECT count(i.id) AS invited, count(i.started_at) AS started,"
        "  count(*) FILTER (WHERE i.closed_reason = 'completed') AS completed,"
        "  count(x.interview_id) AS analysed, max(i.last_turn_at) AS last_at"
        "  FROM interviews i LEFT JOIN insights x ON x.interview_id = i.id WHERE i.study_id = s.id) n"
        " WHERE s.id < %(after)s ORDER BY s.id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
    )
    return page(found, limit)


async def interviews(
    db: Db,
    *,
    limit: int,
    cursor: str | None = None,
    study_id: str | None = None,
    account_id: str | None = None,
    status: str | None = None,
    is_analysed: bool | None = None,
) -> Page[InterviewLine]:
    """Newest first, narrowed by whatever is given."""
    found = await many(
        db,
        InterviewLine,
        "SELECT i.id, i.study_id, s.title AS study, i.account_id, a.name AS account, c.name AS contact,"
        " c.role, i.status, i.closed_reason, i.is_synthetic, i.created_at, i.started_at, i.closed_at,"
        " x.sentiment ->> 'label' AS sentiment,"
        " coalesce(x.summary -> 1, x.summary -> 0) ->> 'text' AS headline"
        " FROM interviews i JOIN studies s ON s.id = i.study_id"
        " LEFT JOIN accounts a ON a.id = i.account_id LEFT JOIN contacts c ON c.id = i.contact_id"
        " LEFT JOIN insights x ON x.interview_id = i.id WHERE i.id < %(after)s"
        " AND (%(study)s::text IS NULL OR i.study_id = %(study)s)"
        " AND (%(account)s::text IS NULL OR i.account_id = %(account)s)"
        " AND (%(status)s::text IS NULL OR %(status)s IN (i.status, i.closed_reason))"
        " AND (%(analysed)s::bool IS NULL OR (x.interview_id IS NOT NULL) = %(analysed)s)"
        " ORDER BY i.id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
        study=study_id,
        account=account_id,
        status=status,
        analysed=is_analysed,
    )
    return page(found, limit)


async def guides(db: Db, *, limit: int, cursor: str | None = None) -> Page[GuideLine]:
    """Newest first, each at its newest version."""
    found = await many(
        db,
        GuideLine,
        "SELECT g.id, g.name, v.number, v.body -> 'title' AS title, v.body ->> 'moment' AS moment,"
        " jsonb_array_length(v.body -> 'questions') AS questions, v.created_at,"
        " (SELECT count(*) FROM studies s JOIN guide_versions w ON w.id = s.guide_version_id"
        "  WHERE w.guide_id = g.id) AS studies FROM guides g"
        " CROSS JOIN LATERAL (SELECT * FROM guide_versions WHERE guide_id = g.id"
        "  ORDER BY number DESC LIMIT 1) v"
        " WHERE g.id < %(after)s ORDER BY g.id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
    )
    return page(found, limit)
