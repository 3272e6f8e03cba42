"""An interview ends once: it is told to the outside and handed to the analysis."""

from __future__ import annotations

from datetime import datetime

from app.database import Db
from app.metrics import INTERVIEWS
from app.queries import interviews, turns
from app.queue import nudge
from app.services.emit_event import emit_interview_event

EVENTS = {
    "completed": "interview.completed",
    "stopped": "interview.abandoned",
    "expired": "interview.abandoned",
}
"""What is told of an end. A hand-off was told when it happened, which is before anybody took over."""


async def end_interview(db: Db, interview_id: str, reason: str, now: datetime) -> None:
    """Closes an interview, tells of it, and has it analysed. Does nothing when it was closed before."""
    if not await interviews.close(db, interview_id, reason, now):
        return
    INTERVIEWS.labels(reason=reason).inc()
    await turns.notify(db, interview_id)
    if reason in EVENTS:
        await emit_interview_event(db, interview_id, EVENTS[reason], now)
    await nudge(db, "analyse_interview", lane=f"analyse/{interview_id}", interview_id=interview_id)
