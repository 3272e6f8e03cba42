"""Firings and triggers over the API."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from app.database import Database
from app.tables import Firing, Workspace
from app.tables.base import now
from tests.app.triggers.made import fact, know, look, make_account, usage

SHOWN = {
    "id",
    "trigger",
    "reason",
    "top",
    "evidence",
    "checks",
    "priority",
    "owner",
    "due_at",
    "play",
    "link",
}


async def fired(database: Database, workspace: Workspace) -> Firing:
    account = await make_account(database, workspace)
    await know(database, account, usage(account, fall=32, until=now()))
    [one] = await look(database, account, now())
    return one


async def test_a_firing_is_listed_and_shown(
    api: httpx.AsyncClient, database: Database, workspace: Workspace
) -> None:
    one = await fired(database, workspace)
    listed = (await api.get("/api/v1/firings")).json()["items"]
    shown = (await api.get(f"/api/v1/firings/{one.id}")).json()
    assert [item["id"] for item in listed] == [one.id]
    assert shown.keys() >= SHOWN
    assert shown["reason"]["sentence"] == "Usage fell 32 % week over week."
    assert shown["play"] is not None
    assert shown["link"] == f"http://earshot.test/firings/{one.id}"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("status=open", 1),
        ("status=closed", 0),
        ("trigger=usage-drop", 1),
        ("trigger=health-low", 0),
        ("priority=high", 1),
        ("owner=dana", 1),
        ("owner=Bo", 0),
        ("overdue=false", 1),
        ("overdue=true", 0),
        ("account=acc_none", 0),
    ],
)
async def test_filters_narrow_the_list(
    api: httpx.AsyncClient, database: Database, workspace: Workspace, query: str, count: int
) -> None:
    await fired(database, workspace)
    assert len((await api.get(f"/api/v1/firings?{query}")).json()["items"]) == count


async def test_pages_hold_each_firing_once(
    api: httpx.AsyncClient, database: Database, workspace: Workspace
) -> None:
    made = {(await fired(database, workspace)).id for _ in range(3)}
    seen, cursor = [], ""
    while cursor is not None:
        page = (
            await api.get("/api/v1/firings", params={"limit": 2} | ({"next": cursor} if cursor else {}))
        ).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert sorted(seen) == sorted(made)


async def test_acting_and_closing(api: httpx.AsyncClient, database: Database, workspace: Workspace) -> None:
    one = await fired(database, workspace)
    acted = await api.post(f"/api/v1/firings/{one.id}/act", json={"owner": "Kim"})
    assert (acted.json()["status"], acted.json()["owner"]) == ("acting", "Kim")
    none = await api.post(f"/api/v1/firings/{one.id}/close", json={})
    assert (none.status_code, none.json()["errors"][0]["field"]) == (422, "reason_code")
    closed = await api.post(
        f"/api/v1/firings/{one.id}/close", json={"reason_code": "resolved", "note": "Fixed"}
    )
    assert (closed.json()["status"], closed.json()["reason_code"]) == ("closed", "resolved")
    again = await api.patch(f"/api/v1/firings/{one.id}", json={"status": "closed", "reason_code": "resolved"})
    assert again.status_code == 409


async def test_a_change_closes_too(api: httpx.AsyncClient, database: Database, workspace: Workspace) -> None:
    one = await fired(database, workspace)
    given = {"status": "closed", "reason_code": "false_positive"}
    assert (await api.patch(f"/api/v1/firings/{one.id}", json=given)).json()[
        "reason_code"
    ] == "false_positive"
    assert (await api.patch(f"/api/v1/firings/{one.id}", json={"owner": "Kim"})).status_code == 409


async def test_unknown_fields_are_refused(
    api: httpx.AsyncClient, database: Database, workspace: Workspace
) -> None:
    one = await fired(database, workspace)
    answer = await api.post(f"/api/v1/firings/{one.id}/close", json={"reason": "resolved"})
    assert answer.status_code == 422


async def test_the_library_is_listed_by_pages(api: httpx.AsyncClient) -> None:
    first = (await api.get("/api/v1/triggers", params={"limit": 20})).json()
    rest = (await api.get("/api/v1/triggers", params={"limit": 20, "next": first["next"]})).json()
    names = [item["name"] for item in first["items"] + rest["items"]]
    assert len(names) == len(set(names)) == 30
    assert rest["next"] is None
    on = (await api.get("/api/v1/triggers?is_on=true&group=support")).json()["items"]
    assert [item["name"] for item in on] == ["support-escalation", "poor-experience"]


async def test_a_trigger_is_switched_and_set(api: httpx.AsyncClient) -> None:
    off = await api.patch("/api/v1/triggers/usage-drop", json={"is_on": False, "thresholds": {"drop": -35}})
    assert off.json()["is_on"] is False
    drop = next(one for one in off.json()["thresholds"] if one["name"] == "drop")
    assert (drop["base"], drop["workspace"], drop["segments"]["enterprise"]) == (-30, -35, -25)
    back = await api.patch("/api/v1/triggers/usage-drop", json={"is_on": True, "thresholds": {"drop": None}})
    assert next(one for one in back.json()["thresholds"] if one["name"] == "drop")["workspace"] is None


async def test_a_threshold_there_is_not_is_refused_by_name(api: httpx.AsyncClient) -> None:
    answer = await api.patch("/api/v1/triggers/usage-drop", json={"thresholds": {"dorp": 1}})
    assert answer.status_code == 422
    assert "Known are drop, monthly, people, recovered, volume." in answer.text


async def test_effective_thresholds_say_who_said_them(
    api: httpx.AsyncClient, database: Database, workspace: Workspace
) -> None:
    account = await make_account(database, workspace, segment="enterprise")
    found = (await api.get("/api/v1/triggers/usage-drop/thresholds", params={"account": account.id})).json()
    drop = next(one for one in found if one["name"] == "drop")
    assert drop == {
        "name": "drop",
        "value": -25,
        "said_by": "segment enterprise",
        "layers": [["base", -30], ["segment enterprise", -25]],
    }
    assert (await api.get("/api/v1/triggers/usage-drop/thresholds?account=acc_none")).status_code == 404


async def test_a_dry_run_tries_other_thresholds(
    api: httpx.AsyncClient, database: Database, workspace: Workspace
) -> None:
    account = await make_account(database, workspace)
    await know(database, account, usage(account, fall=24, until=now()))
    await know(database, account, [fact(account, "login", now() - timedelta(days=3))])
    asked = "/api/v1/triggers/usage-drop/dry-run"
    assert (await api.post(asked, json={"days": 30})).json()["sentence"] == "It would not have fired."
    tried = (await api.post(asked, json={"days": 30, "thresholds": {"drop": -20}})).json()
    assert (tried["fired"], tried["accounts"], tried["churned"]) == (1, 1, 0)
    assert tried["lines"][0]["account"] == account.id
    assert (await api.post(asked, json={"days": 9999})).status_code == 422


async def test_tuning_reports_and_proposes(
    api: httpx.AsyncClient, database: Database, workspace: Workspace
) -> None:
    await fired(database, workspace)
    for name in range(4):
        gone = await make_account(database, workspace, churned_on=now().date() - timedelta(days=1))
        said = fact(gone, "said.intent", now() - timedelta(days=40), 0.9, label="pricing")
        await know(database, gone, [said, fact(gone, "login", now() - timedelta(days=60 + name))])
    report = (await api.get("/api/v1/tuning?proposals=true")).json()
    drop = next(one for one in report["triggers"] if one["trigger"] == "usage-drop")
    assert (drop["fired"], drop["acted"], drop["advice"]) == (1, 0, "early")
    assert report["sprawl"]["is_too_many"] is False
    [pricing] = [one for one in report["proposals"] if one["trigger"] == "said-pricing"]
    assert pricing["seen"] == 4
