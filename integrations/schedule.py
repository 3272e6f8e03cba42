"""When a failed delivery is tried again: the ten steps Standard Webhooks 1.0 suggests, 75.6 hours in all."""

from __future__ import annotations

_MINUTE, _HOUR = 60.0, 3600.0
STEPS = (0.0, 5.0, 5 * _MINUTE, 30 * _MINUTE, *(hours * _HOUR for hours in (2, 5, 10, 14, 20, 24)))
SPREAD = 0.2


def next_attempt(attempts_made: int, *, jitter: float, retry_after: float | None = None) -> float | None:
    """Seconds until the next attempt, None when all ten are spent.

    attempts_made: 0 before the first. jitter: 0..1, drawn by the caller, moves the step by -20 to
    +20 % so that a receiver coming back is not met by everything at once. retry_after: seconds the
    receiver asked for; the longer of the two wins.
    """
    if attempts_made >= len(STEPS):
        return None
    wait = STEPS[attempts_made] * (1 + SPREAD * (2 * jitter - 1))
    return max(wait, retry_after or 0.0)
