"""Linting and drafting over HTTP: findings with proposals, drafts to be saved, nothing saved by itself."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app.database import Database
from app.kit import Kit
from app.queries import guides
from app.services.draft_guide import draft_guide
from app.tables import Workspace

FAULTY = """
guide: faulty
title: Your first weeks
questions:
  - id: liking
    ask: Do you like the new editor?
    objective: what they make of the editor
  - id: both
    ask: What happened? And why?
    objective: the last real case
"""


async def test_a_guide_is_linted_though_saving_it_would_be_refused(api: httpx.AsyncClient) -> None:
    answer = await api.post("/api/v1/guides/lint", json={"guide": FAULTY})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["errors"], body["warnings"]) == (2, 0)
    closed = next(one for one in body["findings"] if one["rule"] == "closed")
    assert closed["question"] == "liking"
    assert closed["place"] == "questions[0].ask"
    assert closed["better"] == "What do you think of the new editor?"
    assert (await api.post("/api/v1/guides", json={"guide": FAULTY})).status_code == 422


@pytest.mark.parametrize("given", ["post-onboarding", {"guide": "a", "title": "b", "questions": []}, "", 7])
async def test_what_is_no_guide_is_a_problem_and_not_a_finding(api: httpx.AsyncClient, given: object) -> None:
    answer = await api.post("/api/v1/guides/lint", json={"guide": given})
    if given == "post-onboarding":
        assert answer.json() == {"errors": 0, "warnings": 0, "hints": 0, "findings": []}
    else:
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_draft_can_be_saved_as_it_comes(
    api: httpx.AsyncClient, database: Database, workspace: Workspace
) -> None:
    asked = {"goal": "find out why customers stop using exports", "minutes": 6}
    answer = await api.post("/api/v1/guides/draft", json=asked)
    assert answer.status_code == 200
    draft = answer.json()
    assert draft["source"] == "template"
    assert "exports" in draft["guide"]["questions"][0]["ask"]
    assert draft["guide"]["minutes"] == 6
    async with database.workspace(workspace.id) as db:
        assert await guides.guide_by_name(db, draft["guide"]["guide"]) is None
    saved = await api.post("/api/v1/guides", json={"guide": draft["yaml"]})
    assert saved.status_code == 201
    assert saved.json()["body"] == draft["guide"]


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no goal": ({}, "goal"),
    "an empty goal": ({"goal": ""}, "goal"),
    "a blank goal": ({"goal": " \n "}, "goal"),
    "too long a goal": ({"goal": "x" * 501}, "goal"),
    "no minutes": ({"goal": "why they leave", "minutes": 0}, "minutes"),
    "no language": ({"goal": "why they leave", "language": "xx"}, "language"),
    "an unknown field": ({"goal": "why they leave", "tone": "kind"}, "tone"),
}


@pytest.mark.parametrize(("given", "field"), REFUSED.values(), ids=REFUSED.keys())
async def test_a_draft_is_refused_by_field(api: httpx.AsyncClient, given: dict[str, Any], field: str) -> None:
    answer = await api.post("/api/v1/guides/draft", json=given)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_the_same_key_gives_the_same_draft(api: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "one-draft"}
    asked = {"goal": "why customers leave"}
    first = await api.post("/api/v1/guides/draft", json=asked, headers=headers)
    again = await api.post("/api/v1/guides/draft", json=asked, headers=headers)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == first.json()
    other = await api.post("/api/v1/guides/draft", json={"goal": "why customers stay"}, headers=headers)
    assert other.status_code == 409


@pytest.mark.parametrize("path", ["lint", "draft"])
async def test_writing_guides_needs_a_key(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.post(f"/api/v1/guides/{path}", json={})).status_code == 401


async def test_without_a_model_nothing_is_said_about_one(kit: Kit, workspace: Workspace) -> None:
    drafted = await draft_guide(kit, workspace.id, "why customers leave")
    assert drafted.source == "template"
    assert drafted.notes == ("Drafted from the template cancellation.",)
