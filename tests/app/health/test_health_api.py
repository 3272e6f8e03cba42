"""Health over HTTP: scores with reasons and quotes, history, definitions side by side, what looks wrong."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from app import ids
from app.database import Database
from app.queries.base import insert, insert_many
from app.success.health import definition as definitions
from app.tables import Account, Contract, ScoreChange, ScoreRow, Workspace
from app.tables.base import now
from tests.app.health.world import look, make_account, standing, tell

NOW = now()


@pytest.fixture
async def account(database: Database, workspace: Workspace) -> Account:
    made = await make_account(database, workspace, arr_cents=500_000)
    before = NOW - timedelta(days=7)
    await tell(database, made, "usage.ui", [180.0] * 60, before)
    await tell(database, made, "login", [1.0] * 30, before)
    await look(database, made, before)
    await tell(database, made, "usage.ui", [90.0] * 7, NOW)
    await tell(database, made, "login", [1.0] * 7, NOW)
    await look(database, made, NOW)
    return made


async def get(api: httpx.AsyncClient, path: str, **params: Any) -> Any:
    answer = await api.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_accounts_health_has_every_score_and_the_default_one_at_the_top(
    api: httpx.AsyncClient, account: Account, database: Database
) -> None:
    found = await get(api, f"/api/v1/accounts/{account.id}/health")
    risk = (await standing(database, account))["risk"]
    assert [one["definition"] for one in found["scores"]] == ["risk", "expansion"]
    assert found["scores"][0].items() <= found.items()
    assert (found["score"], found["band"], found["coverage"]) == (risk.score, risk.band, risk.coverage)
    assert found["delta"] == pytest.approx(found["score"] - found["previous"])
    assert sum(one["points"] for one in found["factors"]) == pytest.approx(found["score"], abs=1e-4)
    assert found["top"][0]["factor"] == "usage_week"
    assert found["top"][0]["evidence"][0]["kind"] == "fact"
    assert {one["factor"] for one in found["factors"] if one["scored"] is None} >= {"seats", "sentiment"}


async def test_an_account_not_looked_at_yet_has_no_score(
    api: httpx.AsyncClient, database: Database, workspace: Workspace
) -> None:
    made = await make_account(database, workspace)
    found = await get(api, f"/api/v1/accounts/{made.id}/health")
    assert (found["scores"], found["score"], found["band"], found["top"]) == ([], None, None, [])


async def test_the_history_says_each_move_and_its_cause(api: httpx.AsyncClient, account: Account) -> None:
    path = f"/api/v1/accounts/{account.id}/health/history"
    found = await get(api, path, definition="risk", limit=1)
    assert (found["items"][0]["cause"], found["items"][0]["delta"] < -5) == ("facts", True)
    rest = await get(api, path, definition="risk", next=found["next"])
    assert [one["cause"] for one in rest["items"]] == ["first"]


async def test_scores_of_all_accounts_are_listed_by_band(
    api: httpx.AsyncClient, account: Account, database: Database
) -> None:
    band = (await standing(database, account))["risk"].band
    found = await get(api, "/api/v1/health", band=band)
    assert [(one["account"], one["account_name"], one["definition"]) for one in found["items"]] == [
        (account.id, "Acme", "risk")
    ]
    others = {"healthy", "at_risk", "declining", "critical"} - {band}
    assert [await get(api, "/api/v1/health", band=other) for other in sorted(others)] == [
        {"items": [], "next": None}
    ] * 3
    assert (await api.get("/api/v1/health", params={"band": "green"})).status_code == 422


async def test_definitions_say_what_scores_are_made_of(api: httpx.AsyncClient, account: Account) -> None:
    found = (await get(api, "/api/v1/health/definitions"))["items"]
    assert [one["name"] for one in found] == ["risk", "expansion", "onboarding"]
    assert sum(factor["share"] for factor in found[0]["factors"]) == pytest.approx(1)
    assert sum(band["accounts"] for band in found[0]["bands"]) == 1
    one = await get(api, "/api/v1/health/definitions/risk")
    assert one["source"] == definitions.shipped()["risk"]
    assert [(version["number"], version["status"]) for version in one["versions"]] == [(None, "live")]


async def test_a_version_is_compared_before_it_goes_live(api: httpx.AsyncClient, account: Account) -> None:
    strict = "[[-60, 0], [-30, 25], [-10, 70], [0, 85], [15, 100]]"
    source = definitions.shipped()["risk"].replace(strict, "[[-60, 90], [0, 95]]")
    answer = await api.post("/api/v1/health/definitions/risk/compare", json={"source": source})
    found = answer.json()
    assert (found["accounts"], found["version"] != found["other_version"]) == (1, True)
    assert found["changing"] == len(found["movers"]) == 1
    assert found["movers"][0]["delta"] > 0
    same = (await api.post("/api/v1/health/definitions/risk/compare", json={})).json()
    assert (same["changing"], same["mean_difference"]) == (0, 0)


async def test_a_faulty_version_is_refused_with_its_line(api: httpx.AsyncClient, account: Account) -> None:
    answer = await api.post("/api/v1/health/definitions/risk/compare", json={"source": 'name = "risk"'})
    assert answer.status_code == 422
    assert "risk.toml, line 1" in answer.text
    both = await api.post("/api/v1/health/definitions/risk/compare", json={"source": "a", "number": 1})
    assert both.json()["detail"] == "Give either number or source, not both."


async def test_past_renewals_judge_a_definition(
    api: httpx.AsyncClient, database: Database, workspace: Workspace
) -> None:
    renewed_on = (NOW - timedelta(days=10)).date()
    for number in range(24):
        is_lost = number % 2 == 0
        made = await make_account(database, workspace, f"Account {number}")
        then = NOW - timedelta(days=100)
        usage = [100.0] * 20 + [30.0 if is_lost else 100.0] * 8
        await tell(database, made, "usage.ui", usage, then)
        await tell(database, made, "login", [1.0] * 28, then - timedelta(days=20 * is_lost))
        await tell(database, made, "usage.ui", [100.0 if is_lost else 0.0] * 90, NOW)  # hindsight
        await contract(database, made, renewed_on, "churned" if is_lost else "renewed")
    found = await get(api, "/api/v1/health/definitions/risk/back-test")
    assert (found["kept"], found["lost"], found["unknown"], found["is_enough"]) == (12, 12, 0, True)
    assert found["separation"] == 1.0
    assert found["mean_kept"] > found["mean_lost"]
    assert sum(line["lost"] for line in found["bands"]) == 12


async def contract(database: Database, account: Account, renews_on: date, outcome: str) -> None:
    async with database.workspace(account.workspace_id) as db:
        await insert(
            db,
            Contract(
                id=ids.new("ctr"),
                workspace_id=account.workspace_id,
                account_id=account.id,
                key="2026",
                arr_cents=100,
                starts_on=renews_on - timedelta(days=365),
                renews_on=renews_on,
                ended_on=renews_on,
                outcome=outcome,
                source="test",
            ),
        )


async def test_scores_that_swing_or_never_move_raise_an_alarm(
    api: httpx.AsyncClient, database: Database, workspace: Workspace
) -> None:
    names = ("Swinging", "Stuck", "Silent")
    made = {name: await make_account(database, workspace, name) for name in names}
    moved_at = {"Swinging": NOW, "Stuck": NOW - timedelta(days=70), "Silent": NOW - timedelta(days=70)}
    shared: dict[str, Any] = {
        "workspace_id": workspace.id,
        "definition": "risk",
        "version": "1",
        "coverage": 1.0,
    }
    async with database.workspace(workspace.id) as db:
        for name, account in made.items():
            row: dict[str, Any] = {
                "id": ids.new("hs"),
                "account_id": account.id,
                "score": 70.0,
                "moved_at": moved_at[name],
            }
            await insert(db, ScoreRow(**shared, **row))
        swings = [
            ScoreChange(
                id=ids.new("hc"),
                account_id=made["Swinging"].id,
                score=70.0 + 15 * (day % 2),
                cause="facts",
                at=NOW - timedelta(days=20 - day),
                **shared,
            )
            for day in range(9)
        ]
        await insert_many(db, swings)
    await tell(database, made["Stuck"], "usage.ui", [10.0] * 30, NOW)
    found = (await get(api, "/api/v1/health/alarms"))["items"]
    assert [(one["kind"], one["account_name"]) for one in found] == [
        ("swinging", "Swinging"),
        ("stuck", "Stuck"),
    ]
    assert found[0]["sentence"] == "It turned round 7 times within 30 days."
    assert found[1]["sentence"] == "It has not moved for 70 days, although facts arrived."
    assert (await get(api, "/api/v1/health/alarms", definition="expansion"))["items"] == []
