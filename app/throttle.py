"""How often one may try to sign in, or start an interview, from one place."""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app import ids
from app.errors import TooMany

PER_EMAIL = RateLimitItemPerMinute(10, 15)
PER_ADDRESS = RateLimitItemPerMinute(40, 15)
STARTS_PER_ADDRESS = RateLimitItemPerMinute(60)


class Throttle:
    """Counts in this process's memory: each worker keeps its own count."""

    def __init__(
        self, per_email: RateLimitItem = PER_EMAIL, per_address: RateLimitItem = PER_ADDRESS
    ) -> None:
        self._limits = {"email": per_email, "address": per_address}
        self._counter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, *, email: str, address: str) -> None:
        """Counts a try. Raises TooMany, which says when to come back."""
        for kind, key in (("address", address), ("email", _email_key(email))):
            limit = self._limits[kind]
            if not self._counter.hit(limit, kind, key):
                seconds = max(1, self._counter.get_window_stats(limit, kind, key).reset_time - time.time())
                minutes = math.ceil(seconds / 60)
                raise TooMany(
                    f"Too many tries. Please wait {minutes} minute{'s' if minutes > 1 else ''}.",
                    retry_after=seconds,
                )

    def forget(self, *, email: str) -> None:
        """After a right password the e-mail starts afresh; the address keeps its count."""
        self._counter.clear(self._limits["email"], "email", _email_key(email))


class StartThrottle:
    """Interviews started over open links, by address: room for an office behind one, none for a script."""

    def __init__(self, per_address: RateLimitItem = STARTS_PER_ADDRESS) -> None:
        self._limit = per_address
        self._counter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, address: str) -> None:
        """Counts a start. Raises TooMany."""
        if not self._counter.hit(self._limit, address):
            raise TooMany(
                "Too many interviews were started from here. Please try again later.", retry_after=60
            )


def _email_key(email: str) -> str:
    return ids.hash_secret(email.strip().lower())
