"""A gate before one model server: at most so many calls at once, and everybody gets their turn.

Calls wait by key (an interview, a study). A free place goes to the key that has waited longest since it
was last served, not to the call that came first, so that somebody who asks a hundred things waits for
the others a hundred times and they wait for them once. Live calls go before those in the background,
which never take more than half of the places.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from integrations.model_errors import ModelCrowded


class ModelGate:
    """Counts one process's calls to one server. `at_once` is at least 1."""

    def __init__(self, at_once: int) -> None:
        self._lanes = (_Lane(at_once), _Lane(max(1, at_once // 2)))
        self._at_once = at_once

    @property
    def inside(self) -> int:
        """How many calls are under way."""
        return sum(lane.inside for lane in self._lanes)

    @property
    def waiting(self) -> int:
        """How many calls stand before the gate."""
        return sum(lane.waiting for lane in self._lanes)

    @asynccontextmanager
    async def place(self, key: str, *, is_live: bool, wait_seconds: float) -> AsyncIterator[None]:
        """Holds a place while its block runs. Raises ModelCrowded after waiting too long."""
        lane = self._lanes[0 if is_live else 1]
        await self._enter(lane, key, wait_seconds)
        try:
            yield
        finally:
            self._leave(lane)

    async def _enter(self, lane: _Lane, key: str, wait_seconds: float) -> None:
        turn = lane.join(key)
        self._let_in()
        try:
            async with asyncio.timeout(wait_seconds):
                await turn
        except BaseException as gone:
            # Called in while leaving: the place goes to the next.
            if turn.done() and not turn.cancelled():
                self._leave(lane)
            lane.forget(key, turn)
            if isinstance(gone, TimeoutError):
                raise ModelCrowded("Too many calls to the model are waiting already.") from None
            raise

    def _leave(self, lane: _Lane) -> None:
        lane.inside -= 1
        self._let_in()

    def _let_in(self) -> None:
        while self.inside < self._at_once:
            if not any(lane.let_one_in() for lane in self._lanes):
                return


class _Lane:
    """Those of one class: how many are inside, and who waits, by key, longest unserved first."""

    def __init__(self, most: int) -> None:
        self.inside = 0
        self._most = most
        self._lines: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @property
    def waiting(self) -> int:
        return sum(map(len, self._lines.values()))

    def join(self, key: str) -> asyncio.Future[None]:
        """A place at the end of the key's line; its result is the call to come in."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lines.setdefault(key, deque()).append(turn)
        return turn

    def forget(self, key: str, turn: asyncio.Future[None]) -> None:
        """Takes a call out that waits no more."""
        line = self._lines.get(key)
        if line is not None and turn in line:
            line.remove(turn)
            if not line:
                del self._lines[key]

    def let_one_in(self) -> bool:
        """Calls the next one in; False when nobody waits or the lane has all it may take."""
        while self._lines and self.inside < self._most:
            key, line = self._lines.popitem(last=False)
            turn = line.popleft()
            if line:
                self._lines[key] = line
            if not turn.done():
                turn.set_result(None)
                self.inside += 1
                return True
        return False
