"""How accounts stood before a look, read for many of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.database import Db
from app.queries import health, trigger_states
from app.queries.health import Marks
from app.tables import ScoreRow, TriggerState

PERIOD = timedelta(days=7)
"""The time a score is compared over, where it is older than that."""


@dataclass(frozen=True)
class Before:
    """One account: its scores and what they are compared with, by definition; its triggers, by name; those
    of which a firing waits to be closed."""

    scores: Mapping[str, ScoreRow] = field(default_factory=dict)
    marks: Mapping[str, Marks] = field(default_factory=dict)
    triggers: Mapping[str, TriggerState] = field(default_factory=dict)
    is_open: frozenset[str] = frozenset()


async def stood_before(
    db: Db, account_ids: Sequence[str], definitions: Iterable[str], now: datetime
) -> dict[str, Before]:
    """By account; every one asked for is there."""
    scores: dict[str, dict[str, ScoreRow]] = {account: {} for account in account_ids}
    triggers: dict[str, dict[str, TriggerState]] = {account: {} for account in account_ids}
    waiting: dict[str, set[str]] = {account: set() for account in account_ids}
    for row in await health.standing(db, account_ids):
        scores[row.account_id][row.definition] = row
    for state in await trigger_states.states(db, account_ids):
        triggers[state.account_id][state.trigger] = state
    for one in await trigger_states.open_of(db, account_ids):
        waiting[one.account_id].add(one.trigger)
    marks = await health.marks(db, account_ids, list(definitions), now - PERIOD)
    return {
        account: Before(
            scores[account], marks.get(account, {}), triggers[account], frozenset(waiting[account])
        )
        for account in account_ids
    }
