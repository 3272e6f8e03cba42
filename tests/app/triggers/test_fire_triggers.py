"""From facts in the database to a firing with its reason, in one look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app import ids
from app.database import Database
from app.queries import records
from app.queries.base import insert, insert_many
from app.services.dry_run_trigger import dry_run_trigger
from app.services.fire_triggers import fire_triggers
from app.services.policy_book import book
from app.services.score_account import score_account
from app.tables import Account, Fact, Firing, Workspace

NOW = datetime(2026, 9, 16, 12, tzinfo=UTC)


async def make_account(database: Database, workspace: Workspace, **fields: object) -> Account:
    given = {"name": "Northwind", "segment": "mid-market", "csm": "Dana", "backup": "Bo"} | fields
    row = Account(id=ids.new("acc"), workspace_id=workspace.id, **given)
    async with database.workspace(workspace.id) as db:
        await insert(db, row)
    return row


def fact(account: Account, name: str, at: datetime, value: float = 1.0, **more: str | None) -> Fact:
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
    return [
        fact(
            account,
            "usage.ui",
            until - timedelta(days=day, hours=1),
            100 * (1 - fall / 100) if day < 7 else 100,
            label="reports",
        )
        for day in range(days)
    ]


async def look(database: Database, account: Account, now: datetime = NOW) -> list[Firing]:
    async with database.workspace(account.workspace_id) as db:
        held = await book(db)
        record = await records.record(db, account.id, now, held.horizon_days)
        assert record is not None
        scored = await score_account(db, account, record, held, now)
        return await fire_triggers(db, account, record, scored, held, now)


async def test_a_fall_of_usage_fires_once_with_its_reason(database: Database, workspace: Workspace) -> None:
    account = await make_account(database, workspace)
    await know(database, account, usage(account, fall=32))
    fired = await look(database, account)
    assert [one.trigger for one in fired] == ["usage-drop"]
    [one] = fired
    assert one.reason["sentence"] == "Usage fell 32 % week over week."
    assert (one.reason["value"], one.reason["previous"], one.reason["unit"]) == (-32.0, 0.0, "%")
    assert (one.owner, one.owner_rule, one.backup) == ("Dana", "the account’s CSM", "Bo")
    assert one.due_at == NOW + timedelta(hours=48)
    assert await look(database, account) == []


async def test_a_dry_run_says_how_often_and_on_whom(database: Database, workspace: Workspace) -> None:
    leaves = await make_account(database, workspace, name="Gone", churned_on=NOW.date() - timedelta(days=2))
    await know(database, leaves, usage(leaves, fall=60, until=NOW - timedelta(days=20)))
    stays = await make_account(database, workspace, name="Here")
    await know(database, stays, usage(stays, fall=0))
    async with database.workspace(workspace.id) as db:
        held = await book(db)
        run = await dry_run_trigger(db, held.triggers["usage-drop"], held, days=60, now=NOW)
    assert run.sentence == "It would have fired once on 1 account, 1 of which churned."
    assert [line.account for line in run.lines] == ["Gone"]
    assert (run.missed, run.looked_at, run.of) == (0, 2, 2)
    assert run.lead_days is not None
    assert 18 <= run.lead_days <= 25
