"""SQL for what people said about tags, and what was learned from it."""

from __future__ import annotations

from dataclasses import dataclass

from app import ids
from app.database import Db
from app.queries.base import many, one, run, value
from app.tables import LearnedIntents, StatementRow, Tag, TagCorrection


@dataclass(frozen=True)
class Lesson:
    """One correction of an intent with the words it is about."""

    text: str
    name: str
    is_right: bool
    language: str


async def tag(db: Db, tag_id: str) -> Tag | None:
    return await one(db, Tag, "SELECT * FROM tags WHERE id = %(id)s", id=tag_id)


async def statement(db: Db, statement_id: str) -> StatementRow | None:
    return await one(db, StatementRow, "SELECT * FROM statements WHERE id = %(id)s", id=statement_id)


async def statements(db: Db, statement_ids: list[str]) -> list[StatementRow]:
    return await many(
        db, StatementRow, "SELECT * FROM statements WHERE id = ANY(%(ids)s) ORDER BY id", ids=statement_ids
    )


async def of_interview(db: Db, interview_id: str) -> list[TagCorrection]:
    """Oldest first, so that the last word on a statement is obeyed last."""
    return await many(
        db,
        TagCorrection,
        "SELECT * FROM tag_corrections WHERE interview_id = %(id)s ORDER BY made_at, id",
        id=interview_id,
    )


async def keep(db: Db, said: TagCorrection) -> None:
    """Writes a correction; it takes the place of what was said of the same place and name before."""
    await run(
        db,
        "INSERT INTO tag_corrections (id, workspace_id, interview_id, turn, start_offset, end_offset,"
        " kind, name, is_right, user_id, api_key_id, made_at)"
        " VALUES (%(id)s, %(workspace)s, %(interview)s, %(turn)s, %(start)s, %(end)s,"
        " %(kind)s, %(name)s, %(right)s, %(user)s, %(key)s, %(at)s)"
        " ON CONFLICT (interview_id, turn, start_offset, end_offset, kind, name) DO UPDATE SET"
        " is_right = excluded.is_right, user_id = excluded.user_id, api_key_id = excluded.api_key_id,"
        " made_at = excluded.made_at",
        id=said.id or ids.new("cor"),
        workspace=said.workspace_id,
        interview=said.interview_id,
        turn=said.turn,
        start=said.start_offset,
        end=said.end_offset,
        kind=said.kind,
        name=said.name,
        right=said.is_right,
        user=said.user_id,
        key=said.api_key_id,
        at=said.made_at,
    )


async def count(db: Db) -> int:
    """How many corrections of intents the workspace has."""
    found: int = await value(db, "SELECT count(*) FROM tag_corrections WHERE kind = 'intent'")
    return found


async def lessons(db: Db, limit: int) -> list[Lesson]:
    """The newest corrections of intents with the words they are about, sliced from what was said."""
    return await many(
        db,
        Lesson,
        "SELECT substr(t.text, c.start_offset + 1, c.end_offset - c.start_offset) AS text,"
        " c.name, c.is_right, i.language"
        " FROM tag_corrections c JOIN turns t ON t.interview_id = c.interview_id AND t.seq = c.turn"
        " JOIN interviews i ON i.id = c.interview_id"
        " WHERE c.kind = 'intent' ORDER BY c.made_at DESC, c.id DESC LIMIT %(limit)s",
        limit=limit,
    )


async def learned(db: Db, workspace_id: str) -> LearnedIntents | None:
    return await one(
        db, LearnedIntents, "SELECT * FROM learned_intents WHERE workspace_id = %(id)s", id=workspace_id
    )


async def keep_learned(db: Db, row: LearnedIntents) -> None:
    """Puts what was learned in place of what was learned before."""
    await run(
        db,
        "INSERT INTO learned_intents (workspace_id, made_from, corrections, weights, made_at)"
        " VALUES (%(id)s, %(made_from)s, %(corrections)s, %(weights)s, %(at)s)"
        " ON CONFLICT (workspace_id) DO UPDATE SET made_from = excluded.made_from,"
        " corrections = excluded.corrections, weights = excluded.weights, made_at = excluded.made_at",
        id=row.workspace_id,
        made_from=row.made_from,
        corrections=row.corrections,
        weights=row.weights,
        at=row.made_at,
    )
