"""Nobody came: the interviewer says so in the respondent's language and closes; the task stays open."""

from __future__ import annotations

import zlib
from datetime import datetime

from app.database import Db
from app.queries import accounts, interviews, tasks, turns, workspaces
from app.queries.base import insert
from app.services.end_interview import end_interview
from app.tables import Interview, TurnRow
from interviewer.phrases import Phrases, phrases

MOVE = "nobody"


async def let_go(db: Db, task_id: str, *, now: datetime) -> None:
    """Ends the wait of an open task whose time has come; does nothing otherwise, or again."""
    known = await tasks.task(db, task_id)
    # the interview first, as whoever speaks in it does: two locks taken in two orders would wait for ever
    interview = await interviews.locked(db, known.interview_id) if known and known.interview_id else None
    task = await tasks.locked(db, task_id)
    if task is None or task.status != "open" or task.give_up_at is None or task.give_up_at > now:
        return
    await tasks.set_given_up(db, task.id)
    if interview is None or interview.status != "with_human":
        return
    await _say_so(db, interview, now)
    await end_interview(db, interview.id, "handed_off", now)


async def _say_so(db: Db, interview: Interview, now: datetime) -> None:
    spoken = phrases(await turns.language(db, interview.id))
    file = f"interviewer/phrases/{spoken.language}"
    seq = await interviews.next_seq(db, interview.id, now)
    await insert(
        db,
        TurnRow(
            interview_id=interview.id,
            seq=seq,
            workspace_id=interview.workspace_id,
            speaker="interviewer",
            text=await _words(db, interview, spoken),
            note={"move": MOVE, "model": "built-in", "prompts": {file: spoken.sha256}},
            at=now,
        ),
    )
    await turns.mark_answered(db, interview.id, seq, seq)


async def _words(db: Db, interview: Interview, spoken: Phrases) -> str:
    workspace = await workspaces.workspace(db, interview.workspace_id)
    contact = await accounts.contact(db, interview.contact_id) if interview.contact_id else None
    assert workspace is not None  # noqa: S101 - the interview refers to it
    first_name = contact.first_name if contact else None
    return spoken.pick(
        "closing.nobody",
        zlib.crc32(interview.id.encode()),
        sponsor=workspace.sponsor,
        comma_name=f", {first_name}" if first_name else "",
        wait=spoken.lists["wait.day"][0],
    )
