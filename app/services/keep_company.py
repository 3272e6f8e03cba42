"""A silence in an interview: one kind word while somebody is there, later a pause, and an end to both."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta

from app.database import Db
from app.queries import interviews, turns
from app.tables import Interview
from interviewer.phrases import phrases


async def nudge_idle(db: Db, interview_id: str, now: datetime) -> str | None:
    """The kind word for a silence that has lasted long enough, once for each; else None.

    It is no turn: nobody has to answer it, and the question before it still stands.
    """
    interview = await interviews.interview(db, interview_id)
    if interview is None:
        return None
    silent_since = now - timedelta(minutes=await interviews.idle_minutes(db, interview_id))
    if not await interviews.nudge_once(db, interview_id, silent_since, now):
        return None
    spoken = phrases(await turns.language(db, interview_id))
    return spoken.pick("idle.nudge", zlib.crc32(interview_id.encode()))


async def pause(db: Db, silent: Interview) -> None:
    """Pauses an interview that was found silent and still is."""
    if await interviews.pause(db, silent):
        await turns.notify(db, silent.id)
