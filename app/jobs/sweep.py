"""The periodic look at the rows: whatever is due or was left behind gets its nudge."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.conversations import Conversations
from app.kit import Kit
from app.queries import deliveries, interviews
from app.queue import nudge
from app.services.end_interview import end_interview

WAITING_SECONDS = 10
ANALYSIS_SECONDS = 60


async def sweep(kit: Kit, conversations: Conversations, now: datetime) -> None:
    """One pass over all workspaces."""
    async with kit.database.system() as db:
        for endpoint in await deliveries.endpoints_due(db, now):
            await nudge(db, "deliver", lane=f"deliver/{endpoint.id}", webhook_id=endpoint.id)
        for interview in await interviews.not_analysed(db, now - timedelta(seconds=ANALYSIS_SECONDS)):
            lane = f"analyse/{interview.id}"
            await nudge(db, "analyse_interview", lane=lane, interview_id=interview.id)
        waiting = await interviews.unanswered(db, now - timedelta(seconds=WAITING_SECONDS))
        overdue = await interviews.overdue(db, now)
    for interview in waiting:
        conversations.wake(interview.workspace_id, interview.id)
    for interview in overdue:
        async with kit.database.workspace(interview.workspace_id) as db:
            await end_interview(db, interview.id, "expired", now)
