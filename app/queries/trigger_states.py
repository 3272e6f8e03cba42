"""SQL for where each trigger stands with each account, and for how its scores moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.database import Db
from app.queries.base import many, run
from app.tables import TriggerState


async def states(db: Db, account_ids: Sequence[str]) -> list[TriggerState]:
    """Every trigger's state of these accounts, held until the transaction ends."""
    return await many(
        db,
        TriggerState,
        "SELECT * FROM trigger_states WHERE account_id = ANY(%(ids)s) ORDER BY id FOR UPDATE",
        ids=list(account_ids),
    )


@dataclass(frozen=True)
class OpenFiring:
    """A trigger of which an account has a firing that waits to be closed."""

    account_id: str
    trigger: str


async def open_of(db: Db, account_ids: Sequence[str]) -> list[OpenFiring]:
    """What waits to be closed at these accounts."""
    return await many(
        db,
        OpenFiring,
        "SELECT DISTINCT account_id, trigger FROM firings"
        " WHERE account_id = ANY(%(ids)s) AND status <> 'closed'",
        ids=list(account_ids),
    )


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
