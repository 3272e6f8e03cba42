"""How an interview stands, as a respondent is told: its status and, with a person, who and how soon."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from app.database import Db
from app.queries import studies, tasks, workspaces
from app.tables import Interview


@dataclass(frozen=True)
class Standing:
    """`person` is who took over, None while one is waited for; `wait_minutes` how long that usually takes."""

    status: str
    person: str | None = None
    wait_minutes: int | None = None

    def fields(self) -> dict[str, Any]:
        return asdict(self)


async def standing(db: Db, interview: Interview) -> Standing:
    """What the rows say now; two more statements only while a person is needed."""
    if interview.status != "with_human":
        return Standing(interview.status)
    task = await tasks.hand_off_of(db, interview.id)
    user = await workspaces.user(db, task.assignee_id) if task and task.assignee_id else None
    return Standing(
        "with_human", user.name if user else None, await studies.wait_minutes(db, interview.study_id)
    )
