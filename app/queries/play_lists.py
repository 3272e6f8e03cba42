"""SQL for lists of plays and runs: a line comes whole, so a page costs one query however long it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.database import Db
from app.queries.base import Page, after, many, one, page
from app.tables import Account, Policy

_LINES: Final = (
    "SELECT r.id, r.play, r.version, r.status, r.step, r.waits_for, r.is_holdout, r.is_synthetic, r.cause,"
    " r.account_id, a.name AS account, r.contact_id, c.name AS contact, r.firing_id, f.title AS firing,"
    " r.outcome, r.due_at, r.started_at, r.ended_at, r.ended_why FROM play_runs r"
    " JOIN accounts a ON a.id = r.account_id LEFT JOIN contacts c ON c.id = r.contact_id"
    " LEFT JOIN firings f ON f.id = r.firing_id"
)


@dataclass(frozen=True)
class RunLine:
    """A run with whose it is and why it began."""

    id: str
    play: str
    version: str
    status: str
    step: str | None
    waits_for: dict[str, Any] | None
    is_holdout: bool
    is_synthetic: bool
    cause: str
    account_id: str
    account: str
    contact_id: str | None
    contact: str | None
    firing_id: str | None
    firing: str | None
    outcome: dict[str, Any] | None
    due_at: datetime | None
    started_at: datetime
    ended_at: datetime | None
    ended_why: str | None

    @property
    def has_reached(self) -> bool | None:
        """Whether its outcome was reached; None while nobody knows."""
        found = (self.outcome or {}).get("reached")
        return found if isinstance(found, bool) and self.ended_at is not None else None


@dataclass(frozen=True)
class PlayFigures:
    """How a play's runs went; held-out accounts are counted apart."""

    play: str
    runs: int
    going: int
    reached: int
    missed: int
    stopped: int
    held_out: int
    held_out_reached: int
    held_out_missed: int
    last_at: datetime | None


async def runs(
    db: Db,
    *,
    limit: int,
    cursor: str | None = None,
    play: str | None = None,
    account_id: str | None = None,
    firing_id: str | None = None,
    status: str | None = None,
    is_holdout: bool | None = None,
) -> Page[RunLine]:
    """Newest first, by what is given."""
    found = await many(
        db,
        RunLine,
        _LINES + " WHERE r.id < %(after)s"
        " AND (%(play)s::text IS NULL OR r.play = %(play)s)"
        " AND (%(account)s::text IS NULL OR r.account_id = %(account)s)"
        " AND (%(firing)s::text IS NULL OR r.firing_id = %(firing)s)"
        " AND (%(status)s::text IS NULL OR r.status = %(status)s)"
        " AND (%(holdout)s::boolean IS NULL OR r.is_holdout = %(holdout)s)"
        " ORDER BY r.id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
        play=play,
        account=account_id,
        firing=firing_id,
        status=status,
        holdout=is_holdout,
    )
    return page(found, limit)


async def run_line(db: Db, run_id: str) -> RunLine | None:
    return await one(db, RunLine, _LINES + " WHERE r.id = %(id)s", id=run_id)


async def figures(db: Db) -> dict[str, PlayFigures]:
    """Every play's figures, by name."""
    found = await many(
        db,
        PlayFigures,
        "SELECT play, count(*) FILTER (WHERE NOT is_holdout) AS runs,"
        " count(*) FILTER (WHERE NOT is_holdout AND ended_at IS NULL) AS going,"
        " count(*) FILTER (WHERE NOT is_holdout AND status = 'done'"
        "  AND (outcome ->> 'reached')::boolean) AS reached,"
        " count(*) FILTER (WHERE NOT is_holdout AND status = 'done'"
        "  AND NOT (outcome ->> 'reached')::boolean) AS missed,"
        " count(*) FILTER (WHERE NOT is_holdout AND status = 'stopped') AS stopped,"
        " count(*) FILTER (WHERE is_holdout) AS held_out,"
        " count(*) FILTER (WHERE is_holdout AND status = 'done'"
        "  AND (outcome ->> 'reached')::boolean) AS held_out_reached,"
        " count(*) FILTER (WHERE is_holdout AND status = 'done'"
        "  AND NOT (outcome ->> 'reached')::boolean) AS held_out_missed,"
        " max(started_at) AS last_at FROM play_runs GROUP BY play",
    )
    return {each.play: each for each in found}


async def drafts(db: Db) -> list[Policy]:
    """The newest draft of each play that has one."""
    return await many(
        db,
        Policy,
        "SELECT DISTINCT ON (name) * FROM policies WHERE kind = 'play' AND status = 'draft'"
        " ORDER BY name, number DESC",
    )


async def some_accounts(db: Db, limit: int) -> list[Account]:
    """Accounts that are with us, newest first."""
    return await many(
        db,
        Account,
        "SELECT * FROM accounts WHERE churned_on IS NULL AND merged_into_id IS NULL"
        " ORDER BY id DESC LIMIT %(limit)s",
        limit=limit,
    )
