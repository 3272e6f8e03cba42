"""Scores as the account made them: a change of what we know, or of how we count, makes no trigger fire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.database import Db
from app.queries import trigger_states
from app.queries.trigger_states import ScoreStep
from app.services.score_account import FIRST, Scored

OF_THE_ACCOUNT: Final = ("facts", "age")
"""Causes of a score's move that are about the account; the others are about what we know or how we count."""


@dataclass(frozen=True)
class Settled:
    """`scores` by definition, 0..100; a definition that is missing is unknown. `fresh` are those that became
    known only now, `before` the scores as they last stood in the history."""

    scores: Mapping[str, float]
    fresh: frozenset[str]
    before: Mapping[str, float]


async def settle(db: Db, account_id: str, scored: Mapping[str, Scored]) -> Settled:
    """What triggers may go by, once this look has written its history."""
    scores: dict[str, float] = {}
    before: dict[str, float] = {}
    fresh = []
    for name, one in scored.items():
        found, delta = one.score.score, one.move.delta
        if found is None:
            continue
        scores[name] = found
        if one.cause not in (*OF_THE_ACCOUNT, FIRST):
            scores[name] = own_score(await trigger_states.moves(db, account_id, name), found)
        if delta is None:
            fresh.append(name)
        else:
            before[name] = found - delta
    return Settled(scores, frozenset(fresh), before)


def own_score(history: Sequence[ScoreStep], score: float) -> float:
    """Where the account itself left its score: after its last own move, else where it was first known.

    history: moves newest first, of which the newest is not the account's own; score: as it stands, 0..100.
    """
    own = (step.score for step in history if step.cause in OF_THE_ACCOUNT and step.score is not None)
    first = (step.score for step in reversed(history) if step.score is not None)
    return next(own, next(first, score))
