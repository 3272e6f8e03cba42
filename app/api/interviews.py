"""Interviews: how they stand, what was said, and what was read in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.api.themes import TagOut, tag_shape
from app.api.usage import ProvenanceOut, UsageOut, provenance_shape, usage_shape
from app.database import Db
from app.deps import DbDep, KitDep
from app.errors import NotFound
from app.queries import insights, spend, turns
from app.queries import interviews as queries
from app.tables import InsightRow, Interview, StatementRow, TurnRow

interviews = router("interviews")

Status = Literal["open", "paused", "with_human", "closed"]


class TurnOut(Shape):
    seq: int
    speaker: Literal["interviewer", "respondent", "csm"]
    action: Literal["say", "skip", "stop", "human", "give_back"]
    text: str
    at: datetime
    generated_by: str | None
    provenance: ProvenanceOut | None = Field(description="Null for what a person said.")


class StatementIn(Shape):
    """`text` is turn `turn` from `start` to `end` (Unicode code points, end excluded).

    `context` is what it needs to be understood, verbatim and mostly empty: the question a bare yes answers,
    the line a list stands under. `language` is an ISO 639-1 code.
    """

    id: str
    text: str
    turn: int
    start: int
    end: int
    context: str
    language: str | None
    sentiment: float | None
    theme: str | None


class InsightOut(Shape):
    revision: int
    statements: list[StatementIn]
    tags: list[TagOut]
    summary: list[dict[str, Any]]
    sentiment: dict[str, Any]
    provenance: dict[str, Any]


class InterviewOut(Shape):
    id: str
    study: str
    account: str | None
    contact: str | None
    status: Status
    reason: str | None
    language: str
    channel: str
    progress: float
    is_synthetic: bool
    rating: dict[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    closed_at: datetime | None


class InterviewDetail(InterviewOut):
    guide_version: str
    usage: UsageOut
    turns: list[TurnOut]
    insight: InsightOut | None


@interviews.get("", response_model=Page[InterviewOut])
async def index(
    db: DbDep,
    study: str | None = None,
    account: str | None = None,
    status: Status | None = None,
    limit: Limit = 50,
    next: Next = None,
) -> dict[str, Any]:
    """Newest first, of a study, an account or a status if given."""
    found = await queries.interviews(
        db, limit=limit, cursor=next, study_id=study, account_id=account, status=status
    )
    return page(found, lambda row: InterviewOut(**_fields(row)))


@interviews.get("/{interview_id}", response_model=InterviewDetail)
async def show(interview_id: str, db: DbDep, kit: KitDep) -> InterviewDetail:
    """One interview with its transcript, and its insight once it was analysed."""
    row = await queries.interview(db, interview_id)
    if row is None:
        raise NotFound("There is no such interview.")
    return InterviewDetail(
        **_fields(row),
        guide_version=row.guide_version_id,
        usage=usage_shape(await spend.of_interview(db, interview_id), kit.prices.currency),
        turns=[_turn(turn) for turn in await turns.turns(db, interview_id)],
        insight=await _insight(db, interview_id),
    )


async def _insight(db: Db, interview_id: str) -> InsightOut | None:
    row: InsightRow | None = await insights.insight(db, interview_id)
    if row is None:
        return None
    return InsightOut(
        revision=row.revision,
        statements=[_statement(line) for line in await insights.statements_of(db, interview_id)],
        tags=[tag_shape(tag) for tag in await insights.tags_of(db, interview_id)],
        summary=row.summary,
        sentiment=row.sentiment,
        provenance=row.provenance,
    )


def _fields(row: Interview) -> dict[str, Any]:
    same = row.model_dump(
        include={"id", "status", "language", "channel", "progress", "is_synthetic"}
        | {"created_at", "started_at", "closed_at"}
    )
    rating = {key: row.rating.get(key) for key in ("score", "reason", "at")} if row.rating else None
    return same | {
        "study": row.study_id,
        "account": row.account_id,
        "contact": row.contact_id,
        "reason": row.closed_reason,
        "rating": rating,
    }


def _turn(row: TurnRow) -> TurnOut:
    return TurnOut(
        seq=row.seq,
        speaker=row.speaker,
        action=row.action,
        text=row.text,
        at=row.at,
        generated_by=row.note.get("model") if row.speaker == "interviewer" else None,
        provenance=provenance_shape(row.note) if row.speaker == "interviewer" else None,
    )


def _statement(row: StatementRow) -> StatementIn:
    return StatementIn(
        id=row.id,
        text=row.text,
        turn=row.turn,
        start=row.start_offset,
        end=row.end_offset,
        context=row.context,
        language=row.language,
        sentiment=row.sentiment,
        theme=row.theme_id,
    )
