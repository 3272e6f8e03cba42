"""The customer record over the API: batches with a verdict for each row, and what is read back."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app import ids

AT = "2026-03-02T12:00:00Z"


async def made(api: httpx.AsyncClient, **more: Any) -> str:
    answer = await api.post("/api/v1/accounts", json={"name": "Contoso"} | more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_events_are_taken_each_with_a_verdict(api: httpx.AsyncClient) -> None:
    account = await made(api, external_ids={"crm": "A-1"})
    sent = {
        "source": "product",
        "events": [
            {"account": "crm:a-1", "name": "usage.ui", "at": AT, "key": "e1"},
            {"account": "crm:a-1", "name": "usage.ui", "at": AT, "key": "e1"},
            {"account": account, "name": "usge.ui", "at": AT},
            {"account": account, "name": "usage.ui"},
            {"account": account, "name": "usage.ui", "at": AT, "vlaue": 2},
            7,
        ],
    }
    answer = await api.post("/api/v1/events", json=sent)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["accepted"], body["duplicate"], body["refused"]) == (1, 1, 4)
    assert [(item["index"], item["field"]) for item in body["items"][2:]] == [
        (2, "name"),
        (3, "at"),
        (4, "vlaue"),
        (5, "row"),
    ]
    assert all(item["message"].endswith((".", "?")) for item in body["items"][2:])
    again = (await api.post("/api/v1/events", json=sent)).json()
    assert (again["accepted"], again["duplicate"]) == (0, 2)
    found = (await api.get("/api/v1/facts", params={"account": account})).json()["items"]
    assert [(fact["name"], fact["source"]) for fact in found] == [("usage.ui", "product")]
    (source,) = (await api.get("/api/v1/sources")).json()["items"]
    assert (source["name"], source["kind"], source["facts"], source["stale"]) == (
        "product",
        "product",
        1,
        False,
    )


async def test_events_tried_out_are_not_kept(api: httpx.AsyncClient) -> None:
    account = await made(api)
    event = {"account": account, "name": "login", "at": AT}
    tried = (await api.post("/api/v1/events", json={"events": [event], "dry_run": True})).json()
    assert tried["accepted"] == 1
    assert (await api.get("/api/v1/facts")).json()["items"] == []


async def test_outgoing_events_are_still_read_where_they_were(api: httpx.AsyncClient) -> None:
    assert (await api.get("/api/v1/events")).json() == {"items": [], "next": None}


async def test_accounts_are_upserted_by_their_id_elsewhere(api: httpx.AsyncClient) -> None:
    rows: list[Any] = [
        {"external_ids": {"crm": "A-1"}, "name": "Contoso", "arr_cents": 500, "custom": {"seats": 7}},
        {"external_ids": {"crm": "A-2"}, "name": "Fabrikam", "parent": "crm:A-1", "stage": "onboarding"},
        {"external_ids": {"crm": "A-3"}},
        {"name": "Odd", "renewal_on": "soon"},
    ]
    sent = {"source": "warehouse", "accounts": rows}
    tried = (await api.put("/api/v1/accounts", json=sent | {"dry_run": True})).json()
    first = (await api.put("/api/v1/accounts", json=sent)).json()
    again = (await api.put("/api/v1/accounts", json=sent)).json()
    assert [row["verdict"] for row in tried["items"]] == [row["verdict"] for row in first["items"]]
    assert [row["verdict"] for row in first["items"]] == ["made", "made", "refused", "refused"]
    assert [row["field"] for row in first["items"][2:]] == ["name", "renewal_on"]
    assert [row["verdict"] for row in again["items"][:2]] == ["unchanged", "unchanged"]
    (found,) = (await api.get("/api/v1/accounts", params={"external_id": "CRM:a-1"})).json()["items"]
    assert (found["name"], found["arr_cents"], found["external_ids"]) == ("Contoso", 500, {"crm": "A-1"})
    fields = (await api.get(f"/api/v1/accounts/{found['id']}/fields")).json()["items"]
    assert {one["name"]: (one["value"], one["source"], one["stale"]) for one in fields} == {
        "name": ("Contoso", "warehouse", False),
        "arr_cents": (500, "warehouse", False),
        "custom.seats": (7, "warehouse", False),
    }


async def test_an_older_value_is_left_aside(api: httpx.AsyncClient) -> None:
    row = {"external_ids": {"crm": "A-1"}, "name": "Contoso", "segment": "smb"}
    await api.put("/api/v1/accounts", json={"accounts": [row]})
    old = {"at": "2026-01-01T00:00:00Z", "accounts": [row | {"segment": "enterprise"}]}
    assert (await api.put("/api/v1/accounts", json=old)).json()["unchanged"] == 1
    (found,) = (await api.get("/api/v1/accounts", params={"external_id": "crm:A-1"})).json()["items"]
    assert found["segment"] == "smb"


async def test_an_account_that_is_known_is_not_made_twice(api: httpx.AsyncClient) -> None:
    await made(api, external_ids={"crm": "A-1"})
    again = await api.post("/api/v1/accounts", json={"name": "Contoso", "external_ids": {"crm": "a-1"}})
    assert again.status_code == 409


async def test_a_source_that_promised_news_and_has_none_makes_its_fields_stale(
    api: httpx.AsyncClient,
) -> None:
    await api.put(
        "/api/v1/accounts",
        json={
            "source": "crm",
            "accounts": [{"external_ids": {"crm": "A"}, "name": "Contoso", "tier": "gold"}],
        },
    )
    made_source = await api.post("/api/v1/sources", json={"name": "crm", "kind": "crm", "fresh_hours": 24})
    source = made_source.json()
    assert (source["status"], source["stale"]) == ("planned", False)
    (account,) = (await api.get("/api/v1/accounts")).json()["items"]
    fields = (await api.get(f"/api/v1/accounts/{account['id']}/fields")).json()["items"]
    assert all(one["fresh_until"] is not None and not one["stale"] for one in fields)
    changed = await api.patch(f"/api/v1/sources/{source['id']}", json={"owner": "Ana", "status": "paused"})
    assert (changed.json()["owner"], changed.json()["status"], changed.json()["fresh_hours"]) == (
        "Ana",
        "paused",
        24,
    )
    assert (await api.post("/api/v1/sources", json={"name": "crm"})).status_code == 409
    assert (await api.delete(f"/api/v1/sources/{source['id']}")).status_code == 204


async def test_people_contracts_and_milestones_come_in_batches_too(api: httpx.AsyncClient) -> None:
    account = await made(api, external_ids={"crm": "A-1"})
    people = {
        "contacts": [{"account": "crm:A-1", "name": "Ana", "email": "ana@contoso.com", "role": "Champion"}]
    }
    assert (await api.put("/api/v1/contacts", json=people)).json()["made"] == 1
    assert (await api.put("/api/v1/contacts", json=people)).json()["unchanged"] == 1
    (ana,) = (await api.get("/api/v1/contacts", params={"account": account})).json()["items"]
    assert ana["role"] == "champion"
    left = await api.patch(f"/api/v1/contacts/{ana['id']}", json={"left": True})
    assert left.json()["left_at"] is not None
    terms = {
        "account": account,
        "key": "2026",
        "arr_cents": 500,
        "starts_on": "2026-01-01",
        "renews_on": "2027-01-01",
    }
    contracts = {"contracts": [terms, {"account": account, "key": "x"}]}
    assert [
        row["verdict"] for row in (await api.put("/api/v1/contracts", json=contracts)).json()["items"]
    ] == [
        "made",
        "refused",
    ]
    (contract,) = (await api.get("/api/v1/contracts", params={"renews_before": "2027-06-01"})).json()["items"]
    ended = await api.patch(f"/api/v1/contracts/{contract['id']}", json={"outcome": "churned"})
    assert ended.json()["outcome"] == "churned"
    plan = await api.post(
        "/api/v1/success-plans", json={"account": account, "title": "Live in May", "outcome": "Reports"}
    )
    step = {
        "account": account,
        "key": "live",
        "name": "Live",
        "due_on": "2026-05-01",
        "plan": plan.json()["id"],
    }
    assert (await api.put("/api/v1/milestones", json={"milestones": [step]})).json()["made"] == 1
    (late,) = (await api.get("/api/v1/milestones", params={"overdue": True})).json()["items"]
    reached = await api.patch(f"/api/v1/milestones/{late['id']}", json={"reached_at": AT})
    assert (reached.json()["overdue"], reached.json()["plan"]) == (False, plan.json()["id"])
    done = await api.patch(f"/api/v1/success-plans/{plan.json()['id']}", json={"status": "reached"})
    assert done.json()["ended_at"] is not None
    names = {fact["name"] for fact in (await api.get("/api/v1/facts")).json()["items"]}
    assert names == {"stakeholder.left", "milestone.reached"}


async def test_accounts_that_look_alike_are_listed_and_merged_by_hand(api: httpx.AsyncClient) -> None:
    kept = await made(api, name="Contoso GmbH", domain="contoso.com", external_ids={"crm": "A-1"})
    alike = await made(api, name="contoso ltd", external_ids={"crm": "A-2"})
    await made(api, name="Fabrikam")
    found = (await api.get(f"/api/v1/accounts/{kept}/lookalikes")).json()["items"]
    assert [(one["id"], one["why"]) for one in found] == [(alike, "name")]
    merged = await api.post(
        f"/api/v1/accounts/{kept}/merge", json={"account": alike, "reason": "one company"}
    )
    assert (merged.json()["kept"], merged.json()["merged"]) == (kept, alike)
    assert (await api.get(f"/api/v1/accounts/{alike}")).json()["merged_into"] == kept
    listed = (await api.get("/api/v1/accounts")).json()["items"]
    assert alike not in [one["id"] for one in listed]
    (by_id,) = (await api.get("/api/v1/accounts", params={"external_id": "crm:A-2"})).json()["items"]
    assert by_id["id"] == kept
    names = (await api.get(f"/api/v1/accounts/{kept}/identities")).json()["items"]
    assert {(one["external_id"], one["account"]) for one in names} == {("A-1", kept), ("A-2", alike)}
    (undone,) = [(await api.post(f"/api/v1/accounts/{alike}/unmerge")).json()]
    assert undone["undone_at"] is not None
    (past,) = (await api.get(f"/api/v1/accounts/{kept}/merges")).json()["items"]
    assert past["reason"] == "one company"


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        ("merge", {}, 404, "account"),
        ("stage", {}, 422, "stage"),
        ("stage", {"stage": "onbording"}, 422, "stage"),
        ("identities", {}, 422, "system"),
        ("identities", {"system": "crm"}, 422, "external_id"),
    ],
)
async def test_an_act_without_what_it_needs_is_refused_by_field(
    api: httpx.AsyncClient, path: str, body: dict[str, Any], status: int, field: str
) -> None:
    account = await made(api)
    answer = await api.post(f"/api/v1/accounts/{account}/{path}", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field)


async def test_the_timeline_pages_through_everything_once(api: httpx.AsyncClient) -> None:
    account = await made(api)
    events = [
        {"account": account, "name": name, "at": f"2026-03-0{day}T{hour:02}:00:00Z", "key": ids.new("k")}
        for day in (1, 2)
        for hour in (9, 15)
        for name in ("usage.ui", "support.opened")
    ]
    await api.post("/api/v1/events", json={"events": events})
    await api.post(f"/api/v1/accounts/{account}/stage", json={"stage": "onboarding"})
    seen, cursor = [], None
    while True:
        params = {"limit": 2} | ({"next": cursor} if cursor else {})
        body = (await api.get(f"/api/v1/accounts/{account}/timeline", params=params)).json()
        seen += [(one["kind"], one["title"], one["at"][:13], one["value"]) for one in body["items"]]
        cursor = body["next"]
        if cursor is None:
            break
    assert seen[0][1] == "stage"
    assert sorted(seen[1:], key=lambda one: one[2], reverse=True) == seen[1:]
    assert sorted(seen[1:]) == [
        ("fact", "support.opened", "2026-03-01T09", 1),
        ("fact", "support.opened", "2026-03-01T15", 1),
        ("fact", "support.opened", "2026-03-02T09", 1),
        ("fact", "support.opened", "2026-03-02T15", 1),
        ("facts", "usage.ui", "2026-03-01T15", 2),
        ("facts", "usage.ui", "2026-03-02T15", 2),
    ]


async def test_a_cursor_that_is_none_of_ours_is_refused(api: httpx.AsyncClient) -> None:
    account = await made(api)
    for cursor in ("x", "!!", "MjAyNi0wMy0wMX5h"):
        answer = await api.get(f"/api/v1/accounts/{account}/timeline", params={"next": cursor})
        assert answer.status_code == 422
