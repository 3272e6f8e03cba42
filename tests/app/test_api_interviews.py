"""Interviews made over HTTP: for whom, with what consent and context, and the links that come back."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app.database import Database
from app.queries import interviews
from app.tables import Study, Workspace


@pytest.fixture
async def account(api: httpx.AsyncClient) -> dict[str, Any]:
    body = {"name": "Contoso", "external_ids": {"salesforce": "001"}, "arr_cents": 12_000_00}
    made: dict[str, Any] = (await api.post("/api/v1/accounts", json=body)).json()
    return made


@pytest.fixture
async def contact(api: httpx.AsyncClient, account: dict[str, Any]) -> dict[str, Any]:
    body = {"account": account["id"], "name": "Ada Lovelace", "role": "Head of Support"}
    made: dict[str, Any] = (await api.post("/api/v1/contacts", json=body)).json()
    return made


async def test_an_interview_comes_with_its_page_and_its_socket(api: httpx.AsyncClient, study: Study) -> None:
    made = await api.post(f"/api/v1/studies/{study.id}/interviews", json={})
    link = made.json()
    assert made.status_code == 201
    assert len(link["token"]) == 32
    assert link["url"] == f"http://earshot.test/i/{link['token']}"
    assert link["ws_url"] == f"ws://earshot.test/i/{link['token']}/ws"


async def test_a_contact_brings_its_account_along(
    api: httpx.AsyncClient, study: Study, account: dict[str, Any], contact: dict[str, Any]
) -> None:
    made = await api.post(f"/api/v1/studies/{study.id}/interviews", json={"contact": contact["id"]})
    shown = (await api.get(f"/api/v1/interviews/{made.json()['id']}")).json()
    assert (shown["account"], shown["contact"]) == (account["id"], contact["id"])
    assert (shown["status"], shown["turns"], shown["insight"]) == ("open", [], None)


@pytest.mark.parametrize("field", ["account", "contact"])
async def test_an_unknown_account_or_contact_is_refused_by_field(
    api: httpx.AsyncClient, study: Study, field: str
) -> None:
    refused = await api.post(f"/api/v1/studies/{study.id}/interviews", json={field: "acc_nobody"})
    assert refused.status_code == 404
    assert refused.json()["errors"][0]["field"] == field


async def test_a_contact_of_another_account_is_refused(
    api: httpx.AsyncClient, study: Study, contact: dict[str, Any]
) -> None:
    other = (await api.post("/api/v1/accounts", json={"name": "Adatum"})).json()
    body = {"account": other["id"], "contact": contact["id"]}
    refused = await api.post(f"/api/v1/studies/{study.id}/interviews", json=body)
    assert refused.status_code == 404


async def test_consent_given_beforehand_is_kept_with_its_words(
    api: httpx.AsyncClient, study: Study, database: Database, workspace: Workspace
) -> None:
    consent = {"given_at": "2026-11-01T09:30:00+01:00", "text": "I agree to be asked."}
    made = await api.post(f"/api/v1/studies/{study.id}/interviews", json={"consent": consent})
    async with database.workspace(workspace.id) as db:
        row = await interviews.interview(db, made.json()["id"])
    started = (await api.get("/api/v1/events", params={"type": "interview.started"})).json()["items"]
    assert row is not None
    assert row.consent is not None
    assert row.consent["text"] == "I agree to be asked."
    assert row.started_at is not None
    assert [event["data"]["interview"] for event in started] == [row.id]
    assert started[0]["data"]["link"] == f"http://earshot.test/interviews/{row.id}"


async def test_consent_needs_a_time_with_its_zone(api: httpx.AsyncClient, study: Study) -> None:
    consent = {"given_at": "2026-11-01T09:30:00", "text": "I agree."}
    refused = await api.post(f"/api/v1/studies/{study.id}/interviews", json={"consent": consent})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "consent.given_at"


async def test_context_is_kept_up_to_its_limit(api: httpx.AsyncClient, study: Study) -> None:
    address = f"/api/v1/studies/{study.id}/interviews"
    fits = await api.post(address, json={"context": {"note": "x" * 8_000}})
    too_much = await api.post(address, json={"context": {"note": "x" * 8_200}})
    assert fits.status_code == 201
    assert too_much.status_code == 422
    assert too_much.json()["errors"] == [
        {"field": "context", "message": "context may take 8,192 bytes at most."}
    ]


async def test_a_closed_study_makes_no_more_interviews(
    api: httpx.AsyncClient, study: Study, database: Database, workspace: Workspace
) -> None:
    async with database.workspace(workspace.id) as db:
        await db.execute("UPDATE studies SET status = 'closed' WHERE id = %s", [study.id])
    refused = await api.post(f"/api/v1/studies/{study.id}/interviews", json={})
    assert refused.status_code == 410


async def test_interviews_are_listed_by_study_account_and_status(
    api: httpx.AsyncClient, study: Study, account: dict[str, Any]
) -> None:
    address = f"/api/v1/studies/{study.id}/interviews"
    with_account = (await api.post(address, json={"account": account["id"]})).json()["id"]
    without = (await api.post(address, json={})).json()["id"]

    async def listed(**filters: str) -> list[str]:
        found = (await api.get("/api/v1/interviews", params=filters)).json()["items"]
        return [line["id"] for line in found]

    assert await listed(study=study.id) == [without, with_account]
    assert await listed(account=account["id"]) == [with_account]
    assert await listed(status="closed") == []


async def test_an_open_link_starts_an_interview_with_context(
    client: httpx.AsyncClient, study: Study, database: Database, workspace: Workspace
) -> None:
    made = await client.post(f"/s/{study.slug}/start", json={"context": {"plan": "pro"}})
    async with database.workspace(workspace.id) as db:
        row = await interviews.interview(db, made.json()["id"])
    assert made.status_code == 201
    assert row is not None
    assert row.context == {"plan": "pro"}


@pytest.mark.parametrize("context", [{"a": "\x00"}, {"a": "\ud800"}, {"\x00": 1}, {"a": float("nan")}])
async def test_an_open_link_refuses_context_that_cannot_be_kept(
    client: httpx.AsyncClient, study: Study, context: dict[str, Any]
) -> None:
    import json

    refused = await client.post(
        f"/s/{study.slug}/start",
        content=json.dumps({"context": context}),
        headers={"content-type": "application/json", "accept": "application/json"},
    )
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"].startswith("context")
