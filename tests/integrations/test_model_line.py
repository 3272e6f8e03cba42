"""Two models behind their gates: who is asked, in which order, within how much time, at what cost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from integrations.breaker import Breaker
from integrations.fakes.model_server import ModelServer
from integrations.model_errors import ModelCrowded, ModelError, ModelNonsense, ModelStalled
from integrations.model_gate import ModelGate
from integrations.model_limits import ModelTimeouts
from integrations.model_line import Caller, Door, ModelLine
from integrations.openai_chat import OpenAIChat
from tests.integrations.conftest import ANSWER, KEY, PATIENT, TURN_SCHEMA, Naps

SILENT = ModelTimeouts(first_token=0.2, between_tokens=0.2, whole=5.0)
OPEN = Callable[..., Any]


@pytest.fixture
def line() -> OPEN:
    """`async with line("stall", None) as (models, servers)`: one model for each fault, in this order.

    Only the first is impatient: a good one may be slow on a busy machine.
    """

    @asynccontextmanager
    async def opened(
        *faults: str | None, timeouts: ModelTimeouts = PATIENT, at_once: int = 4, **server: Any
    ) -> AsyncIterator[tuple[ModelLine, list[ModelServer]]]:
        async with AsyncExitStack() as stack:
            servers = [
                await stack.enter_async_context(ModelServer(fault=fault, **server)) for fault in faults
            ]
            doors = [
                Door(
                    OpenAIChat(
                        base_url=server.base_url,
                        api_key=KEY,
                        model=f"model-{number}",
                        timeouts=timeouts if number == 1 else PATIENT,
                        options={"temperature": number},
                        breaker=Breaker(),
                        sleep=Naps(),
                    ),
                    ModelGate(at_once),
                )
                for number, server in enumerate(servers, 1)
            ]
            models = ModelLine(doors)
            stack.push_async_callback(models.aclose)
            yield models, servers

    return opened


def stream(caller: Caller) -> AsyncGenerator[dict[str, Any], None]:
    return caller.stream(
        system="You interview customers.",
        messages=[{"role": "user", "content": ANSWER}],
        schema=TURN_SCHEMA,
        schema_name="turn",
    )


async def ask(caller: Caller) -> dict[str, Any]:
    return await caller.ask(system="You read.", user=ANSWER, schema=TURN_SCHEMA, schema_name="turn")


def told(caller: Caller) -> list[tuple[str, str]]:
    return [(attempt.model, attempt.outcome) for attempt in caller.attempts]


async def test_the_first_choice_speaks_and_nobody_else_is_asked(line: OPEN) -> None:
    async with line(None, None) as (models, servers):
        caller = models.caller("int_1")
        partials = [partial async for partial in stream(caller)]
        assert partials[-2]["move"] == "probe:example"
        assert told(caller) == [("model-1", "replied")]
        assert (caller.model, caller.options) == ("model-1", {"temperature": 1})
        assert not servers[1].requests


@pytest.mark.parametrize(
    ("fault", "before"),
    [
        ("stall", ["stalled"]),
        ("mute", ["stalled"]),
        ("refuse", ["refused"]),
        ("bad_key", ["unavailable"]),
        ("busy", ["busy"] * 3),
        ("error", ["unavailable"] * 3),
        ("truncate", ["truncated"] * 2),
        ("empty", ["nonsense"] * 2),
    ],
)
async def test_the_second_model_speaks_when_the_first_gave_no_word(
    line: OPEN, fault: str, before: list[str]
) -> None:
    silence = SILENT if "stalled" in before else PATIENT
    async with line(fault, None, timeouts=silence) as (models, _):
        caller = models.caller("int_1")
        *_, last, usage = [partial async for partial in stream(caller)]
    assert last["say"]
    assert usage["$usage"]
    assert told(caller) == [*(("model-1", code) for code in before), ("model-2", "replied")]
    assert caller.model == "model-2"


async def test_words_once_handed_on_are_not_said_again_by_another(line: OPEN) -> None:
    async with line("huge", None) as (models, servers):
        caller = models.caller("int_1")
        with pytest.raises(ModelNonsense):
            _ = [partial async for partial in stream(caller)]
        assert not servers[1].requests


async def test_the_last_failure_is_told_when_every_model_failed(line: OPEN) -> None:
    async with line("stall", "refuse", timeouts=SILENT) as (models, _):
        caller = models.caller("int_1")
        with pytest.raises(ModelError) as caught:
            _ = [partial async for partial in stream(caller)]
    assert caught.value.code == "refused"
    assert told(caller) == [("model-1", "stalled"), ("model-2", "refused")]


async def test_a_resting_model_costs_no_time_and_the_next_one_speaks(line: OPEN) -> None:
    async with line("bad_key", None) as (models, servers):
        for number in range(5):
            _ = [partial async for partial in stream(models.caller(f"int_{number}"))]
        caller = models.caller("int_6")
        _ = [partial async for partial in stream(caller)]
        assert len(servers[0].requests) == 5
    assert told(caller) == [("model-1", "resting"), ("model-2", "replied")]


async def test_silence_opens_the_breaker_too(line: OPEN) -> None:
    codes = []
    async with line("mute", timeouts=SILENT) as (models, _):
        for number in range(6):
            with pytest.raises(ModelError) as caught:
                _ = [partial async for partial in stream(models.caller(f"int_{number}"))]
            codes.append(caught.value.code)
    assert codes == ["stalled"] * 5 + ["resting"]


async def test_a_model_that_failed_a_turn_is_not_asked_again_in_it(line: OPEN) -> None:
    async with line("refuse", None) as (models, servers):
        caller = models.caller("int_1")
        for _ in range(2):
            _ = [partial async for partial in stream(caller)]
        assert (len(servers[0].requests), len(servers[1].requests)) == (1, 2)


async def test_asking_again_does_not_renew_the_time_of_a_turn(line: OPEN) -> None:
    short = ModelTimeouts(first_token=5, between_tokens=5, whole=0.3)
    async with line(None, timeouts=short, piece_seconds=0.02) as (models, _):
        caller = models.caller("int_1")
        with pytest.raises(ModelStalled):
            await _again_and_again(caller)
    assert caller.attempts


async def _again_and_again(caller: Caller) -> None:
    while True:
        _ = [partial async for partial in stream(caller)]


async def test_a_call_nobody_listens_to_any_more_frees_its_place_and_is_paid_for(line: OPEN) -> None:
    async with line("slow", slow_seconds=0.01, at_once=1) as (models, _):
        caller = models.caller("int_1")
        await anext(stream(caller))
        await caller.aclose()
        assert models.doors[0].gate.inside == 0
    (attempt,) = caller.attempts
    assert (attempt.outcome, attempt.is_estimated) == ("dropped", True)
    assert attempt.prompt_tokens == len("You interview customers.") // 4 + -(-len(ANSWER) // 4)
    assert attempt.completion_tokens > 0


@pytest.mark.parametrize(
    ("fault", "is_paid"),
    [("mute", True), ("truncate", True), ("refuse", True), ("busy", False), ("error", False)],
)
async def test_a_failed_call_is_paid_for_when_the_server_may_have_read_it(
    line: OPEN, fault: str, is_paid: bool
) -> None:
    async with line(fault, timeouts=SILENT if fault == "mute" else PATIENT) as (models, _):
        caller = models.caller("int_1")
        with pytest.raises(ModelError):
            _ = [partial async for partial in stream(caller)]
    assert all((attempt.tokens > 0) == is_paid for attempt in caller.attempts)


async def test_one_who_waits_too_long_at_the_gate_goes_to_the_second_model(line: OPEN) -> None:
    async with (
        line(None, None, timeouts=SILENT, at_once=1) as (models, _),
        models.doors[0].gate.place("somebody", is_live=True, wait_seconds=1),
    ):
        caller = models.caller("int_1")
        _ = [partial async for partial in stream(caller)]
    assert told(caller) == [("model-1", "crowded"), ("model-2", "replied")]


async def test_a_full_gate_is_said_to_be_full(line: OPEN) -> None:
    async with line(None, timeouts=SILENT, at_once=1) as (models, servers):
        async with models.doors[0].gate.place("somebody", is_live=True, wait_seconds=1):
            with pytest.raises(ModelCrowded):
                await ask(models.caller("int_1"))
        assert not servers[0].requests


async def test_others_are_served_while_one_call_stalls_and_its_place_is_free_afterwards(line: OPEN) -> None:
    async with line(None, at_once=2) as (models, (server,)):
        gate = models.doors[0].gate
        stalling = OpenAIChat(server.base_url, KEY, "any:stall", timeouts=ModelTimeouts(whole=3.0))
        silent = ModelLine([Door(stalling, gate)]).caller("silent")
        blocked = asyncio.create_task(ask(silent))
        callers = [models.caller(f"int_{number}") for number in range(6)]
        await asyncio.gather(*(ask(caller) for caller in callers))
        assert all(told(caller) == [("model-1", "replied")] for caller in callers)
        assert not blocked.done()
        with pytest.raises(ModelStalled):
            await blocked
        assert gate.inside == 0
        await stalling.aclose()


async def test_a_whole_reply_is_counted_and_read_by_any_model_in_line(line: OPEN) -> None:
    async with line("refuse", None) as (models, _):
        caller = models.caller("stu_1", is_live=False)
        assert (await ask(caller))["move"] == "probe:example"
        assert (await ask(caller))["move"] == "probe:example"
    assert told(caller) == [("model-1", "refused"), ("model-2", "replied")] * 2
    assert caller.attempts[1].prompt_tokens > 0
    assert caller.attempts[1].served_as == "local-interviewer"
    assert not caller.attempts[1].is_estimated
