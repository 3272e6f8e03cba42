"""Watches for a long silence while a respondent's page is open, and has one kind word said into it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

from app.errors import EarshotError
from app.hub import Nudge
from app.kit import Kit
from app.queries import interviews
from app.services.keep_company import nudge_idle
from app.tables import Interview

RETRY_SECONDS = 30.0


async def watch_silence(kit: Kit, interview: Interview, last_heard: Callable[[], float]) -> None:
    """Runs as long as the socket. `last_heard` is when it last typed, by the monotonic clock."""
    while True:
        try:
            await asyncio.sleep(await _look(kit, interview, last_heard()))
        except EarshotError:
            await asyncio.sleep(RETRY_SECONDS)


async def _look(kit: Kit, interview: Interview, heard_at: float) -> float:
    """Says the word if it is time; seconds until it is worth looking again."""
    async with kit.database.workspace(interview.workspace_id) as db:
        row = await interviews.interview(db, interview.id)
        patience = 60.0 * await interviews.idle_minutes(db, interview.id)
        now = kit.clock()
        since = max((at for at in (row and row.last_turn_at, row and row.seen_at) if at), default=now)
        left = max(patience - (now - since) / timedelta(seconds=1), patience - (time.monotonic() - heard_at))
        if left > 0:
            return left
        words = await nudge_idle(db, interview.id, now)
    if words is not None:
        kit.hub.tell(interview.id, Nudge(words))
    return patience
