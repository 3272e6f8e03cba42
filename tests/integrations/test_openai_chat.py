"""The real `openai` client against the local server, with each of its faults in turn."""

from __future__ import annotations

import asyncio
import logging
import traceback
from itertools import pairwise
from typing import Any

import pytest

from integrations.breaker import Breaker
from integrations.json_shape import UnknownKeywordError
from integrations.model_errors import (
    ModelBusy,
    ModelError,
    ModelNonsense,
    ModelRefused,
    ModelStalled,
    ModelTruncated,
    ModelUnavailable,
)
from integrations.model_limits import ModelTimeouts
from integrations.openai_chat import OpenAIChat
from tests.integrations.conftest import ANSWER, KEY, PATIENT, QUICK, TURN_SCHEMA

FAILING = [
    ("mute", ModelStalled),
    ("stall", ModelStalled),
    ("stall_midway", ModelStalled),
    ("truncate", ModelTruncated),
    ("close_early", ModelTruncated),
    ("cut", ModelUnavailable),
    ("busy", ModelBusy),
    ("error", ModelUnavailable),
    ("error_event", ModelUnavailable),
    ("redirect", ModelUnavailable),
    ("bad_key", ModelUnavailable),
    ("endless_line", ModelNonsense),
    ("broken_json", ModelNonsense),
    ("wrong_schema", ModelNonsense),
    ("empty", ModelNonsense),
    ("huge", ModelNonsense),
    ("refuse", ModelRefused),
    ("illegal_move", ModelNonsense),
]
FAILING_WHOLE = [pair for pair in FAILING if pair[0] not in {"stall_midway", "endless_line"}]


def patience_for(error: type[ModelError]) -> ModelTimeouts:
    """Short where the fault is silence, generous where it is anything else."""
    return ModelTimeouts(first_token=0.3, between_tokens=0.3, whole=0.6) if error is ModelStalled else PATIENT


async def test_reply_grows_key_by_key_and_ends_with_usage(talk: Any) -> None:
    async with talk() as t:
        *partials, usage = await t.collect()
    assert partials[-1] == {
        "reading": {"kind": "substantive", "covered": ["goal"]},
        "move": "probe:example",
        "say": "What happened the last time?",
    }
    assert set(usage["$usage"]) == {"prompt_tokens", "completion_tokens"}
    assert len(partials) > 3
    for earlier, later in pairwise(partials):
        *complete, last = earlier
        assert all(earlier[key] == later[key] for key in complete)
        assert last in later


async def test_words_only_ever_grow_at_their_end(talk: Any) -> None:
    async with talk() as t:
        said = [p["say"] for p in await t.collect() if "say" in p]
    assert all(later.startswith(earlier) for earlier, later in pairwise(said))


async def test_request_carries_model_key_schema_and_conversation(talk: Any) -> None:
    async with talk() as t:
        await t.collect()
        sent = t.server.requests[0]
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert sent.body["model"] == t.chat.model == "local-interviewer"
    assert sent.body["messages"][0] == {"role": "system", "content": "You interview customers."}
    assert sent.body["messages"][-1] == {"role": "user", "content": ANSWER}
    assert sent.body["response_format"]["json_schema"] == {
        "name": "turn",
        "strict": True,
        "schema": TURN_SCHEMA,
    }


async def test_properties_are_asked_for_in_the_order_given(talk: Any) -> None:
    async with talk() as t:
        await t.collect()
        schema = t.server.requests[0].body["response_format"]["json_schema"]["schema"]
    assert list(schema["properties"]) == ["reading", "move", "say"]


@pytest.mark.parametrize(("fault", "error"), FAILING)
async def test_each_fault_of_a_stream_becomes_its_own_error(
    talk: Any, fault: str, error: type[ModelError]
) -> None:
    async with talk(fault=fault, timeouts=patience_for(error)) as t:
        with pytest.raises(error) as caught:
            await t.collect()
    assert type(caught.value) is error


@pytest.mark.parametrize(("fault", "error"), FAILING_WHOLE)
async def test_each_fault_of_a_whole_reply_becomes_its_own_error(
    talk: Any, fault: str, error: type[ModelError]
) -> None:
    async with talk(fault=fault, timeouts=patience_for(error)) as t:
        with pytest.raises(error):
            await t.ask()


