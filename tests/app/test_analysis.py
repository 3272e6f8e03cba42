"""Interviews are read by the real encoder: words become statements, themes and tags, then events."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from app.database import Database
from app.encoding import Encoding
from app.kit import Kit
from app.queries import insights, themes, turns
from app.services.analyse_interview import analyse_interview
from app.services.analyse_study import analyse_study
from app.tables import Study, Workspace
from tests.app.talks import talk

ANSWERS = [
    "😀 Importing our contacts took two whole weeks 👩‍👩‍👧, and nobody told us why. Support was kind though!",
    "The naïve summary: we will probably not renew if the price rises 💸. Your competitor is cheaper.",
    "Honestly the dashboards are great, my team looks at them every Monday.",
]


@pytest.fixture
def kit(kit: Kit, encoding: Encoding) -> Kit:
    """A process whose encoder is loaded."""
    return replace(kit, encoding=encoding)


async def detail(api: httpx.AsyncClient, interview_id: str) -> dict[str, Any]:
    body: dict[str, Any] = (await api.get(f"/api/v1/interviews/{interview_id}")).json()
    return body


async def events(api: httpx.AsyncClient, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await api.get("/api/v1/events", params={"type": kind})).json()["items"]
    return found


async def test_every_statement_is_a_slice_of_what_was_said(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study
) -> None:
    interview = await talk(database, study, ANSWERS)
    await analyse_interview(kit, interview.id)
    shown = await detail(api, interview.id)
    said = {turn["seq"]: turn["text"] for turn in shown["turns"]}
    statements = shown["insight"]["statements"]
    assert len(statements) >= len(ANSWERS)
    assert [line["text"] for line in statements] == [
        said[line["turn"]][line["start"] : line["end"]] for line in statements
    ]
    assert {line["turn"] for line in statements} == {2, 4, 6}


async def test_evidence_leads_to_statements_and_quotes_to_the_transcript(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study
) -> None:
    interview = await talk(database, study, ANSWERS)
    await analyse_interview(kit, interview.id)
    shown = await detail(api, interview.id)
    known = {line["id"] for line in shown["insight"]["statements"]}
    assert {name for tag in shown["insight"]["tags"] for name in tag["evidence"]} <= known
    [event] = await events(api, "insight.created")
    data = event["data"]
    quotes = {quote["id"] for quote in data["quotes"]}
    told = [*data["themes"], *data["intents"], *data["drivers"], *data["summary"]]
    said = {turn["seq"]: turn["text"] for turn in shown["turns"]}
    assert {name for part in told for name in part["evidence"]} <= quotes <= known
    assert all(q["text"] == said[q["turn"]][q["start"] : q["end"]] for q in data["quotes"])
    assert data["interview"] == interview.id
    assert data["link"] == f"http://earshot.test/interviews/{interview.id}"
    assert "renewal_risk" in {intent["name"] for intent in data["intents"]}
    assert 1 <= len(data["summary"]) <= 5


async def test_a_second_reading_updates_and_keeps_the_statements_ids(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study
) -> None:
    interview = await talk(database, study, ANSWERS)
    await analyse_interview(kit, interview.id)
    first = (await detail(api, interview.id))["insight"]
    await analyse_interview(kit, interview.id)
    second = (await detail(api, interview.id))["insight"]
    assert (first["revision"], second["revision"]) == (1, 2)
    assert second["statements"] == first["statements"]
    assert [tag["id"] for tag in second["tags"]] == [tag["id"] for tag in first["tags"]]
    assert len(await events(api, "insight.created")) == len(await events(api, "insight.updated")) == 1


@pytest.mark.parametrize("answers", [[], ["", ""]], ids=["nothing said", "everything skipped"])
async def test_an_interview_without_answers_teaches_nothing(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study, answers: list[str]
) -> None:
    interview = await talk(database, study, answers, ended="stopped")
    await analyse_interview(kit, interview.id)
    assert (await detail(api, interview.id))["insight"] is None
    assert await events(api, "insight.created") == []


async def test_an_interview_that_is_gone_is_no_failure(kit: Kit) -> None:
    await analyse_interview(kit, "int_gone")


async def test_provenance_names_what_made_the_insight(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study
) -> None:
    interview = await talk(database, study, ANSWERS)
    await analyse_interview(kit, interview.id)
    provenance = (await detail(api, interview.id))["insight"]["provenance"]
    assert provenance["guide_version"]["number"] == 1
    assert provenance["encoder"]
    assert provenance["reader"]


VOICES = [
    "Importing our contacts from the old system took far too long.",
    "The import of our data was slow and failed twice.",
    "Support answered within minutes and was very friendly.",
    "Your support team is wonderful, always quick.",
    "The price is too high for what we use.",
    "It costs too much for a team of our size.",
]


async def test_a_study_finds_its_themes_and_a_second_run_keeps_their_ids(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study
) -> None:
    for number in range(12):
        await talk(database, study, [VOICES[number % 6], VOICES[(number + 2) % 6]])
    await analyse_study(kit, study.id)
    first = (await api.get(f"/api/v1/studies/{study.id}/themes")).json()["items"]
    await analyse_study(kit, study.id)
    second = (await api.get(f"/api/v1/studies/{study.id}/themes")).json()["items"]
    assert len(first) >= 3
    assert {theme["id"] for theme in second} == {theme["id"] for theme in first}
    for theme in first:
        assert (
            0
            <= theme["prevalence"]["low"]
            <= theme["prevalence"]["value"]
            <= theme["prevalence"]["high"]
            <= 1
        )
        assert theme["prevalence"]["of"] == 12
        assert theme["quotes"]


async def test_themes_tags_and_statements_agree(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study, workspace: Workspace
) -> None:
    for number in range(10):
        await talk(database, study, [VOICES[number % 6], VOICES[(number + 3) % 6]])
    await analyse_study(kit, study.id)
    async with database.workspace(workspace.id) as db:
        lines = await insights.statements_of_study(db, study.id)
        known = {theme.id for theme in await themes.themes(db, study.id)}
        said = {line.interview_id: await turns.turns(db, line.interview_id) for line in lines}
    placed = {(line.interview_id, line.theme_id) for line in lines if line.theme_id}
    tags = (await api.get("/api/v1/tags", params={"kind": "theme", "limit": 200})).json()["items"]
    by_label = {theme["label"]: theme["id"] for theme in (await _themes(api, study))}
    assert {theme for _, theme in placed} <= known
    assert {(tag["interview"], by_label[tag["name"]]) for tag in tags} == placed
    for line in lines:
        text = {turn.seq: turn.text for turn in said[line.interview_id]}[line.turn]
        assert text[line.start_offset : line.end_offset] == line.text


async def _themes(api: httpx.AsyncClient, study: Study) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await api.get("/api/v1/themes", params={"study": study.id})).json()[
        "items"
    ]
    return found
