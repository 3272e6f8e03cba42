"""Scores that are not to be trusted: those that never move, and those that swing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

STUCK = timedelta(days=60)
"""A score that has not moved for so long although facts arrive looks at the wrong things."""
SWINGING = timedelta(days=30)
SWING = 5.0
"""Points there and back that make a swing."""
MOST_TURNS = 4
"""More turns than these within SWINGING, and the score follows noise."""


def turns(scores: Sequence[float], size: float = SWING) -> int:
    """How often a score turned round after going at least `size` points one way; scores oldest first."""
    count = 0
    direction = 0
    extreme = scores[0] if scores else 0.0
    for score in scores[1:]:
        step = score - extreme
        way = 1 if step > 0 else -1
        if way == direction and step:
            extreme = score
        elif abs(step) >= size:
            count += direction != 0
            direction, extreme = way, score
    return count


def is_swinging(scores: Sequence[float]) -> bool:
    return turns(scores) > MOST_TURNS
