"""SQL for edits of themes: writing one, listing them, moving statements, and what a run must not touch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from app.database import Db
from app.queries.base import Page, after, many, one, page, rows, run, value
from app.tables import StatementRow, ThemeEdit


@dataclass(frozen=True)
class EditLine:
    """An edit as lists show it: `who` is a user's name or what a key is called."""

    id: str
    kind: str
    theme_id: str | None
    theme: str | None
    who: str | None
    what: dict[str, Any]
    created_at: datetime
    undone_at: datetime | None


async def edits(db: Db, study_id: str, *, limit: int, cursor: str | None = None) -> Page[EditLine]:
    """Newest first."""
    found = await many(
        db,
        EditLine,
        "SELECT e.id, e.kind, e.theme_id, t.label AS theme, coalesce(nullif(u.name, ''), u.email, k.name)"
        " AS who, e.what, e.created_at, e.undone_at FROM theme_edits e"
        " LEFT JOIN themes t ON t.id = e.theme_id LEFT JOIN users u ON u.id = e.user_id"
        " LEFT JOIN api_keys k ON k.id = e.key_id"
        " WHERE e.study_id = %(id)s AND e.id < %(after)s ORDER BY e.id DESC LIMIT %(limit)s + 1",
        id=study_id,
        after=after(cursor),
        limit=limit,
    )
    return page(found, limit)


async def last(db: Db, study_id: str) -> ThemeEdit | None:
    """The newest edit that holds."""
    return await one(
        db,
        ThemeEdit,
        "SELECT * FROM theme_edits WHERE study_id = %(id)s AND undone_at IS NULL ORDER BY id DESC LIMIT 1",
        id=study_id,
    )


async def holding(db: Db, study_id: str) -> list[ThemeEdit]:
    """Every edit that was not undone, oldest first."""
    return await many(
        db,
        ThemeEdit,
        "SELECT * FROM theme_edits WHERE study_id = %(id)s AND undone_at IS NULL ORDER BY id",
        id=study_id,
    )


async def set_undone(db: Db, edit_id: str, now: datetime) -> None:
    await run(db, "UPDATE theme_edits SET undone_at = %(now)s WHERE id = %(id)s", id=edit_id, now=now)


async def mark(db: Db, study_id: str) -> str:
    """Changes with every edit, undoing and refit: what was thought before one need not hold after it."""
    found: str = await value(
        db,
        "SELECT concat_ws(' ', (SELECT count(*) FROM theme_edits WHERE study_id = %(id)s),"
        " (SELECT count(*) FROM theme_edits WHERE study_id = %(id)s AND undone_at IS NOT NULL),"
        " (SELECT max(number) FROM theme_runs WHERE study_id = %(id)s AND status = 'done'))",
        id=study_id,
    )
    return found


# --- statements and where they are ---


async def statement(db: Db, statement_id: str) -> StatementRow | None:
    return await one(db, StatementRow, "SELECT * FROM statements WHERE id = %(id)s", id=statement_id)


async def statements(db: Db, study_id: str, statement_ids: Sequence[str]) -> list[StatementRow]:
    """Those of the ids that are the study's."""
    return await many(
        db,
        StatementRow,
        "SELECT * FROM statements WHERE study_id = %(study)s AND id = ANY(%(ids)s) ORDER BY id",
        study=study_id,
        ids=list(statement_ids),
    )


async def statements_in(db: Db, theme_ids: Sequence[str]) -> list[StatementRow]:
    """Every statement of these themes, in the order they were said."""
    return await many(
        db,
        StatementRow,
        "SELECT * FROM statements WHERE theme_id = ANY(%(ids)s) ORDER BY interview_id, turn, start_offset",
        ids=list(theme_ids),
    )


async def move(db: Db, moves: Mapping[str, tuple[str | None, str]]) -> None:
    """Puts statements where they belong: id to (theme or None, who placed it)."""
    await run(
        db,
        "UPDATE statements s SET theme_id = m.theme, placed_by = m.placed_by FROM"
        " unnest(%(ids)s::text[], %(themes)s::text[], %(by)s::text[]) AS m(id, theme, placed_by)"
        " WHERE s.id = m.id",
        ids=list(moves),
        themes=[theme for theme, _ in moves.values()],
        by=[by for _, by in moves.values()],
    )


async def stale(db: Db, study_id: str) -> list[str]:
    """Interviews whose theme tags do not say what their statements and the themes' labels say."""
    found = await rows(
        db,
        "WITH said AS (SELECT s.interview_id, s.theme_id, t.label AS name,"
        " array_agg(s.id ORDER BY s.id) AS of FROM statements s JOIN themes t ON t.id = s.theme_id"
        " WHERE s.study_id = %(id)s GROUP BY 1, 2, 3),"
        " told AS (SELECT interview_id, theme_id, name,"
        " ARRAY(SELECT jsonb_array_elements_text(evidence) AS one ORDER BY one) AS of"
        " FROM tags WHERE study_id = %(id)s AND kind = 'theme')"
        " SELECT DISTINCT interview_id FROM ((TABLE said EXCEPT TABLE told)"
        " UNION ALL (TABLE told EXCEPT TABLE said)) AS differing ORDER BY 1",
        id=study_id,
    )
    return [row["interview_id"] for row in found]


# --- themes ---


async def set_hidden(db: Db, theme_id: str, line: dict[str, Any], at: datetime | None) -> None:
    """Hides a theme, or shows it again."""
    await run(
        db,
        "UPDATE themes SET hidden_at = %(at)s, lineage = lineage || %(line)s WHERE id = %(id)s",
        id=theme_id,
        at=at,
        line=Jsonb([line]),
    )


async def set_merged(db: Db, theme_id: str, into: str | None, line: dict[str, Any], now: datetime) -> None:
    """Retires a theme into another; None takes that back."""
    await run(
        db,
        "UPDATE themes SET merged_into_id = %(into)s::text, lineage = lineage || %(line)s,"
        " retired_at = CASE WHEN %(into)s::text IS NULL THEN NULL ELSE %(now)s END WHERE id = %(id)s",
        id=theme_id,
        into=into,
        now=now,
        line=Jsonb([line]),
    )


async def told(db: Db, theme_id: str, line: dict[str, Any]) -> None:
    """Adds a line to a theme's history."""
    await run(
        db,
        "UPDATE themes SET lineage = lineage || %(line)s WHERE id = %(id)s",
        id=theme_id,
        line=Jsonb([line]),
    )
