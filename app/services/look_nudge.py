"""Something came to be known about accounts: they are to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.database import Db
from app.queries import looks
from app.queue import nudge


async def nudge_look(db: Db, workspace_id: str, account_ids: Sequence[str], now: datetime) -> None:
    """Marks the accounts in this transaction, and nudges the job that looks at what is marked."""
    if not account_ids:
        return
    await looks.set_due(db, account_ids, now)
    await nudge(db, "look", lane=f"look/{workspace_id}", workspace_id=workspace_id)


async def nudge_look_at_all(db: Db, workspace_id: str, now: datetime) -> None:
    """What is asked of accounts has changed: every one is looked at anew."""
    await looks.set_all_due(db, now)
    await nudge(db, "look", lane=f"look/{workspace_id}", workspace_id=workspace_id)
