"""Which systems that touch customers are connected, which have gone silent, and what to connect next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.success.source_kinds import FIRST


def is_stale(status: str, last_at: datetime | None, fresh_hours: int | None, now: datetime) -> bool:
    """Whether a connected source has been silent for longer than it promised."""
    if status != "connected" or fresh_hours is None or last_at is None:
        return False
    return last_at + timedelta(hours=fresh_hours) < now


def to_connect(kinds: Iterable[str]) -> list[str]:
    """The kinds of the first seven that nothing stands for yet, the most telling first."""
    there = set(kinds)
    return [kind for kind in FIRST if kind not in there]
