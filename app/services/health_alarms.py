"""Scores that look wrong in this workspace: those that never move, and those that swing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.database import Db
from app.queries import health_lists
from app.queries.health_lists import Suspect
from app.success.health.alarms import MOST_TURNS, STUCK, SWINGING, is_swinging, turns

MOST_SHOWN = 100


@dataclass(frozen=True)
class Alarm:
    """One account whose score by one definition is not to be trusted, and why."""

    kind: Literal["stuck", "swinging"]
    definition: str
    account_id: str
    account: str
    score: float | None
    sentence: str


async def health_alarms(db: Db, now: datetime, *, definition: str | None = None) -> list[Alarm]:
    """Swinging ones first; of one definition if given."""
    restless = await health_lists.restless(db, now - SWINGING, least=MOST_TURNS + 2)
    unmoved = await health_lists.unmoved(db, now - STUCK, limit=MOST_SHOWN)
    found = [*_swinging(restless), *(_stuck(one, now) for one in unmoved)]
    return [one for one in found if definition in (None, one.definition)][:MOST_SHOWN]


def _swinging(found: Iterable[Suspect]) -> list[Alarm]:
    return [
        _alarm("swinging", one, f"It turned round {turns(one.scores)} times within {SWINGING.days} days.")
        for one in found
        if is_swinging(one.scores)
    ]


def _stuck(one: Suspect, now: datetime) -> Alarm:
    days = (now - one.moved_at).days if one.moved_at else STUCK.days
    return _alarm("stuck", one, f"It has not moved for {days} days, although facts arrived.")


def _alarm(kind: Literal["stuck", "swinging"], one: Suspect, sentence: str) -> Alarm:
    return Alarm(kind, one.definition, one.account_id, one.account, one.score, sentence)
