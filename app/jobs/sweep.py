"""The periodic look at the rows: whatever is due or was left behind gets its nudge."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.conversations import Conversations
from app.kit import Kit
from app.queries import deliveries, interviews, looks, mails, plays, rehearsals, spend, tasks, workspaces
from app.queue import nudge
from app.services.breach import breach_overdue
from app.services.end_interview import end_interview
from app.services.keep_company import pause
from app.services.let_go import let_go
from app.services.send_touch import release_due, remind_due
from app.services.tell_backup import tell_backup
from app.services.warn_of_spend import warn_of_spend

WAITING_SECONDS = 10
ANALYSIS_SECONDS = 60
KEPT_DAYS = 1
"""How long a repeated POST is answered from memory: its answer may hold a secret that was shown once."""


async def sweep(kit: Kit, conversations: Conversations, now: datetime) -> None:
    """One pass over all workspaces."""
    async with kit.database.system() as db:
        for endpoint in await deliveries.endpoints_due(db, now):
            await nudge(db, "deliver", lane=f"deliver/{endpoint.id}", webhook_id=endpoint.id)
        for interview in await interviews.not_analysed(db, now - timedelta(seconds=ANALYSIS_SECONDS)):
            lane = f"analyse/{interview.id}"
            await nudge(db, "analyse_interview", lane=lane, interview_id=interview.id)
        for mail in await mails.due(db, now):
            await nudge(db, "send_mail", lane=f"mail/{mail.id}", mail_id=mail.id)
        for workspace_id in await looks.workspaces_due(db, now):
            await nudge(db, "look", lane=f"look/{workspace_id}", workspace_id=workspace_id)
        for run in await plays.run_due(db, now):
            await nudge(db, "run_play", lane=f"run_play/{run.id}", run_id=run.id)
        if await rehearsals.next_due(db):
            await nudge(db, "rehearse", lane="rehearse")
        spending = await spend.workspaces_of(db, now.astimezone(UTC).date())
        late = await tasks.overdue(db, now)
        waiting = await interviews.unanswered(db, now - timedelta(seconds=WAITING_SECONDS))
        silent = await interviews.silent(db, now)
        overdue = await interviews.overdue(db, now)
        await workspaces.forget_old(db, now - timedelta(days=KEPT_DAYS), now)
    await breach_overdue(kit, now)
    await release_due(kit, now)
    await remind_due(kit, now)
    for task in late:
        async with kit.database.workspace(task.workspace_id) as db:
            await tell_backup(db, task.id, now=now, base_url=kit.settings.base_url)
            await let_go(db, task.id, now=now)
    for workspace_id in spending:
        async with kit.database.workspace(workspace_id) as db:
            await warn_of_spend(kit, db, workspace_id, now)
    for interview in waiting:
        conversations.wake(interview.workspace_id, interview.id)
    for interview in silent:
        async with kit.database.workspace(interview.workspace_id) as db:
            await pause(db, interview)
    for interview in overdue:
        async with kit.database.workspace(interview.workspace_id) as db:
            await end_interview(db, interview.id, "expired", now)
