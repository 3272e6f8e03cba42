"""A circuit breaker: after several failures in a row, leave the other side alone for a while."""

from __future__ import annotations


class Breaker:
    """Opens after `failures` in a row, for `rest_seconds`; then lets one call through to try.

    Times are seconds on any monotonic clock, passed in. A trial that never reports back, because its
    caller was cancelled, costs one more rest and cannot lock the breaker.
    """

    def __init__(self, *, failures: int = 5, rest_seconds: float = 30.0) -> None:
        self._limit = failures
        self._rest_seconds = rest_seconds
        self._failed_in_row = 0
        self._resting_until: float | None = None

    def allows(self, now: float) -> bool:
        """Whether a call may go out now. Saying yes while resting has ended uses up the one trial."""
        if self._resting_until is None:
            return True
        if now < self._resting_until:
            return False
        self._resting_until = now + self._rest_seconds
        return True

    def succeeded(self) -> None:
        """A call went well: everything may pass again."""
        self._failed_in_row = 0
        self._resting_until = None

    def failed(self, now: float) -> None:
        """A call failed; the one that reaches the limit, and any after it, starts a rest."""
        self._failed_in_row += 1
        if self._failed_in_row >= self._limit:
            self._resting_until = now + self._rest_seconds
