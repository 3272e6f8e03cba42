"""Definitions over the API: listed with their versions, drafted, let live, switched and rolled back."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app.success.conditions.segments import shipped as segments
from app.success.hours import shipped as hours
from app.success.triggers.trigger import shipped as triggers

POLICIES = "/api/v1/policies"
NAMED = {"kind": "trigger", "name": "kickoff-missing"}


async def listed(api: httpx.AsyncClient, **filters: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        params: dict[str, str | int] = {**filters, "limit": 7}
        answer = (await api.get(POLICIES, params=params | ({"next": cursor} if cursor else {}))).json()
        items += answer["items"]
        cursor = answer["next"]
        if cursor is None:
            return items


async def holding(api: httpx.AsyncClient) -> dict[str, Any]:
    (one,) = [each for each in await listed(api, **NAMED) if each["holds"]]
    return one


async def test_what_ships_is_listed_whole_and_by_pages(api: httpx.AsyncClient) -> None:
    found = await listed(api, kind="trigger")
    assert [one["name"] for one in found] == sorted(triggers())
    assert {(one["status"], one["holds"], one["id"]) for one in found} == {("shipped", True, None)}
    assert {one["kind"] for one in await listed(api)} >= {"health", "trigger", "play", "segment", "hours"}


async def test_a_draft_goes_live_and_the_way_back_leads_anywhere(api: httpx.AsyncClient) -> None:
    text = triggers()["kickoff-missing"].replace("No kickoff booked", "No first meeting", 1)
    made = await api.post(POLICIES, json={"kind": "trigger", "text": text, "note": "Our word"})
    assert (made.status_code, made.json()["status"], made.json()["number"]) == (201, "draft", 1)
    assert (await holding(api))["status"] == "shipped"
    path = f"{POLICIES}/{made.json()['id']}"
    assert (await api.get(path)).json() == made.json()
    assert (await api.post(f"{path}/live")).json()["holds"] is True
    assert (await api.get("/api/v1/triggers/kickoff-missing")).json()["title"] == "No first meeting"
    assert (await api.post(f"{path}/live")).status_code == 409
    back = await api.post(f"{POLICIES}/roll-back", json={**NAMED, "number": None})
    assert (back.json()["status"], (await holding(api))["status"]) == ("shipped", "shipped")
    await api.post(f"{POLICIES}/roll-back", json={**NAMED, "number": 1})
    assert ((await holding(api))["number"], (await holding(api))["text"]) == (2, text)
    assert (await api.post(f"{POLICIES}/roll-back", json={**NAMED, "number": 9})).status_code == 404


async def test_a_text_is_checked_by_line_and_field(api: httpx.AsyncClient) -> None:
    text = segments()["enterprise"].replace("arr_cents", "arr_cent")
    told = (await api.post(f"{POLICIES}/check", json={"kind": "segment", "text": text})).json()
    assert told["is_valid"] is False
    assert told["problems"][0]["line"] > 1
    refused = await api.post(POLICIES, json={"kind": "segment", "text": text})
    assert refused.status_code == 422
    assert "line" in refused.text
    whole = {"kind": "hours", "text": hours()["hours"]}
    assert (await api.post(f"{POLICIES}/check", json=whole)).json() == {
        "is_valid": True,
        "name": "hours",
        "problems": [],
    }


async def test_a_definition_is_switched_off_and_on(api: httpx.AsyncClient) -> None:
    off = (await api.post(f"{POLICIES}/switch", json={**NAMED, "on": False})).json()
    assert (off["status"], off["holds"]) == ("off", False)
    assert (await api.get("/api/v1/triggers/kickoff-missing")).json()["is_on"] is False
    assert (await api.post(f"{POLICIES}/switch", json={**NAMED, "on": True})).json()["holds"] is True


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "hours", "name": "hours", "on": False}, 409),
        ({"kind": "trigger", "name": "no-such", "on": False}, 404),
        ({"kind": "nothing", "name": "no-such", "on": False}, 422),
    ],
)
async def test_what_cannot_be_switched_is_refused(
    api: httpx.AsyncClient, body: dict[str, Any], status: int
) -> None:
    assert (await api.post(f"{POLICIES}/switch", json=body)).status_code == status


async def test_what_is_only_a_draft_is_not_switched_on(api: httpx.AsyncClient) -> None:
    text = triggers()["kickoff-missing"].replace('name = "kickoff-missing"', 'name = "ours"', 1)
    assert (await api.post(POLICIES, json={"kind": "trigger", "text": text})).status_code == 201
    answer = await api.post(f"{POLICIES}/switch", json={"kind": "trigger", "name": "ours", "on": True})
    assert answer.status_code == 409
