"""Passwords: argon2id, hashed in threads of their own, few at once, with a short queue and then a refusal."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import Invalid, Unavailable

T = TypeVar("T")

SHORTEST, LONGEST = 12, 200
AT_ONCE = 2  # each takes 64 MiB and a third of a second; more at once would starve the interviews
WAITING = 20


class Passwords:
    """Hashes and verifies. `hasher` sets the cost; the default is RFC 9106's low-memory choice."""

    def __init__(self, hasher: PasswordHasher | None = None, *, waiting: int = WAITING) -> None:
        self._hasher = hasher or PasswordHasher()
        self._workers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password")
        self._places = threading.BoundedSemaphore(AT_ONCE + waiting)
        self._decoy: str | None = None

    async def hash(self, password: str) -> str:
        """What to store. Raises Invalid for a length we do not take, Unavailable when the queue is full."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise Invalid(f"A password has {SHORTEST} to {LONGEST} characters.", field="password")
        return await self._run(lambda: self._hasher.hash(password))

    async def matches(self, stored: str | None, password: str) -> bool:
        """Whether the password is the stored one; None never is, in the same time. Raises Unavailable."""
        return await self._run(lambda: self._verify(stored, password[: LONGEST + 1]))

    def _verify(self, stored: str | None, password: str) -> bool:
        if self._decoy is None:
            self._decoy = self._hasher.hash("somebody who is not here")
        try:
            return self._hasher.verify(stored or self._decoy, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if not self._places.acquire(blocking=False):
            raise Unavailable("Many people are signing in right now. Please try again.", retry_after=3)

        def in_place() -> T:
            try:
                return work()
            finally:
                self._places.release()

        return await asyncio.get_running_loop().run_in_executor(self._workers, in_place)
