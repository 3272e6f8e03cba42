"""Accounts with people, and interviews whose reading the test chooses, as the analysis would write it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from app import ids
from app.database import Database, Db
from app.queries import insights
from app.queries.base import insert
from app.tables import (
    Account,
    Contact,
    Fact,
    Firing,
    InsightRow,
    Interview,
    PlayRun,
    RunStep,
    StatementRow,
    Study,
    Tag,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
Found = tuple[str, str, str, str]
"""Kind, name, polarity and the words that show it."""

BROKEN: Found = ("driver", "reporting", "negative", "The new permissions broke our report.")
TROUBLE: Found = ("intent", "problem", "negative", "The new permissions broke our report.")
KIND: Found = ("driver", "support", "positive", "Support answered within minutes.")


async def account_with(
    database: Database, study: Study, *roles: str, **fields: Any
) -> tuple[Account, list[Contact]]:
    """An account and one contact for each role, named after it."""
    account = Account(id=ids.new("acc"), workspace_id=study.workspace_id, name="Bramble", **fields)
    people = [
        Contact(
            id=ids.new("con"),
            workspace_id=study.workspace_id,
            account_id=account.id,
            name=role.title(),
            email=f"{role}@bramble.example",
            role=role,
        )
        for role in roles
    ]
    async with database.workspace(study.workspace_id) as db:
        await insert(db, account)
        for person in people:
            await insert(db, person)
    return account, people


def held(study: Study, account: Account | None, contact: Contact | None = None, **fields: Any) -> Interview:
    """An interview that was completed just now."""
    return Interview(
        id=ids.new("int"),
        workspace_id=study.workspace_id,
        study_id=study.id,
        guide_version_id=study.guide_version_id,
        account_id=account.id if account else None,
        contact_id=contact.id if contact else None,
        token=ids.token(),
        status="closed",
        language="en",
        closed_at=fields.pop("at", NOW),
        expires_at=NOW,
        **fields,
    )


async def read(db: Db, interview: Interview, found: Sequence[Found], mood: float | None = -0.5) -> None:
    """Puts a reading in place of whatever there was: one statement for each different text."""
    texts = list(dict.fromkeys(text for *_, text in found))
    lines = {text: _line(interview, number, text) for number, text in enumerate(texts)}
    tags = [
        Tag(
            id=ids.stable("tag", interview.id, kind, name),
            workspace_id=interview.workspace_id,
            study_id=interview.study_id,
            interview_id=interview.id,
            account_id=interview.account_id,
            kind=kind,
            name=name,
            polarity=polarity,
            confidence=0.8,
            evidence=[lines[text].id],
        )
        for kind, name, polarity, text in found
    ]
    row = InsightRow(
        interview_id=interview.id,
        workspace_id=interview.workspace_id,
        study_id=interview.study_id,
        sentiment={"value": mood, "label": "negative", "confidence": 0.8},
    )
    await insights.replace(db, interview.id, list(lines.values()), tags, row)


def _line(interview: Interview, number: int, text: str) -> StatementRow:
    return StatementRow(
        id=ids.stable("sta", interview.id, number, text),
        workspace_id=interview.workspace_id,
        study_id=interview.study_id,
        interview_id=interview.id,
        account_id=interview.account_id,
        turn=2,
        start_offset=100 * number,
        end_offset=100 * number + len(text),
        text=text,
        language="en",
    )


def fact(account: Account, name: str, at: datetime = NOW, value: float = 1.0, **more: Any) -> Fact:
    return Fact(
        id=ids.new("fct"),
        workspace_id=account.workspace_id,
        account_id=account.id,
        name=name,
        at=at,
        value=value,
        source="product",
        received_at=at,
        **more,
    )


def fired(account: Account, *facts: Fact, **fields: Any) -> Firing:
    """A firing that rests on these facts."""
    reason = {"sentence": "Usage fell 32 % week over week.", "why_known": False}
    given: dict[str, Any] = {"due_at": NOW, "reason": reason} | fields
    return Firing(
        id=ids.new("fir"),
        workspace_id=account.workspace_id,
        account_id=account.id,
        trigger="usage-drop",
        version="1",
        cause=ids.new("cause"),
        title="Usage dropped",
        evidence=[{"kind": "fact", "id": one.id, "text": None, "at": one.at.isoformat()} for one in facts],
        **given,
    )


def asked(firing: Firing, interview: Interview, **fields: Any) -> tuple[PlayRun, RunStep]:
    """A run that waits for this interview, and its step that invited."""
    given: dict[str, Any] = {"status": "waiting", "due_at": datetime(2027, 1, 1, tzinfo=UTC)} | fields
    run = PlayRun(
        id=ids.new("run"),
        workspace_id=firing.workspace_id,
        account_id=firing.account_id,
        firing_id=firing.id,
        play="ask-why",
        version="1",
        source="",
        cause=firing.cause,
        **given,
    )
    step = RunStep(
        id=ids.new("stp"),
        workspace_id=firing.workspace_id,
        run_id=run.id,
        step="ask",
        kind="invite",
        status="done",
        result={"touch": "tch_1"},
        interview_id=interview.id,
    )
    return run, step
