"""Predictions over rows: learned from a workspace's own history, by rule before that, closed by a person."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from app import ids
from app.database import Database
from app.kit import Kit
from app.pages.outlook import panel
from app.queries import predictions
from app.queries.base import insert_many, rows
from app.services.learn_predictions import learn_predictions
from app.services.predict_accounts import predict_accounts
from app.tables import Account, Contract, Fact, Firing, PlayRun, Row, Touch, Workspace

NOW = datetime(2026, 11, 1, tzinfo=UTC)
TODAY = NOW.date()


def account_of(workspace: Workspace, name: str, **more: object) -> Account:
    given = {"started_on": TODAY - timedelta(days=800)} | more
    return Account(id=ids.new("acc"), workspace_id=workspace.id, name=name, **given)


def contract_of(account: Account, begins: date, days: int, outcome: str | None) -> Contract:
    renews = begins + timedelta(days=days)
    return Contract(
        id=ids.new("ctr"),
        workspace_id=account.workspace_id,
        account_id=account.id,
        key=begins.isoformat(),
        arr_cents=12_000_00,
        starts_on=begins,
        renews_on=renews,
        outcome=outcome,
        ended_on=renews if outcome else None,
        source="crm",
    )


def fact_of(account: Account, name: str, days_ago: float, value: float = 1.0, **more: object) -> Fact:
    return Fact(
        id=ids.new("fct"),
        workspace_id=account.workspace_id,
        account_id=account.id,
        name=name,
        at=NOW - timedelta(days=days_ago),
        value=value,
        source="product",
        **more,
    )


def usage_of(account: Account, *, falls_at: float | None, until: float = 0.0) -> list[Row]:
    """Usage every two weeks over two years, an eighth of it from `falls_at` days ago on."""
    return [
        fact_of(account, "usage.ui", days, 12.0 if falls_at is not None and days < falls_at else 100.0)
        for days in range(728, int(until), -14)
    ]


async def keep(database: Database, workspace: Workspace, made: list[Row]) -> None:
    async with database.workspace(workspace.id) as db:
        for kind in (Account, Contract, Fact):
            await insert_many(db, [row for row in made if isinstance(row, kind)])


async def history(database: Database, workspace: Workspace, accounts: int) -> list[Account]:
    """Accounts with yearly terms that end all over the year. Of each three one's usage falls four months
    before a renewal, and it leaves then; the last is about to."""
    made: list[Row] = []
    known = []
    for place in range(accounts):
        renewed_ago = 40 + (place * 37) % 480
        leaves = place % 3 == 0
        left_on = TODAY - timedelta(days=renewed_ago)
        account = account_of(workspace, f"Account {place}", churned_on=left_on if leaves else None)
        known.append(account)
        made += [
            account,
            contract_of(account, left_on - timedelta(days=364), 364, "churned" if leaves else "renewed"),
        ]
        if not leaves:
            made.append(contract_of(account, left_on, 364, None))
        made += usage_of(
            account, falls_at=renewed_ago + 120 if leaves else None, until=renewed_ago if leaves else 0.0
        )
    await keep(database, workspace, made)
    return known


async def in_danger(database: Database, workspace: Workspace) -> Account:
    """An account whose usage fell three months ago and that renews in one."""
    account = account_of(workspace, "In danger")
    begins = TODAY - timedelta(days=334)
    await keep(
        database,
        workspace,
        [account, contract_of(account, begins, 364, None), *usage_of(account, falls_at=90)],
    )
    return account


@pytest.fixture
def kit(kit: Kit) -> Kit:
    kit.clock = lambda: NOW
    return kit


async def of(database: Database, account: Account) -> dict[str, predictions.PredictionLine]:
    async with database.workspace(account.workspace_id) as db:
        return {row.kind: row for row in await predictions.of_account(db, account.id)}


async def test_with_forty_accounts_the_rule_stands_in_and_says_so(
    kit: Kit, database: Database, workspace: Workspace
) -> None:
    await history(database, workspace, 40)
    account = await in_danger(database, workspace)
    await learn_predictions(kit, workspace.id)
    await predict_accounts(kit, workspace.id)
    found = (await of(database, account))["churn"]
    async with database.workspace(workspace.id) as db:
        outlook = await panel(db, account, NOW)
    assert found.method == "rule"
    assert "Not enough history: 41 of 100 accounts" in outlook.lines[0].quality
    assert found.probability > 0.1
    assert any(one["sentence"].startswith("Usage is down") for one in found.reasons)


async def test_a_workspaces_own_history_is_learned_from(
    kit: Kit, database: Database, workspace: Workspace
) -> None:
    known = await history(database, workspace, 180)
    account = await in_danger(database, workspace)
    await learn_predictions(kit, workspace.id)
    await predict_accounts(kit, workspace.id)
    endangered, usual = (await of(database, account))["churn"], (await of(database, known[1]))["churn"]
    async with database.workspace(workspace.id) as db:
        models = {row.kind: row for row in await predictions.models(db)}
    tested = models["churn"].figures["ahead"]["90"]
    assert tested["brier"] < min(tested["brier_base"], tested["brier_rule"])
    assert endangered.method == "model"
    assert endangered.probability > 0.5 > 0.2 > usual.probability
    assert list(endangered.ahead) == ["30", "60", "90"]
    assert sorted(endangered.ahead.values()) == list(endangered.ahead.values())
    assert endangered.renewal_confidence is not None
    assert usual.renewal_confidence is not None
    assert endangered.renewal_confidence < usual.renewal_confidence
    assert models["expansion"].weights == b""  # nobody grew, so there is nothing to learn
    assert "0 of 40 accounts that grew" in models["expansion"].figures["sentence"]


async def test_doing_it_twice_is_doing_it_once_and_nothing_follows_by_itself(
    kit: Kit, database: Database, workspace: Workspace
) -> None:
    account = await in_danger(database, workspace)
    await predict_accounts(kit, workspace.id)
    first = await of(database, account)
    await predict_accounts(kit, workspace.id)
    again = await of(database, account)
    assert {kind: row.probability for kind, row in first.items()} == {
        kind: row.probability for kind, row in again.items()
    }
    assert [one["delta"] for one in again["churn"].reasons] == [0.0] * len(again["churn"].reasons)
    async with database.workspace(workspace.id) as db:
        for table in (Firing, PlayRun, Touch):
            name = str(table.__tablename__)
            assert await rows(db, f"SELECT id FROM {name}") == []  # type: ignore[arg-type]  # noqa: S608


async def test_new_and_former_accounts_have_no_prediction(
    kit: Kit, database: Database, workspace: Workspace
) -> None:
    new = account_of(workspace, "New", started_on=TODAY - timedelta(days=20))
    former = await in_danger(database, workspace)
    await keep(database, workspace, [new])
    await predict_accounts(kit, workspace.id)
    assert (await of(database, new), len(await of(database, former))) == ({}, 2)
    async with database.workspace(workspace.id) as db:
        await db.execute("UPDATE accounts SET churned_on = %s WHERE id = %s", [TODAY, former.id])
    await predict_accounts(kit, workspace.id)
    assert await of(database, former) == {}


async def flagged(kit: Kit, database: Database, workspace: Workspace) -> predictions.PredictionLine:
    """A prediction above the line."""
    account = await in_danger(database, workspace)
    worse = [fact_of(account, "stakeholder.left", 9), fact_of(account, "said.intent", 5, 0.9, label="churn")]
    await keep(database, workspace, list(worse))
    await predict_accounts(kit, workspace.id)
    return (await of(database, account))["churn"]


async def test_a_flag_waits_for_a_person_and_stays_closed(
    kit: Kit, database: Database, workspace: Workspace, api: httpx.AsyncClient
) -> None:
    row = await flagged(kit, database, workspace)
    listed = (await api.get("/api/v1/predictions", params={"waiting": "true"})).json()["items"]
    assert [one["id"] for one in listed] == [row.id]
    assert {one["play"] for one in listed[0]["actions"]} >= {"recovery-call"}
    path = f"/api/v1/predictions/{row.id}/close"
    odd = await api.post(path, json={"reason_code": "because"})
    done = await api.post(path, json={"reason_code": "known", "note": "In talks"})
    twice = await api.post(path, json={"reason_code": "known"})
    assert (odd.status_code, done.status_code, twice.status_code) == (422, 200, 409)
    await predict_accounts(kit, workspace.id)
    after = (await api.get(f"/api/v1/predictions/{row.id}")).json()
    assert (after["reason_code"], after["note"]) == ("known", "In talks")
    assert (await api.get("/api/v1/predictions", params={"waiting": "true"})).json()["items"] == []


async def test_what_is_below_the_line_cannot_be_closed(
    kit: Kit, database: Database, workspace: Workspace, api: httpx.AsyncClient
) -> None:
    account = account_of(workspace, "Quiet")
    await keep(database, workspace, [account])
    await predict_accounts(kit, workspace.id)
    row = (await of(database, account))["churn"]
    assert row.renewal_confidence is None  # it has no contract that could renew
    refused = await api.post(f"/api/v1/predictions/{row.id}/close", json={"reason_code": "known"})
    assert refused.status_code == 409


async def test_lists_page_and_how_good_it_was_is_told(
    kit: Kit, database: Database, workspace: Workspace, api: httpx.AsyncClient
) -> None:
    for _ in range(2):
        await in_danger(database, workspace)
    await learn_predictions(kit, workspace.id)
    await predict_accounts(kit, workspace.id)
    first = (await api.get("/api/v1/predictions", params={"limit": 3})).json()
    rest = (await api.get("/api/v1/predictions", params={"limit": 3, "next": first["next"]})).json()
    models = (await api.get("/api/v1/predictions/models")).json()["items"]
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 1, None)
    assert len({one["id"] for one in first["items"] + rest["items"]}) == 4
    assert [(one["kind"], one["method"]) for one in models] == [("churn", "rule"), ("expansion", "rule")]
    assert all(one["sentence"].startswith("Not enough history") for one in models)


async def test_another_workspace_learns_nothing_from_ours(
    kit: Kit, database: Database, workspace: Workspace, other_workspace: Workspace
) -> None:
    account = await in_danger(database, workspace)
    await predict_accounts(kit, other_workspace.id)
    assert await of(database, account) == {}
    async with database.workspace(other_workspace.id) as db:
        assert await predictions.accounts_with_past(db, NOW, 10) == []
