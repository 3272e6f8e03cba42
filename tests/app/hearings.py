"""Analysed interviews written as rows: who voiced which theme when, and how they felt about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app import ids
from app.database import Database
from app.queries.base import insert, insert_many
from app.tables import Account, Contact, InsightRow, Interview, StatementRow, Study, Theme, TurnRow


async def theme(database: Database, study: Study, label: str, **fields: Any) -> Theme:
    """A theme of the study."""
    row = Theme(
        id=ids.new("thm"),
        workspace_id=study.workspace_id,
        study_id=study.id,
        key=f"fitted:{ids.new('fit')}",
        label=label,
        **{"origin": "fitted", **fields},
    )
    async with database.workspace(study.workspace_id) as db:
        return await insert(db, row)


async def account(
    database: Database, study: Study, name: str, *, people: int = 1, role: str | None = None, **fields: Any
) -> list[Contact]:
    """An account and the people there."""
    row = Account(id=ids.new("acc"), workspace_id=study.workspace_id, name=name, **fields)
    contacts = [
        Contact(
            id=ids.new("con"),
            workspace_id=study.workspace_id,
            account_id=row.id,
            name=f"{name} {number}",
            role=role,
        )
        for number in range(people)
    ]
    async with database.workspace(study.workspace_id) as db:
        await insert(db, row)
        await insert_many(db, contacts)
    return contacts


async def hear(
    database: Database,
    study: Study,
    at: datetime,
    voiced: Mapping[str, float | None] | None = None,
    *,
    contact: Contact | None = None,
) -> Interview:
    """An interview that ended at `at`; by theme id, the sentiment of the one statement on it."""
    interview = Interview(
        id=ids.new("int"),
        workspace_id=study.workspace_id,
        study_id=study.id,
        guide_version_id=study.guide_version_id,
        account_id=contact.account_id if contact else None,
        contact_id=contact.id if contact else None,
        token=ids.token(),
        status="closed",
        closed_reason="completed",
        language="en",
        started_at=at - timedelta(minutes=8),
        closed_at=at,
        analysed_at=at,
        expires_at=at + timedelta(days=14),
    )
    shared: dict[str, Any] = {
        "workspace_id": study.workspace_id,
        "study_id": study.id,
        "interview_id": interview.id,
    }
    said = [f"What I say on {theme_id}." for theme_id in voiced or {}]
    turns = [
        TurnRow(
            interview_id=interview.id,
            seq=seq,
            workspace_id=study.workspace_id,
            speaker="respondent",
            text=text,
            client_id=f"c{seq}",
            at=at,
        )
        for seq, text in enumerate(said, 1)
    ]
    statements = [
        StatementRow(
            id=ids.new("sta"),
            account_id=interview.account_id,
            theme_id=theme_id,
            turn=seq,
            start_offset=0,
            end_offset=len(text),
            text=text,
            sentiment=sentiment,
            confidence=None if sentiment is None else 0.8,
            **shared,
        )
        for seq, (text, (theme_id, sentiment)) in enumerate(zip(said, (voiced or {}).items(), strict=True), 1)
    ]
    async with database.workspace(study.workspace_id) as db:
        await insert(db, interview)
        await insert_many(db, turns)
        await insert_many(db, statements)
        await insert(db, InsightRow(created_at=at, updated_at=at, **shared))
    return interview
