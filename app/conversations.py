"""Keeps one task per interview of this process that answers until nothing waits."""

from __future__ import annotations

import asyncio

import structlog

from app.kit import Kit
from app.services.take_turn import take_turn

log = structlog.get_logger()

HELD_PAUSE_SECONDS = 0.5
RETRY_SECONDS = (0.2, 1.0, 3.0)


class Conversations:
    """Call `wake` when an interview may have something to answer; a second call while one runs is free."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()

    def wake(self, workspace_id: str, interview_id: str) -> None:
        """Starts answering, or makes the running task look once more."""
        if interview_id in self._tasks:
            self._again.add(interview_id)
            return
        task = asyncio.create_task(self._answer(workspace_id, interview_id))
        self._tasks[interview_id] = task
        task.add_done_callback(lambda _: self._ended(workspace_id, interview_id))

    def _ended(self, workspace_id: str, interview_id: str) -> None:
        self._tasks.pop(interview_id, None)
        if interview_id in self._again:
            self._again.discard(interview_id)
            self.wake(workspace_id, interview_id)

    async def _answer(self, workspace_id: str, interview_id: str) -> None:
        retries = list(RETRY_SECONDS)
        while True:
            try:
                outcome = await take_turn(self._kit, workspace_id, interview_id)
            except Exception as failure:
                # the turn stays unanswered in its row: the next contact or the sweep tries again
                log.warning(
                    "turn.failed", interview=interview_id, reason=type(failure).__name__, exc_info=True
                )
                if not retries:
                    return
                await asyncio.sleep(retries.pop(0))
                continue
            # a turn that came in meanwhile has left its mark; looking without one would cost four statements
            if outcome == "nothing" or (outcome == "replied" and interview_id not in self._again):
                return
            self._again.discard(interview_id)
            if outcome in ("held", "stale"):
                await asyncio.sleep(HELD_PAUSE_SECONDS)

    async def close(self) -> None:
        """Ends what runs; unanswered turns wait in their rows."""
        tasks = list(self._tasks.values())
        self._again.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
