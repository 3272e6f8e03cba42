"""How often one may try to sign in: counted per address and per e-mail, known or not."""

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


def _email_key(email: str) -> str:
    return ids.hash_secret(email.strip().lower())
