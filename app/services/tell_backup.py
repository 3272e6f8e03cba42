"""Nobody took a hand-off in time: others are told too, once."""

from __future__ import annotations

from datetime import datetime

from app.database import Db
from app.queries import tasks
from app.services.hand_off import case_of, tell
from app.services.who_to_tell import backup_to_tell


async def tell_backup(db: Db, task_id: str, *, now: datetime, base_url: str) -> None:
    """Tells the backup of an open task whose time has come; does nothing otherwise, or again."""
    task = await tasks.locked(db, task_id)
    if task is None or task.status != "open" or task.backup_at is None or task.backup_at > now:
        return
    case = await case_of(db, task)
    told = await backup_to_tell(db, case.workspace) if case else []
    if case is not None:
        for to in told:
            await tell(db, case, task, to, "hand_off_backup", now, base_url)
    await tasks.set_backup_told(db, task.id, told[0].user_id if told else None)
