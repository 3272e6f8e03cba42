"""Everything a move of a run looks at, gathered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.database import Db
from app.kit import Kit
from app.queries import accounts, firings, insights, plays, workspaces
from app.queries.plays import StepLine
from app.queries.records import record as load_record
from app.services.play_text import play_of
from app.services.play_values import values_of
from app.services.policy_book import Book, book
from app.success.plays.advance import Heard, Situation
from app.success.plays.play import horizon_of
from app.success.plays.types import Play
from app.success.record import Record
from app.tables import Account, Contact, Firing, PlayRun, Workspace


@dataclass(frozen=True)
class Stand:
    """A run where it stands: its rows, its play, what is known, and the words its texts may use."""

    kit: Kit
    run: PlayRun
    play: Play
    workspace: Workspace
    account: Account
    contact: Contact | None
    firing: Firing | None
    book: Book
    record: Record
    situation: Situation
    lines: Sequence[StepLine]
    values: dict[str, str | None]
    now: datetime


async def stand_of(db: Db, kit: Kit, run: PlayRun, now: datetime) -> Stand:
    """Where a run stands. Its play is the text it began with."""
    play = play_of(run.play, run.source)
    account = await accounts.account(db, run.account_id)
    workspace = await workspaces.workspace(db, run.workspace_id)
    assert account is not None  # noqa: S101 - the run goes with it
    assert workspace is not None  # noqa: S101 - and with this
    contact = await accounts.contact(db, run.contact_id) if run.contact_id else None
    firing = await firings.firing(db, run.firing_id) if run.firing_id else None
    days = (now - run.started_at).total_seconds() / 86_400
    record = await load_record(db, run.account_id, now, horizon_of(play, days)) or Record(run.account_id)
    lines = await plays.step_lines(db, run.id)
    rules = await book(db)
    return Stand(
        kit=kit,
        run=run,
        play=play,
        workspace=workspace,
        account=account,
        contact=contact,
        firing=firing,
        book=rules,
        record=record,
        situation=await _situation(db, run, record, lines, rules, now),
        lines=lines,
        values=await values_of(db, workspace, account, contact, firing, record, now),
        now=now,
    )


async def _situation(
    db: Db, run: PlayRun, record: Record, lines: Sequence[StepLine], rules: Book, now: datetime
) -> Situation:
    came = (run.waits_for or {}).get("came_at")
    return Situation(
        record=record,
        started_at=run.started_at,
        came_at=datetime.fromisoformat(came) if came else now,
        heard={line.step: await _heard(db, line) for line in lines if line.kind == "invite"},
        closed={line.step: line.task_code or "" for line in lines if line.task_status == "done"},
        segments=rules.segments,
    )


async def _heard(db: Db, line: StepLine) -> Heard:
    """What came of an invitation."""
    if line.analysed_at is not None and line.interview_id is not None:
        tags = await insights.tags_of(db, line.interview_id)
        intents: dict[str, float] = {}
        for tag in tags:
            if tag.kind == "intent":
                intents[tag.name] = max(tag.confidence or 0.0, intents.get(tag.name, 0.0))
        return Heard("read", intents, tuple(tag.name for tag in tags if tag.kind == "theme"))
    if line.interview_reason == "expired":
        return Heard("over", why="The link ran out before anything was said.")
    if line.touch_status in ("refused", "cancelled"):
        return Heard("over", why=line.touch_reason or "They were not written to.")
    if line.status in ("skipped", "failed"):
        return Heard("over", why=str(line.result.get("why", "Nobody was asked.")))
    return Heard("asked")
