"""Records as they are loaded: fields with their source, facts with their history."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app import ids
from app.database import Database
from app.queries.account_values import FIELDS
from app.queries.base import insert, insert_many
from app.queries.records import record, records
from app.success.conditions.fields import KINDS
from app.success.record import Record
from app.tables import Account, AccountField, Contact, Fact, Milestone, ScoreRow, Source, Workspace

NOW = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
async def account(database: Database, workspace: Workspace) -> Account:
    row = Account(
        id=ids.new("acc"),
        workspace_id=workspace.id,
        name="Acme",
        segment="enterprise",
        arr_cents=12_000_000,
        renewal_on=date(2026, 6, 19),
        started_on=date(2025, 5, 20),
    )
    async with database.workspace(workspace.id) as db:
        return await insert(db, row)


def fact(account: Account, name: str, days_ago: float, **more: Any) -> Fact:
    at = NOW - timedelta(days=days_ago)
    return Fact(
        id=ids.new("fct"),
        workspace_id=account.workspace_id,
        account_id=account.id,
        name=name,
        at=at,
        source="product",
        **more,
    )


async def loaded(
    database: Database, account: Account, horizon: float = 30, names: list[str] | None = None
) -> Record:
    async with database.workspace(account.workspace_id) as db:
        found = await record(db, account.id, NOW, horizon, names)
    assert found is not None
    return found


def test_every_field_that_conditions_know_can_be_loaded() -> None:
    assert list(FIELDS) == list(KINDS)


async def test_a_record_has_only_what_is_known(database: Database, account: Account) -> None:
    found = await loaded(database, account)
    assert {name: known.value for name, known in found.fields.items()} == {
        "segment": "enterprise",
        "arr_cents": 12_000_000,
        "renewal_on": date(2026, 6, 19),
        "days_to_renewal": 30,
        "started_on": date(2025, 5, 20),
        "age_days": 365,
        "contacts": 0,
        "open_p1": 0,
    }
    assert found.series == {}
    assert found.scores == {}


async def test_fields_counted_from_rows_are_there(database: Database, account: Account) -> None:
    common: dict[str, Any] = {"workspace_id": account.workspace_id, "account_id": account.id}
    async with database.workspace(account.workspace_id) as db:
        await insert_many(
            db,
            [
                Contact(id=ids.new("con"), name="Ann", role="Champion", **common),
                Contact(id=ids.new("con"), name="Bob", role="executive sponsor", **common),
                Contact(id=ids.new("con"), name="Cid", role="champion", left_at=NOW, **common),
            ],
        )
        await insert_many(
            db,
            [
                Milestone(id=ids.new("mst"), key="a", name="A", due_on=date(2026, 5, 13), **common),
                Milestone(
                    id=ids.new("mst"), key="b", name="B", due_on=date(2026, 1, 1), reached_at=NOW, **common
                ),
            ],
        )
        await insert_many(
            db,
            [
                fact(account, "support.opened", 3, label="p1"),
                fact(account, "support.opened", 2, label="p1"),
                fact(account, "support.opened", 2, label="p3"),
                fact(account, "support.solved", 1, label="p1"),
                fact(account, "stage", 400, label="onboarding"),
                fact(account, "stage", 12.5, label="live"),
            ],
        )
        await insert(
            db, ScoreRow(id=ids.new("hs"), definition="risk", version="1", score=71.5, coverage=1, **common)
        )
    found = await loaded(database, account)
    assert {
        name: found.fields[name].value
        for name in (
            "champions",
            "sponsors",
            "contacts",
            "open_milestones",
            "milestone_overdue_days",
            "open_p1",
            "stage_days",
        )
    } == {
        "champions": 1,
        "sponsors": 1,
        "contacts": 2,
        "open_milestones": 1,
        "milestone_overdue_days": 7,
        "open_p1": 1,
        "stage_days": 12.5,
    }
    assert found.scores == {"risk": 71.5}


async def test_a_field_says_who_told_it_and_until_when_it_counts(
    database: Database, account: Account
) -> None:
    told = NOW - timedelta(hours=30)
    common: dict[str, Any] = {"workspace_id": account.workspace_id}
    async with database.workspace(account.workspace_id) as db:
        await insert(db, Source(id=ids.new("src"), name="crm", kind="crm", fresh_hours=24, **common))
        for name, value, source in (
            ("renewal_on", "2026-06-19", "crm"),
            ("custom.plan", "gold", "crm"),
            ("custom.signed", "2026-01-02", "file"),
            ("custom.shape", {"odd": True}, "file"),
        ):
            row = AccountField(
                id=ids.new("fld"),
                account_id=account.id,
                name=name,
                value=value,
                source=source,
                at=told,
                received_at=told,
                **common,
            )
            await insert(db, row)
    found = await loaded(database, account)
    assert found.fields["custom.plan"].fresh_until == told + timedelta(hours=24)
    assert found.fields["custom.plan"].source == "crm"
    assert found.value("custom.plan", NOW) is None
    assert found.value("custom.plan", NOW - timedelta(hours=10)) == "gold"
    assert found.value("renewal_on", NOW) is None
    assert found.value("days_to_renewal", NOW) is None
    assert found.value("segment", NOW) == "enterprise"
    assert found.value("custom.signed", NOW) == date(2026, 1, 2)
    assert "custom.shape" not in found.fields


async def test_facts_come_oldest_first_with_the_first_and_the_newest_of_what_is_older(
    database: Database, account: Account
) -> None:
    async with database.workspace(account.workspace_id) as db:
        ages = (("a", 90), ("a", 80), ("b", 70), ("b", 60), ("a", 20), ("a", 10), (None, -2))
        await insert_many(db, [fact(account, "usage.ui", age, value=age, label=label) for label, age in ages])
        await insert_many(db, [fact(account, "login", 50), fact(account, "nps", 5, value=9)])
    found = await loaded(database, account)
    assert [point.value for point in found.series["usage.ui"]] == [90, 80, 60, 20, 10, -2]
    assert len(found.series["login"]) == 1
    assert found.series["nps"][0].at == NOW - timedelta(days=5)
    only = await loaded(database, account, names=["usage.*", "nps"])
    assert set(only.series) == {"usage.ui", "nps"}


async def test_records_come_in_the_order_asked_for_without_strangers(
    database: Database, account: Account, other_workspace: Workspace
) -> None:
    second = Account(id=ids.new("acc"), workspace_id=account.workspace_id, name="Second")
    merged = Account(
        id=ids.new("acc"), workspace_id=account.workspace_id, name="Old", merged_into_id=account.id
    )
    foreign = Account(id=ids.new("acc"), workspace_id=other_workspace.id, name="Foreign")
    async with database.workspace(account.workspace_id) as db:
        await insert_many(db, [second, merged])
    async with database.workspace(other_workspace.id) as db:
        await insert(db, foreign)
    async with database.workspace(account.workspace_id) as db:
        found = await records(db, [second.id, merged.id, foreign.id, account.id], NOW, 30)
        assert [one.account for one in found] == [second.id, account.id]
        assert await record(db, merged.id, NOW, 30) is None
