"""Accounts with facts in the database, and a look at one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app import ids
from app.database import Database
from app.queries import looks, records
from app.queries.base import insert, insert_many
from app.services.fire_triggers import fire_triggers
from app.services.policy_book import book
from app.services.score_account import score_account
from app.tables import Account, Fact, Firing, Workspace
from tests.app.triggers.cases import NOW


async def make_account(database: Database, workspace: Workspace, **fields: Any) -> Account:
    given = {"name": "Northwind", "segment": "mid-market", "csm": "Dana", "backup": "Bo"} | fields
    row = Account(id=ids.new("acc"), workspace_id=workspace.id, **given)
    async with database.workspace(workspace.id) as db:
        await insert(db, row)
    return row


def fact(account: Account, name: str, at: datetime, value: float = 1.0, **more: Any) -> Fact:
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


async def know(database: Database, account: Account, facts: list[Fact]) -> None:
    async with database.workspace(account.workspace_id) as db:
        await insert_many(db, facts)


def usage(account: Account, *, fall: float, days: int = 60, until: datetime = NOW) -> list[Fact]:
    """A hundred uses a day, and `fall` percent fewer in the last week."""
    week = 100 * (1 - fall / 100)
    return [
        fact(
            account,
            "usage.ui",
            until - timedelta(days=day, hours=1),
            week if day < 7 else 100,
            label="reports",
        )
        for day in range(days)
    ]


async def look(
    database: Database, account: Account, now: datetime = NOW, *, killed: bool = False
) -> list[Firing]:
    """What fires; one transaction that holds the account, as in production, `killed` before it commits."""
    async with database.workspace(account.workspace_id) as db:
        held = await book(db)
        await looks.take(db, [account.id])
        record = await records.record(db, account.id, now, held.horizon_days)
        assert record is not None
        scored = await score_account(db, account, record, held, now)
        fired = await fire_triggers(db, account, record, scored, held, now)
        if killed:
            raise ConnectionError
        return fired
