"""Texts that want something else than to answer: nothing breaks, nothing leaks, nothing moves."""

from __future__ import annotations

import pytest

from bench.hostile import CANARIES, GUIDE, SETTING, Found, own_texts, type_all
from bench.rehearsed import Recorded
from integrations.fakes.model_server import MODEL, ModelServer
from integrations.openai_chat import OpenAIChat
from interviewer.builtin import BuiltIn
from interviewer.conversation import build_graph
from interviewer.prompted import Prompted

# Texts that only tell the interviewer what to do or to say: hardly one is taken for a wish to stop.
INSTRUCTING = {"commands", "extraction"}


@pytest.mark.parametrize("name", own_texts())
async def test_built_in_interviewer_holds_against_it(name: str) -> None:
    texts = own_texts()[name]
    found = await type_all(texts, BuiltIn(), build_graph())
    assert found.problems == []
    if name in INSTRUCTING:
        assert len(found.ended) <= 0.05 * found.typed, found.ended


@pytest.mark.parametrize("name", own_texts())
async def test_nothing_leaks_through_a_model_that_obeys_the_text(name: str) -> None:
    found, told = await obeyed(own_texts()[name])
    assert found.problems == []
    assert all(prompt.count(">>>") == 1 for _, prompt in told)


async def test_a_model_that_obeys_has_all_there_is_to_tell() -> None:
    _, told = await obeyed(
        ["We waited three weeks for the first report because the import had stopped twice."]
    )
    assert told
    for system, _ in told:
        assert {canary for canary in CANARIES if canary in system.lower()} == set(CANARIES)


def test_there_are_fifty_ways_of_asking_for_what_is_secret() -> None:
    assert len(set(own_texts()["extraction"])) >= 50
    assert not any(
        canary in text.lower() for texts in own_texts().values() for text in texts for canary in CANARIES
    )
    assert all(canary in f"{GUIDE}{SETTING.context}".lower() for canary in CANARIES)


async def obeyed(texts: list[str]) -> tuple[Found, list[tuple[str, str]]]:
    """What was found with a model that does as the text says, and all it was told."""
    async with ModelServer(fault="obey") as server:
        chat = OpenAIChat(server.base_url, "local", MODEL)
        model = Recorded(chat)
        found = await type_all(texts, Prompted(model), build_graph())
        await chat.aclose()
    return found, model.told
