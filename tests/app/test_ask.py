"""A question is answered with what people said: counted, cited, and in prose only as far as that holds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from app.database import Database
from app.kit import Kit
from app.models import model_line
from app.queries import theme_figures
from app.services.ask_statements import lead
from app.settings import Settings
from app.tables import Study
from integrations.fakes.model_server import MODEL, ModelServer
from tests.app.test_search import say
from tests.app.voiced import EXPORTS, PRICES, theme

QUESTION = "What is wrong with exports of a report to Excel?"


async def asked(api: httpx.AsyncClient, question: str = QUESTION, **filters: Any) -> dict[str, Any]:
    answer = await api.post("/api/v1/ask", json={"question": question, "filters": filters})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


@pytest.fixture
async def said(database: Database, study: Study) -> list[str]:
    """Six people on exports, in a theme that is shown; two on exports in one that is not."""
    async with database.workspace(study.workspace_id) as db:
        await theme_figures.set_smallest_group(db, study.id, 3)
        loud, rare = await theme(db, study, "Exports"), await theme(db, study, "Secret")
    lines = await say(database, study, [("en", text, -0.5) for text in EXPORTS], of=loud)
    lines += await say(database, study, [("en", "Excel exports of a report are fine.", 0.6)] * 2, of=rare)
    lines += await say(database, study, [("en", text, -0.5) for text in PRICES])
    return [line.id for line in lines]


async def test_people_are_counted_by_theme_and_every_quote_leads_to_its_words(
    api: httpx.AsyncClient, study: Study, said: list[str]
) -> None:
    body = await asked(api, "export report Excel", study=study.id)
    assert body["people"] == sum(group["people"] for group in body["groups"])
    assert body["lead"] == lead(body["people"], 0, body["positive"], body["negative"])
    assert [group["label"] for group in body["groups"]] == ["Exports", None]
    assert body["positive"] == 2
    quotes = [quote for group in body["groups"] for quote in group["quotes"]]
    assert {quote["id"] for quote in quotes} <= set(said)
    for quote in quotes:
        shown = (await api.get("/api/v1/statements", params={"interview": quote["interview"]})).json()
        assert shown["items"][0]["text"] == quote["text"]
    assert (body["prose"], body["notes"]) == ([], [])


async def test_nobody_having_spoken_of_it_is_said(api: httpx.AsyncClient, said: list[str]) -> None:
    body = await asked(api, "zebras")
    assert (body["lead"], body["groups"], body["people"]) == ("Nobody has spoken of this so far.", [], 0)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((14, 9, 0, 10), "14 people in 9 accounts spoke of this; 10 negative."),
        ((1, 1, 1, 0), "1 person in 1 account spoke of this; 1 positive."),
        ((2, 0, 0, 0), "2 people spoke of this."),
        ((0, 0, 0, 0), "Nobody has spoken of this so far."),
        ((1200, 3, 5, 7), "1,200 people in 3 accounts spoke of this; 7 negative, 5 positive."),
    ],
)
def test_the_lead_counts_people(counts: tuple[int, int, int, int], expected: str) -> None:
    assert lead(*counts) == expected


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "question"),
        ({"question": ""}, "question"),
        ({"question": "??"}, "q"),
        ({"question": "x" * 401}, "question"),
        ({"question": "exports", "filters": {"intent": "joy"}}, "filters.intent"),
        ({"question": "exports", "filters": {"mood": "bad"}}, "filters.mood"),
    ],
)
async def test_a_question_that_is_none_is_told_by_its_field(
    api: httpx.AsyncClient, body: dict[str, Any], field: str
) -> None:
    answer = await api.post("/api/v1/ask", json=body)
    assert answer.status_code == 422
    assert field in answer.text


# --- with a model ---


@pytest.fixture
async def model_server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


@pytest.fixture
def with_model(app: FastAPI, kit: Kit, model_server: ModelServer) -> Kit:
    settings = Settings(
        home=kit.settings.home,
        model_base_url=model_server.base_url,
        model_api_key=SecretStr("sk-test"),
        model_name=MODEL,
    )
    app.state.kit = replace(kit, settings=settings, models=model_line(settings))
    return kit


@pytest.mark.parametrize("fault", ["invent", "bad_key", "broken_json", "wrong_schema", None])
async def test_whatever_a_model_says_nothing_that_nobody_said_reaches_anybody(
    api: httpx.AsyncClient, with_model: Kit, model_server: ModelServer, said: list[str], fault: str | None
) -> None:
    model_server.fault = fault
    body = await asked(api, "export report Excel")
    quotes = {quote["id"]: quote["text"] for group in body["groups"] for quote in group["quotes"]}
    assert model_server.requests
    for line in body["prose"]:
        assert set(line["statements"]) <= quotes.keys()
        assert "“" not in line["text"]
    assert body["prose"] or body["notes"]
    assert body["lead"] == "5 people spoke of this; 3 negative, 2 positive."
