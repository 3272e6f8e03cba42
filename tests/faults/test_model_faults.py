"""Interviews over the real socket while the model server fails in every way it knows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from pydantic import SecretStr

from app.database import Database
from app.encoding import Encoding
from app.hub import Hub
from app.kit import Kit
from app.models import model_line
from app.queries import interviews, turns
from app.services.accept_turn import accept_turn
from app.services.create_interview import create_interview
from app.services.take_turn import take_turn
from app.settings import Settings
from app.tables import Interview, Study, TurnRow
from app.tables.base import now
from integrations.fakes.faults import FAULTS, WIRE
from integrations.fakes.model_server import MODEL, ModelServer
from integrations.http import client
from interviewer.builtin import BuiltIn
from interviewer.graph import build_graph
from interviewer.guide_files import parse_guide, template_text
from tests.faults.campaign import stored
from tests.faults.conftest import Agreed
from tests.faults.history import problems
from tests.faults.persistent import Persistent

pytestmark = pytest.mark.faults

# Whatever arrives after one of these is of no use; after the others some words may be.
USELESS = {*WIRE, "broken_json", "empty", "refuse", "wrong_schema"} - {"no_usage", "stall_at_end"}
INTERVIEW_SECONDS = 120
SLOWEST_TURN_MS = 6_000
"""Time for all of a model's words is 600 ms here, where the default is 60 s; a busy machine may be late."""


@pytest.fixture
async def model_server() -> AsyncIterator[ModelServer]:
    async with ModelServer(slow_seconds=0.05) as server:
        yield server


@pytest.fixture
def fault() -> str | None:
    """What goes wrong; tests give their own."""
    return None


@pytest.fixture
def settings(tmp_path: Path, model_server: ModelServer, fault: str | None) -> Settings:
    """A model that fails; silence is noticed soon, everything else has time."""
    is_silent = fault in WIRE
    return Settings(
        home=tmp_path,
        public_url="http://earshot.test",
        log_level="error",
        model_base_url=model_server.base_url,
        model_api_key=SecretStr("sk-test"),
        model_name=f"{MODEL}:{fault}" if fault else MODEL,
        model_first_token_seconds=0.3 if is_silent else 20,
        model_total_seconds=0.6 if is_silent else 60,
    )


@pytest.fixture
async def kit(settings: Settings, database: Database, tmp_path: Path) -> AsyncIterator[Kit]:
    """A process's parts as the service makes them, its model included."""
    encoding = Encoding(tmp_path / "models")
    async with client(allow_loopback=True) as web:
        models = model_line(settings)
        yield Kit(settings, database, Hub(), build_graph(), BuiltIn(), encoding, web, models)
    encoding.close()


Hold = Callable[..., Awaitable[list[TurnRow]]]


@pytest.fixture
def hold(server: str, database: Database, study: Study) -> Hold:
    """Holds one interview to its end, checks its history, and returns what the interviewer said."""

    async def held(seed: str = "an evening") -> list[TurnRow]:
        async with database.workspace(study.workspace_id) as db:
            interview = await create_interview(db, study, now())
        talker = Persistent(f"{server}/i/{interview.token}/ws", Random(seed), mischief=0.05)
        async with asyncio.timeout(INTERVIEW_SECONDS):
            await talker.interview()
        assert talker.reason == "completed"
        assert problems(talker.heard, await stored(database, interview.id)) == []
        return await _spoken(database, interview)

    return held


async def _spoken(database: Database, interview: Interview) -> list[TurnRow]:
    async with database.workspace(interview.workspace_id) as db:
        found = await interviews.interview(db, interview.id)
        rows = await turns.turns(db, interview.id)
    assert found is not None
    assert (found.status, found.closed_reason) == ("closed", "completed")
    return [row for row in rows if row.speaker == "interviewer"]


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_interview_is_completed_whatever_the_model_does(hold: Hold, fault: str) -> None:
    for spoken in await asyncio.gather(*(hold(seed) for seed in ("one", "another"))):
        assert all(row.text.strip() for row in spoken)
        if fault in ("end_now", "never_end"):
            limits = parse_guide(template_text("post-onboarding"), "post-onboarding.yaml")
            assert len(limits.questions) < len(spoken) <= limits.limits.turns
        if fault in USELESS:
            assert {row.note["model"] for row in spoken} == {"built-in"}
            assert any(row.note["fallback"] for row in spoken)
            assert all(row.note["ms"] <= SLOWEST_TURN_MS for row in spoken if fault in WIRE)


async def test_a_good_model_speaks_and_is_named(hold: Hold, model_server: ModelServer) -> None:
    spoken = await hold()
    named = [row for row in spoken if row.note["model"] == MODEL]
    assert len(named) >= 3
    assert all(row.note["fallback"] is None for row in named)
    assert all(row.note["tokens"] for row in named)
    assert model_server.requests


@pytest.mark.parametrize("fault", ["mute"])
async def test_one_who_waits_for_a_silent_model_keeps_nobody_waiting(
    kit: Kit, agreed: Agreed, model_server: ModelServer, fault: str
) -> None:
    """The first call is never answered, all others are."""
    model_server.fault, model_server.times = fault, 1
    patient = kit.settings.model_copy(
        update={"model_name": MODEL, "model_first_token_seconds": 2.0, "model_total_seconds": 6.0}
    )
    own = replace(kit, settings=patient, models=model_line(patient))
    first, second = await agreed(), await agreed()
    for interview in (first, second):
        await take_turn(own, interview.workspace_id, interview.id)
        await _answer(own, interview)
    waiting = asyncio.create_task(take_turn(own, first.workspace_id, first.id))
    while not model_server.requests:  # noqa: ASYNC110 - a server does not tell who is on the line
        await asyncio.sleep(0.005)
    await take_turn(own, second.workspace_id, second.id)
    assert not waiting.done()
    assert await waiting == "replied"
    by_model, by_us = (await _last(own, second)).note, (await _last(own, first)).note
    assert (by_model["model"], by_us["model"], by_us["fallback"]) == (MODEL, "built-in", "stalled")
    assert by_model["ms"] < 2_000 <= by_us["ms"] < 6_000


async def _answer(kit: Kit, interview: Interview) -> None:
    async with kit.database.workspace(interview.workspace_id) as db:
        text = "Last Monday the export stopped twice and my team lost the whole morning with it."
        await accept_turn(db, interview.id, client_id="c1", action="say", text=text, now=now())


async def _last(kit: Kit, interview: Interview) -> TurnRow:
    async with kit.database.workspace(interview.workspace_id) as db:
        return (await turns.turns(db, interview.id))[-1]
