"""An account in the database, facts told about it, and looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from app import ids
from app.database import Database
from app.queries import health
from app.queries.base import insert, insert_many, many
from app.queries.records import record
from app.services.policy_book import book
from app.services.score_account import Scored, score_account
from app.tables import Account, Event, Fact, ScoreChange, ScoreRow, Workspace


async def make_account(
    database: Database, workspace: Workspace, name: str = "Acme", **fields: Any
) -> Account:
    row = Account(id=ids.new("acc"), workspace_id=workspace.id, name=name, **fields)
    async with database.workspace(workspace.id) as db:
        return await insert(db, row)


async def tell(
    database: Database,
    account: Account,
    name: str,
    amounts: Sequence[float],
    until: datetime,
    **fields: Any,
) -> list[Fact]:
    """A fact a day, the last an hour before `until`."""
    last = until - timedelta(hours=1)
    facts = [
        Fact(
            id=ids.new("fct"),
            workspace_id=account.workspace_id,
            account_id=account.id,
            name=name,
            at=last - timedelta(days=len(amounts) - 1 - day),
            value=amount,
            source="test",
            received_at=last,
            **fields,
        )
        for day, amount in enumerate(amounts)
    ]
    async with database.workspace(account.workspace_id) as db:
        await insert_many(db, facts)
    return facts


async def look(database: Database, account: Account, now: datetime) -> dict[str, Scored]:
    """The account scored in one transaction, by what holds in its workspace."""
    async with database.workspace(account.workspace_id) as db:
        held = await book(db)
        known = await record(db, account.id, now, held.horizon_days)
        assert known is not None
        return await score_account(db, account, known, held, now)


async def standing(database: Database, account: Account) -> dict[str, ScoreRow]:
    async with database.workspace(account.workspace_id) as db:
        return {row.definition: row for row in await health.standing(db, [account.id])}


async def history(database: Database, account: Account, definition: str = "risk") -> list[ScoreChange]:
    """Oldest first."""
    async with database.workspace(account.workspace_id) as db:
        return await many(
            db,
            ScoreChange,
            "SELECT * FROM score_changes WHERE account_id = %(id)s AND definition = %(definition)s"
            " ORDER BY at",
            id=account.id,
            definition=definition,
        )


async def told(database: Database, account: Account) -> list[Event]:
    """The events others were told about the account's scores, oldest first."""
    async with database.workspace(account.workspace_id) as db:
        return await many(
            db,
            Event,
            "SELECT * FROM events WHERE account_id = %(id)s AND type = 'health.changed'"
            " ORDER BY created_at, id",
            id=account.id,
        )
