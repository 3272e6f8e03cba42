"""SQL for turns: the transcript is the state, so this is where an interview lives."""

from __future__ import annotations

from typing import Literal

from app.database import Db
from app.queries.base import many, one, run, value
from app.tables import TurnRow


async def turns(db: Db, interview_id: str, after: int = 0) -> list[TurnRow]:
    """The transcript from after a seq on, in order."""
    return await many(
        db,
        TurnRow,
        "SELECT * FROM turns WHERE interview_id = %(id)s AND seq > %(after)s ORDER BY seq",
        id=interview_id,
        after=after,
    )


async def by_client_id(db: Db, interview_id: str, client_id: str) -> TurnRow | None:
    """The turn a client's frame made, if it has come before."""
    return await one(
        db,
        TurnRow,
        "SELECT * FROM turns WHERE interview_id = %(id)s AND client_id = %(client)s",
        id=interview_id,
        client=client_id,
    )


async def language(db: Db, interview_id: str) -> str:
    """The language the interviewer spoke last: it follows the respondent, so the one an interview began in
    may not be it."""
    spoken: str = await value(
        db,
        "SELECT coalesce((SELECT note ->> 'language' FROM turns WHERE interview_id = i.id"
        " AND speaker = 'interviewer' AND note ? 'language' ORDER BY seq DESC LIMIT 1), i.language)"
        " FROM interviews i WHERE i.id = %(id)s",
        id=interview_id,
    )
    return spoken


async def mark_answered(db: Db, interview_id: str, up_to: int, reply: int) -> None:
    """Notes which reply took the waiting turns up to a seq into account."""
    await run(
        db,
        "UPDATE turns SET answered_by = %(reply)s WHERE interview_id = %(id)s AND seq <= %(up_to)s"
        " AND (speaker = 'respondent' OR action = 'give_back') AND answered_by IS NULL",
        id=interview_id,
        reply=reply,
        up_to=up_to,
    )


async def notify(db: Db, interview_id: str) -> None:
    """Tells every process, when this transaction commits, that the interview has something new."""
    await db.execute("SELECT pg_notify('earshot_interviews', %(id)s)", {"id": interview_id})


async def notify_writing(db: Db, interview_id: str, who: Literal["csm", "respondent"]) -> None:
    """Tells every process that somebody is writing; nothing is kept of it."""
    await db.execute("SELECT pg_notify('earshot_writing', %(told)s)", {"told": f"{who} {interview_id}"})
