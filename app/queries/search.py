"""SQL that narrows statements by what is known of them and of who said them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final, LiteralString

from app.database import Db
from app.queries.base import Page, after, many, page, rows


@dataclass(frozen=True)
class Filters:
    """What a search is narrowed by; None leaves a part open. `least` and `most` bound the sentiment, which
    then has to be known; `since` and `until` are days, both included; `theme` includes its parts."""

    study: str | None = None
    theme: str | None = None
    account: str | None = None
    interview: str | None = None
    segment: str | None = None
    least: float | None = None
    most: float | None = None
    intent: str | None = None
    language: str | None = None
    since: date | None = None
    until: date | None = None
    moment: str | None = None

    @property
    def is_open(self) -> bool:
        return self == Filters()


@dataclass(frozen=True)
class Found:
    """A statement with where it was said, by whom, and the theme it is in."""

    id: str
    study_id: str
    study: str
    interview_id: str
    respondent: str
    account_id: str | None
    account: str | None
    contact: str | None
    role: str | None
    theme_id: str | None
    theme: str | None
    turn: int
    start_offset: int
    end_offset: int
    text: str
    language: str | None
    sentiment: float | None
    is_synthetic: bool
    created_at: datetime


@dataclass(frozen=True)
class Spoken:
    """The segments of accounts there are, and the languages people spoke."""

    segments: list[str]
    languages: list[str]


FROM: Final[LiteralString] = (
    " FROM statements s JOIN interviews i ON i.id = s.interview_id JOIN studies u ON u.id = s.study_id"
    " LEFT JOIN accounts a ON a.id = i.account_id LEFT JOIN contacts c ON c.id = i.contact_id"
    " LEFT JOIN themes t ON t.id = s.theme_id AND t.retired_at IS NULL AND t.hidden_at IS NULL"
)
WHERE: Final[LiteralString] = (
    " WHERE (%(study)s::text IS NULL OR s.study_id = %(study)s)"
    " AND (%(theme)s::text IS NULL OR %(theme)s IN (s.theme_id, t.parent_id))"
    " AND (%(account)s::text IS NULL OR i.account_id = %(account)s)"
    " AND (%(interview)s::text IS NULL OR s.interview_id = %(interview)s)"
    " AND (%(segment)s::text IS NULL OR a.segment = %(segment)s)"
    " AND (%(least)s::float8 IS NULL OR s.sentiment >= %(least)s)"
    " AND (%(most)s::float8 IS NULL OR s.sentiment <= %(most)s)"
    " AND (%(intent)s::text IS NULL OR EXISTS (SELECT FROM tags g WHERE g.interview_id = s.interview_id"
    "  AND g.kind = 'intent' AND g.name = %(intent)s AND g.evidence ? s.id))"
    " AND (%(language)s::text IS NULL OR s.language = %(language)s)"
    " AND (%(since)s::date IS NULL OR (i.created_at AT TIME ZONE 'UTC')::date >= %(since)s)"
    " AND (%(until)s::date IS NULL OR (i.created_at AT TIME ZONE 'UTC')::date <= %(until)s)"
    " AND (%(moment)s::text IS NULL OR EXISTS (SELECT FROM guide_versions v"
    "  WHERE v.id = u.guide_version_id AND v.body ->> 'moment' = %(moment)s))"
)
_COLUMNS: Final[LiteralString] = (
    "SELECT s.id, s.study_id, u.title AS study, s.interview_id,"
    " coalesce(i.contact_id, i.subject, i.id) AS respondent, i.account_id, a.name AS account,"
    " c.name AS contact, c.role, t.id AS theme_id, t.label AS theme, s.turn, s.start_offset, s.end_offset,"
    " s.text, s.language, s.sentiment, i.is_synthetic, s.created_at"
)


async def newest(db: Db, filters: Filters, *, limit: int, cursor: str | None = None) -> Page[Found]:
    """What the filters leave, newest first."""
    found = await many(
        db,
        Found,
        _COLUMNS + FROM + WHERE + " AND s.id < %(after)s ORDER BY s.id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
        **asdict(filters),
    )
    return page(found, limit)


async def lines(db: Db, statement_ids: Sequence[str]) -> list[Found]:
    """These statements, in this order; ids that are not there are left out."""
    found = await many(db, Found, _COLUMNS + FROM + " WHERE s.id = ANY(%(ids)s)", ids=list(statement_ids))
    place = {name: number for number, name in enumerate(statement_ids)}
    return sorted(found, key=lambda line: place[line.id])


async def shown_themes(db: Db, theme_ids: Sequence[str]) -> set[str]:
    """Those that as many people voice as their study asks for before a theme is shown."""
    found = await rows(
        db,
        "SELECT w.id FROM themes w JOIN studies u ON u.id = w.study_id"
        " JOIN workspaces k ON k.id = u.workspace_id"
        " JOIN themes t ON w.id IN (t.id, t.parent_id) JOIN statements s ON s.theme_id = t.id"
        " JOIN interviews i ON i.id = s.interview_id WHERE w.id = ANY(%(ids)s)"
        " GROUP BY w.id, u.smallest_group, k.smallest_group"
        " HAVING count(DISTINCT coalesce(i.contact_id, i.subject, i.id))"
        "  >= coalesce(u.smallest_group, k.smallest_group)",
        ids=list(theme_ids),
    )
    return {row["id"] for row in found}


async def spoken(db: Db) -> Spoken:
    """What the form that narrows a search has to offer."""
    segments = await rows(db, "SELECT DISTINCT segment FROM accounts WHERE segment IS NOT NULL ORDER BY 1")
    languages = await rows(
        db, "SELECT DISTINCT language FROM statements WHERE language IS NOT NULL ORDER BY 1"
    )
    return Spoken([row["segment"] for row in segments], [row["language"] for row in languages])
