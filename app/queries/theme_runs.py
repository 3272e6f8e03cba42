"""SQL for refits: putting one in line, its course, and what the last good one found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from app.database import Db
from app.queries.base import Page, after, many, one, page, run, value
from app.tables import ThemeRun


@dataclass(frozen=True)
class RunLine:
    """A refit as lists show it, without its report. `who` is a user's name or what a key is called."""

    id: str
    number: int
    status: str
    settings: dict[str, Any]
    figures: dict[str, Any]
    error: str | None
    who: str | None
    created_at: datetime
    ended_at: datetime | None


async def theme_run(db: Db, run_id: str) -> ThemeRun | None:
    return await one(db, ThemeRun, "SELECT * FROM theme_runs WHERE id = %(id)s", id=run_id)


async def theme_runs(db: Db, study_id: str, *, limit: int, cursor: str | None = None) -> Page[RunLine]:
    """Newest first."""
    found = await many(
        db,
        RunLine,
        "SELECT r.id, r.number, r.status, r.settings, r.figures, r.error, r.created_at, r.ended_at,"
        " coalesce(nullif(u.name, ''), u.email, k.name) AS who FROM theme_runs r"
        " LEFT JOIN users u ON u.id = r.user_id LEFT JOIN api_keys k ON k.id = r.key_id"
        " WHERE r.study_id = %(id)s AND r.id < %(after)s ORDER BY r.id DESC LIMIT %(limit)s + 1",
        id=study_id,
        after=after(cursor),
        limit=limit,
    )
    return page(found, limit)


async def under_way(db: Db, study_id: str) -> ThemeRun | None:
    """The study's refit that waits or runs, if one does."""
    return await one(
        db,
        ThemeRun,
        "SELECT * FROM theme_runs WHERE study_id = %(id)s AND status IN ('queued', 'running')"
        " ORDER BY number LIMIT 1",
        id=study_id,
    )


async def last_done(db: Db, study_id: str) -> ThemeRun | None:
    """The newest refit that went through."""
    return await one(
        db,
        ThemeRun,
        "SELECT * FROM theme_runs WHERE study_id = %(id)s AND status = 'done' ORDER BY number DESC LIMIT 1",
        id=study_id,
    )


async def threshold(db: Db, study_id: str, encoder: str) -> float | None:
    """The threshold the newest refit with this encoder found, None where there was none."""
    found: float | None = await value(
        db,
        "SELECT (figures ->> 'threshold')::float FROM theme_runs WHERE study_id = %(id)s"
        " AND status = 'done' AND settings ->> 'encoder' = %(encoder)s ORDER BY number DESC LIMIT 1",
        id=study_id,
        encoder=encoder,
    )
    return found


async def next_number(db: Db, study_id: str) -> int:
    found: int = await value(
        db, "SELECT coalesce(max(number), 0) + 1 FROM theme_runs WHERE study_id = %(id)s", id=study_id
    )
    return found


async def set_started(db: Db, run_id: str, settings: dict[str, Any], now: datetime) -> None:
    await run(
        db,
        "UPDATE theme_runs SET status = 'running', settings = %(settings)s,"
        " started_at = coalesce(started_at, %(now)s) WHERE id = %(id)s",
        id=run_id,
        settings=Jsonb(settings),
        now=now,
    )


async def set_done(
    db: Db, run_id: str, figures: dict[str, Any], report: list[dict[str, Any]], now: datetime
) -> None:
    await run(
        db,
        "UPDATE theme_runs SET status = 'done', figures = %(figures)s, report = %(report)s,"
        " error = NULL, ended_at = %(now)s WHERE id = %(id)s",
        id=run_id,
        figures=Jsonb(figures),
        report=Jsonb(report),
        now=now,
    )


async def set_failed(db: Db, run_id: str, error: str, now: datetime) -> None:
    """The themes stay as they are; `error` says why in a sentence."""
    await run(
        db,
        "UPDATE theme_runs SET status = 'failed', error = %(error)s, ended_at = %(now)s WHERE id = %(id)s",
        id=run_id,
        error=error,
        now=now,
    )
