"""The job queue as the rest of the house sees it: put a nudge into the transaction at hand.

A job carries ids and calls one verb; rows are the truth, so doing a job twice has one effect. At most one
job per lane waits, and whoever runs it drains the lane's rows.
"""

from __future__ import annotations

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued

from app.database import Db

queue = App(connector=PsycopgConnector())
"""Tasks register on this; `app.jobs.worker` gives it the real connection."""


async def nudge(db: Db, task: str, *, lane: str | None = None, **ids: str) -> None:
    """Queues `task` with `ids` when this transaction commits; does nothing while one waits in the lane."""
    try:
        async with db.transaction():  # a savepoint: a full lane must not break the caller's transaction
            await queue.configure_task(task, connection=db, queueing_lock=lane, lock=lane).defer_async(**ids)
    except AlreadyEnqueued:
        pass
