"""The fake model holds any schema, and knows a turn's prompt when it sees one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations import json_shape
from integrations.fakes.faults import FAULTS, UnknownFaultError, known
from integrations.fakes.model_server import ModelServer
from integrations.fakes.model_words import reply_to
from integrations.fakes.turn_prompt import read
from interviewer.checks import Against, message_faults
from tests.integrations.conftest import TURN_SCHEMA

SYSTEM = """You are the interviewer.

- outcome: What were you hoping to get done? Objective: why. Listen for: goal = a job; result = the end.
- team: Who else took part? Objective: the circle. Listen for: people = names or roles.
"""
TAIL = """Heard so far, by id: goal
Legal moves, the preferred one first:
- ask:team
- probe:detail:result (for instance: What happened then?)
- farewell

The answer to reply to, between the marks, is what the respondent typed:
<<<
We moved our renewals over in March, and the exports broke twice.
Nobody called back.
>>>"""
MESSAGES = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": TAIL}]
OPEN_SCHEMA = {
    "type": "object",
    "properties": {
        "reading": {
            "type": "object",
            "properties": {"covered": {"type": "array", "items": {"type": "string"}}},
        },
        "move": {"type": "string"},
        "words": {"type": "string"},
    },
}

simple = st.sampled_from(
    [
        {"type": "string", "maxLength": 5},
        {"type": "integer", "minimum": 1, "maximum": 3},
        {"type": "number", "minimum": -1, "maximum": 1},
        {"type": "boolean"},
        {"type": "null"},
        {"type": ["string", "null"]},
        {"enum": ["a", "b"]},
        {"const": 4},
        {"anyOf": [{"type": "null"}, {"type": "string"}]},
    ]
)
schemas = st.recursive(
    simple,
    lambda inner: st.one_of(
        st.builds(
            lambda ps: {
                "type": "object",
                "properties": ps,
                "required": list(ps),
                "additionalProperties": False,
            },
            st.dictionaries(st.sampled_from("abcdef"), inner, max_size=3),
        ),
        st.builds(lambda i, n: {"type": "array", "items": i, "minItems": n}, inner, st.integers(0, 2)),
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from("abcdef"), schemas, max_size=4), st.text(max_size=100))
def test_every_schema_we_could_ask_for_is_held(properties: dict[str, Any], answer: str) -> None:
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    json_shape.check_schema(schema)
    json_shape.check(reply_to(schema, [{"role": "user", "content": answer}]), schema)


def test_prompt_of_a_turn_is_read_like_a_model_would() -> None:
    prompt = read(MESSAGES)
    assert prompt.legal == ("ask:team", "probe:detail:result", "farewell")
    assert prompt.listened == ("result", "people")
    assert prompt.answer.startswith("We moved our renewals")
    assert prompt.question("team") == "Who else took part?"
    assert prompt.question("nothing") is None


def test_preferred_move_brings_the_guides_own_question() -> None:
    reply = reply_to(OPEN_SCHEMA, MESSAGES)
    assert reply == {"reading": {"covered": ["result"]}, "move": "ask:team", "words": "Who else took part?"}


@pytest.mark.parametrize(
    ("fault", "move"), [("end_now", "farewell"), ("never_end", "ask:team"), ("illegal_move", "sell_upgrade")]
)
def test_bad_models_choose_badly(fault: str, move: str) -> None:
    assert reply_to(OPEN_SCHEMA, MESSAGES, fault)["move"] == move


def test_two_questions_are_two() -> None:
    words = reply_to(OPEN_SCHEMA, MESSAGES, "two_questions")["words"]
    assert "one_question" in message_faults(words, Against("en", heard=None))


def test_quotes_are_verbatim_slices_of_the_answer() -> None:
    schema = {"type": "object", "properties": {"quote": {"type": "string"}}}
    assert reply_to(schema, MESSAGES)["quote"] in TAIL


def test_without_a_prompt_of_ours_it_still_asks_one_question() -> None:
    reply = reply_to(TURN_SCHEMA, [{"role": "user", "content": "ok"}])
    assert reply["say"].count("?") == 1
    assert reply["reading"]["covered"] == []


def test_unknown_fault_is_refused_with_the_list() -> None:
    with pytest.raises(UnknownFaultError, match="there are: mute"):
        ModelServer(fault="explode")
    assert all(known(name) == name for name in FAULTS)


@pytest.mark.parametrize(("model", "is_faulty"), [("any:praise", True), ("any", False)])
async def test_fault_may_be_chosen_by_the_models_name(talk: Any, model: str, is_faulty: bool) -> None:
    async with talk() as t:
        t.chat.model = model
        faults = message_faults((await t.ask())["say"], Against("en", heard=None))
        assert ("praise" in faults) is is_faulty
