"""SQL for where each trigger stands with each account, and for how its scores moved."""

from __future__ import annotations

from dataclasses import dataclass

from app.database import Db
from app.queries.base import many, run
from app.tables import TriggerState


async def states(db: Db, account_id: str) -> list[TriggerState]:
    """Every trigger's state of an account, held until the transaction ends."""
    return await many(
        db, TriggerState, "SELECT * FROM trigger_states WHERE account_id = %(id)s FOR UPDATE", id=account_id
    )


async def open_of(db: Db, account_id: str) -> set[str]:
    """The triggers of which an account has a firing that waits to be closed."""
    found = await many(
        db,
        _Named,
        "SELECT DISTINCT trigger AS name FROM firings WHERE account_id = %(id)s AND status <> 'closed'",
        id=account_id,
    )
    return {row.name for row in found}


@dataclass(frozen=True)
class _Named:
    name: str


async def put_state(db: Db, row: TriggerState) -> None:
    """Writes where a trigger stands."""
    await run(
        db,
        "INSERT INTO trigger_states (id, workspace_id, account_id, trigger, is_armed, crossings, last_value,"
        " fired_at, looked_at) VALUES (%(id)s, %(workspace_id)s, %(account_id)s, %(trigger)s, %(is_armed)s,"
        " %(crossings)s, %(last_value)s, %(fired_at)s, %(looked_at)s)"
        " ON CONFLICT (account_id, trigger) DO UPDATE SET is_armed = excluded.is_armed,"
        " crossings = excluded.crossings, last_value = excluded.last_value, fired_at = excluded.fired_at,"
        " looked_at = excluded.looked_at",
        **row.model_dump(),
    )


# --- scores as the account made them ---


@dataclass(frozen=True)
class ScoreStep:
    """A move of a score in its history."""

    definition: str
    cause: str
    score: float | None
    previous: float | None


async def last_moves(db: Db, account_id: str) -> list[ScoreStep]:
    """The newest recorded move of each of an account's scores."""
    return await many(
        db,
        ScoreStep,
        "SELECT DISTINCT ON (definition) definition, cause, score, previous FROM score_changes"
        " WHERE account_id = %(id)s ORDER BY definition, at DESC, id DESC",
        id=account_id,
    )


async def moves(db: Db, account_id: str, definition: str) -> list[ScoreStep]:
    """Every recorded move of a score, newest first."""
    return await many(
        db,
        ScoreStep,
        "SELECT definition, cause, score, previous FROM score_changes WHERE account_id = %(id)s"
        " AND definition = %(definition)s ORDER BY at DESC, id DESC LIMIT 500",
        id=account_id,
        definition=definition,
    )