@pytest.mark.parametrize(
    "fault", ["two_questions", "praise", "lead", "leak", "end_now", "never_end", "foreign"]
)
async def test_bad_words_in_good_form_are_let_through_to_the_checks(talk: Any, fault: str) -> None:
    async with talk() as plain, talk(fault=fault) as bad:
        good_words, bad_words = (await plain.ask())["say"], (await bad.ask())["say"]
    assert good_words != bad_words


async def test_usage_is_empty_when_the_server_counts_nothing(talk: Any) -> None:
    async with talk(fault="no_usage") as t:
        assert (await t.collect())[-1] == {"$usage": {}}


@pytest.mark.parametrize(
    ("fault", "requests"), [("busy", 3), ("error", 3), ("empty", 2), ("bad_key", 1), ("mute", 1)]
)
async def test_asking_again_is_limited_by_what_went_wrong(talk: Any, fault: str, requests: int) -> None:
    async with talk(fault=fault, timeouts=QUICK if fault == "mute" else PATIENT) as t:
        with pytest.raises(ModelError):
            await t.collect()
        assert len(t.server.requests) == requests


async def test_busy_server_is_given_the_time_it_asked_for(talk: Any) -> None:
    async with talk(fault="busy", times=2) as t:
        *_, last, _usage = await t.collect()
    assert last["move"] == "probe:example"
    assert t.naps.seconds == [2.0, 2.0]


async def test_a_reply_that_breaks_off_before_its_words_is_asked_for_again(talk: Any) -> None:
    async with talk(fault="cut", times=1) as t:
        *_, last, _usage = await t.collect()
        assert last["move"] == "probe:example"
        assert len(t.server.requests) == 2


async def test_nothing_is_asked_again_once_words_were_handed_on(talk: Any) -> None:
    async with talk(fault="huge", times=1) as t:
        with pytest.raises(ModelNonsense):
            await t.collect()
        assert len(t.server.requests) == 1


async def test_a_finished_reply_survives_silence_afterwards(talk: Any) -> None:
    async with talk(fault="stall_at_end", timeouts=ModelTimeouts(between_tokens=1.0)) as t:
        *_, last, usage = await t.collect()
    assert last["move"] == "probe:example"
    assert usage == {"$usage": {}}


async def test_slow_pieces_end_at_the_limit_of_the_whole_call(talk: Any) -> None:
    patience = ModelTimeouts(first_token=5, between_tokens=5, whole=0.4)
    async with talk(fault="slow", slow_seconds=0.1, timeouts=patience) as t:
        with pytest.raises(ModelStalled):
            await t.collect()


async def test_breaker_leaves_a_failing_server_alone_and_comes_back(talk: Any) -> None:
    now = [0.0]
    breaker = Breaker(failures=3, rest_seconds=30)
    async with talk(fault="error", times=3, breaker=breaker, clock=lambda: now[0]) as t:
        with pytest.raises(ModelUnavailable):
            await t.ask()
        with pytest.raises(ModelUnavailable, match="left alone"):
            await t.ask()
        assert len(t.server.requests) == 3
        now[0] = 31.0
        assert (await t.ask())["move"] == "probe:example"


async def test_unreachable_server_is_said_to_be_unreachable(unused_tcp_port: int) -> None:
    chat = OpenAIChat(
        base_url=f"http://127.0.0.1:{unused_tcp_port}/v1", api_key=KEY, model="m", timeouts=QUICK
    )
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        await chat.ask(system="s", user="u", schema=TURN_SCHEMA, schema_name="turn")


async def test_key_stands_in_no_error_and_no_log(talk: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told = []
    for fault, error in FAILING:
        async with talk(fault=fault, timeouts=patience_for(error)) as t:
            try:
                await t.collect()
            except ModelError as failure:
                told.append("".join(traceback.format_exception(failure)) + repr(t.chat))
    assert len(told) == len(FAILING)
    assert KEY not in "".join(told) + caplog.text


async def test_leaving_early_frees_the_connection(talk: Any) -> None:
    async with talk(fault="slow", slow_seconds=0.01) as t:
        stream = t.stream()
        assert await anext(stream)
        await stream.aclose()
        await asyncio.wait_for(t.server.until_idle(), 2)


async def test_schema_with_a_keyword_nobody_checks_is_refused_before_asking(talk: Any) -> None:
    async with talk() as t:
        with pytest.raises(UnknownKeywordError, match="pattern"):
            await t.chat.ask(
                system="s", user="u", schema={"type": "string", "pattern": "^a"}, schema_name="turn"
            )
        assert not t.server.requests
