"""What models cost is written down with each reply, added up, and capped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from app.database import Database
from app.kit import Kit
from app.models import model_line
from app.queries import spend, turns
from app.services.accept_turn import accept_turn
from app.services.ask_model import asking
from app.services.create_interview import ConsentGiven, create_interview
from app.services.record_calls import About, record_calls
from app.services.take_turn import take_turn
from app.settings import Settings
from app.tables import Interview, Study, TurnRow
from app.tables.base import now
from integrations.fakes.model_server import MODEL, ModelServer
from integrations.model_attempt import Attempt
from integrations.model_prices import Price, Prices

PRICES = Prices("EUR", {MODEL: Price(2.0, 0.5, 8.0)})
ANSWERS = (
    "Last Monday the export stopped twice and my team lost the whole morning with it.",
    "The file was too large, and the page said nothing about it.",
    "It took about three weeks until everybody had an account.",
)


@pytest.fixture
async def model_server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


Asked = Callable[..., Awaitable[tuple[Interview, list[TurnRow]]]]


@pytest.fixture
def configured(kit: Kit, model_server: ModelServer) -> Callable[..., Kit]:
    """A process with a model at the local server; more settings may be given."""

    def made(name: str = MODEL, **more: Any) -> Kit:
        settings = Settings(
            home=kit.settings.home,
            model_base_url=model_server.base_url,
            model_api_key=SecretStr("sk-test"),
            model_name=name,
            model_options={"temperature": 0.3},
            **more,
        )
        return replace(kit, settings=settings, models=model_line(settings), prices=PRICES)

    return made


@pytest.fixture
def held(database: Database, study: Study) -> Asked:
    """Holds the first turns of an interview; what the interviewer said, oldest first."""

    async def holding(kit: Kit, answers: tuple[str, ...] = ANSWERS) -> tuple[Interview, list[TurnRow]]:
        async with database.workspace(study.workspace_id) as db:
            interview = await create_interview(db, study, now(), consent=ConsentGiven(now(), "Agreed."))
        await take_turn(kit, study.workspace_id, interview.id)
        for number, answer in enumerate(answers):
            async with database.workspace(study.workspace_id) as db:
                await accept_turn(
                    db, interview.id, client_id=f"c{number}", action="say", text=answer, now=now()
                )
            await take_turn(kit, study.workspace_id, interview.id)
        async with database.workspace(study.workspace_id) as db:
            rows = await turns.turns(db, interview.id)
        return interview, [row for row in rows if row.speaker == "interviewer"]

    return holding


async def cap(database: Database, study: Study, caps: dict[str, Any], *, of_study: bool = False) -> None:
    async with database.workspace(study.workspace_id) as db:
        if of_study:
            await spend.set_study_caps(db, study.id, caps)
        else:
            await spend.set_caps(db, study.workspace_id, caps)


def spoken_by_models(said: list[TurnRow]) -> list[TurnRow]:
    return [row for row in said if row.note.get("attempts")]


# --- written down ---


async def test_each_reply_of_a_model_carries_what_it_cost_and_how_it_was_made(
    configured: Callable[..., Kit], held: Asked
) -> None:
    _, said = await held(configured())
    by_model = spoken_by_models(said)
    assert len(by_model) >= 2
    for row in by_model:
        note = row.note
        assert [attempt["outcome"] for attempt in note["attempts"]] == ["replied"]
        assert note["settings"] == {"temperature": 0.3}
        assert note["tokens"]["prompt_tokens"] > 500
        expected = note["tokens"]["prompt_tokens"] * 2 + note["tokens"]["completion_tokens"] * 8
        assert (note["cost_micros"], note["currency"]) == (expected, "EUR")
        assert note["prompts"]


async def test_what_the_built_in_interviewer_says_costs_nothing_and_says_so(
    configured: Callable[..., Kit], held: Asked
) -> None:
    _, said = await held(configured(), answers=())
    assert [row.note.get("attempts") for row in said] == [None]
    assert said[0].note["tokens"] == {}


async def test_rows_agree_with_the_notes_and_with_the_sums_of_the_day(
    configured: Callable[..., Kit], held: Asked, database: Database, study: Study
) -> None:
    interview, said = await held(configured())
    async with database.workspace(study.workspace_id) as db:
        calls = await spend.calls_of(db, interview.id)
        of_interview = await spend.of_interview(db, interview.id)
        of_study = await spend.of_study(db, study.id)
        (today,) = await spend.by_day(db, now().date())
    noted = spoken_by_models(said)
    assert [call.reply_to for call in calls] == [row.reply_to for row in noted]
    assert of_interview == of_study
    assert of_study.calls == len(calls) == today.calls
    assert of_study.cost_micros == sum(row.note["cost_micros"] for row in noted) == today.cost_micros
    assert of_study.tokens == sum(call.prompt_tokens + call.completion_tokens for call in calls)


async def test_failed_calls_are_rows_too(
    configured: Callable[..., Kit], held: Asked, database: Database, study: Study
) -> None:
    interview, said = await held(configured(f"{MODEL}:truncate"), answers=ANSWERS[:1])
    async with database.workspace(study.workspace_id) as db:
        calls = await spend.calls_of(db, interview.id)
        total = await spend.of_interview(db, interview.id)
    assert [call.outcome for call in calls] == ["truncated", "truncated"]
    assert all(call.prompt_tokens > 0 for call in calls)
    assert total.unpriced == 2  # no price is known for this name
    assert (said[-1].note["model"], said[-1].note["fallback"]) == ("built-in", "truncated")
    assert said[-1].note["cost_micros"] is None


async def test_a_second_model_is_named_with_why_the_first_did_not_speak(
    configured: Callable[..., Kit], held: Asked, model_server: ModelServer
) -> None:
    kit = configured(
        f"{MODEL}:refuse", model_fallback_base_url=model_server.base_url, model_fallback_name=MODEL
    )
    _, said = await held(kit, answers=ANSWERS[:1])
    note = said[-1].note
    assert (note["model"], note["fallback"]) == (MODEL, None)
    assert [(a["model"], a["outcome"]) for a in note["attempts"]] == [
        (f"{MODEL}:refuse", "refused"),
        (MODEL, "replied"),
    ]
    assert note["settings"] == {}  # the second model's own


async def test_a_server_nobody_listens_at_is_tried_three_times_and_costs_nothing(
    configured: Callable[..., Kit], held: Asked, database: Database, study: Study, unused_tcp_port: int
) -> None:
    kit = configured()
    address = f"http://127.0.0.1:{unused_tcp_port}/v1"
    nowhere = kit.settings.model_copy(update={"model_base_url": address})
    interview, said = await held(
        replace(kit, settings=nowhere, models=model_line(nowhere)), answers=ANSWERS[:1]
    )
    assert (said[-1].note["model"], said[-1].note["fallback"]) == ("built-in", "unavailable")
    assert said[-1].note["ms"] < 20_000
    async with database.workspace(study.workspace_id) as db:
        total = await spend.of_interview(db, interview.id)
    assert (total.calls, total.tokens, total.unpriced) == (3, 0, 0)


async def test_many_may_be_added_to_one_day_at_once(database: Database, study: Study) -> None:
    attempt = Attempt(MODEL, "replied", 10, prompt_tokens=100, completion_tokens=10)

    async def record() -> None:
        async with database.workspace(study.workspace_id) as db:
            about = About(study.workspace_id, "analysis", study.id)
            await record_calls(db, PRICES, [attempt, attempt], about, now())

    await asyncio.gather(*(record() for _ in range(12)))
    async with database.workspace(study.workspace_id) as db:
        total = await spend.of_study(db, study.id)
    assert (total.calls, total.prompt_tokens, total.completion_tokens) == (24, 2_400, 240)
    assert total.cost_micros == 24 * (100 * 2 + 10 * 8)


# --- capped ---


@pytest.mark.parametrize(
    ("caps", "scope"),
    [
        ({"interview": {"tokens": 1}}, "interview"),
        ({"study": {"tokens": 1}}, "study"),
        ({"day": {"tokens": 1}}, "day"),
        ({"day": {"cost": 0.000001}}, "day"),
    ],
)
async def test_after_a_cap_the_built_in_interviewer_speaks_for_the_rest(
    configured: Callable[..., Kit],
    held: Asked,
    database: Database,
    study: Study,
    model_server: ModelServer,
    caps: dict[str, Any],
    scope: str,
) -> None:
    await cap(database, study, caps)
    _, said = await held(configured())
    assert len(model_server.requests) == 1  # the one that reached the cap
    (asked,) = [place for place, row in enumerate(said) if row.note.get("attempts")]
    later = said[asked + 1 :]
    assert f"cap_{scope}" in {row.note["fallback"] for row in later} <= {None, f"cap_{scope}"}
    assert {row.note["model"] for row in later} == {"built-in"}
    assert all(row.text.strip() for row in said)


@pytest.mark.parametrize("where", ["settings", "workspace", "study"])
async def test_a_cap_holds_wherever_it_is_set(
    configured: Callable[..., Kit],
    held: Asked,
    database: Database,
    study: Study,
    model_server: ModelServer,
    where: str,
) -> None:
    none_at_all = {"study": {"tokens": 0}}
    if where != "settings":
        await cap(database, study, none_at_all, of_study=where == "study")
    _, said = await held(configured(model_caps=none_at_all if where == "settings" else {}))
    assert not model_server.requests
    assert said[-1].note["fallback"] == "cap_study"


async def test_one_interviews_cap_leaves_the_next_one_alone(
    configured: Callable[..., Kit], held: Asked, database: Database, study: Study, model_server: ModelServer
) -> None:
    await cap(database, study, {"interview": {"tokens": 1}})
    for _ in range(2):
        await held(configured())
    assert len(model_server.requests) == 2


async def test_concurrent_interviews_overshoot_a_cap_by_one_call_each_at_most(
    configured: Callable[..., Kit], held: Asked, database: Database, study: Study, model_server: ModelServer
) -> None:
    await cap(database, study, {"study": {"tokens": 1}})
    kit = configured()
    await asyncio.gather(*(held(kit) for _ in range(4)))
    assert 1 <= len(model_server.requests) <= 4


async def test_the_analysis_is_capped_and_counted_too(
    configured: Callable[..., Kit], database: Database, study: Study
) -> None:
    kit, about = configured(), About(study.workspace_id, "analysis", study.id)
    schema = {
        "type": "object",
        "properties": {"label": {"type": "string"}},
        "required": ["label"],
        "additionalProperties": False,
    }
    async with asking(kit, about) as ask:
        assert ask is not None
        await ask(system="You name themes.", user="Exports fail.", schema=schema, schema_name="name")
    async with database.workspace(study.workspace_id) as db:
        total = await spend.of_study(db, study.id)
    assert (total.calls, total.prompt_tokens > 0) == (1, True)
    await cap(database, study, {"day": {"tokens": 1}})
    async with asking(kit, about) as ask:
        assert ask is None


# --- over the API ---


async def test_the_api_tells_where_each_sentence_came_from_and_what_it_cost(
    configured: Callable[..., Kit], held: Asked, api: httpx.AsyncClient
) -> None:
    interview, said = await held(configured())
    shown = (await api.get(f"/api/v1/interviews/{interview.id}")).json()
    assert shown["guide_version"] == interview.guide_version_id
    by_interviewer = [turn["provenance"] for turn in shown["turns"] if turn["speaker"] == "interviewer"]
    assert [one["cost_micros"] for one in by_interviewer] == [row.note.get("cost_micros") for row in said]
    by_model = [one for one in by_interviewer if one["attempts"]]
    assert all(one["settings"] == {"temperature": 0.3} for one in by_model)
    assert {one["attempts"][0]["outcome"] for one in by_model} == {"replied"}
    assert all(len(sha) == 64 for one in by_interviewer for sha in one["prompts"].values())
    assert [turn["provenance"] for turn in shown["turns"] if turn["speaker"] == "respondent"] == [None] * 3
    assert shown["usage"]["calls"] == len(by_model) > 0
    assert shown["usage"]["cost_micros"] == sum(one["cost_micros"] or 0 for one in by_interviewer)


async def test_a_study_is_capped_and_shows_its_usage_over_the_api(
    api: httpx.AsyncClient, study: Study
) -> None:
    caps = {"study": {"tokens": 5_000, "cost": 2.5}}
    answer = await api.patch(f"/api/v1/studies/{study.id}", json={"model_caps": caps})
    assert answer.status_code == 200
    shown = (await api.get(f"/api/v1/studies/{study.id}")).json()
    assert shown == answer.json()
    assert shown["model_caps"] == caps
    assert shown["usage"]["calls"] == 0


@pytest.mark.parametrize("caps", [{"day": {"tokens": 1}}, {"study": {"tokens": -1}}, {"study": 3}])
async def test_caps_that_are_none_are_refused_over_the_api(
    api: httpx.AsyncClient, study: Study, caps: Any
) -> None:
    answer = await api.patch(f"/api/v1/studies/{study.id}", json={"model_caps": caps})
    assert answer.status_code == 422
    assert "model_caps" in answer.text
