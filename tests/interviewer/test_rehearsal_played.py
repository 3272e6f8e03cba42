"""Respondents a model plays: the plan stays, the words are the model's, and its faults change nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from interviewer.rehearsal.played import PlayedRespondent
from interviewer.rehearsal.respondent import Respondent, Said
from interviewer.text import words
from interviewer.transcript import Turn

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ASKED = "What has cost you time with it?"


@dataclass
class Player:
    """Says what it is given, in pieces; `raises` breaks off instead."""

    answer: object = ""
    raises: Exception | None = None
    model: str = "player"
    calls: list[dict[str, Any]] = field(default_factory=list)

    async def stream(self, **call: Any) -> AsyncIterator[dict[str, Any]]:
        self.calls.append(call)
        yield {"answer": str(self.answer)[:3]}
        if self.raises:
            raise self.raises
        yield {"answer": self.answer}
        yield {"$usage": {"prompt_tokens": 1}}


def turns(count: int) -> list[Turn]:
    """`count` questions, each but the last one answered."""
    spoken = []
    for number in range(count):
        spoken.append(Turn(2 * number + 1, "interviewer", ASKED, AT))
        if number < count - 1:
            spoken.append(Turn(2 * number + 2, "respondent", f"answer {number}", AT))
    return spoken


def said(persona: str, player: Player, transcript: Sequence[Turn] = ()) -> tuple[Said, Said]:
    """(as scripted, as played)"""
    transcript = transcript or turns(1)
    played = PlayedRespondent(Respondent(persona, "slow_import", 5), player)
    got = asyncio.run(played.answer(ASKED, transcript))
    return Respondent(persona, "slow_import", 5).answer(ASKED, transcript), got


def of_length(count: int) -> str:
    return " ".join(["word"] * count) + "."


def test_the_words_are_the_models_and_the_meaning_is_the_plans() -> None:
    planned, _ = said("plain", Player())
    answer = of_length(len(words(planned.text)))
    _, got = said("plain", Player(answer))
    assert got == replace(planned, text=answer)


@pytest.mark.parametrize(
    "player",
    [
        Player(""),
        Player(of_length(900)),
        Player("no"),
        Player(raises=RuntimeError("gone")),
        Player(raises=TimeoutError()),
    ],
    ids=["empty", "endless", "short", "broken", "stalled"],
)
def test_a_model_that_fails_or_strays_leaves_the_scripted_words(player: Player) -> None:
    planned, got = said("plain", player)
    assert got == planned


@pytest.mark.parametrize(
    ("persona", "turn", "kind"),
    [
        ("distressed", 3, "distress"),
        ("legal", 4, "legal"),
        ("injecting", 1, "instruction"),
        ("wants_human", 4, "human"),
        ("early_stop", 4, "stop"),
    ],
)
def test_what_must_have_been_said_for_certain_is_never_left_to_a_model(
    persona: str, turn: int, kind: str
) -> None:
    player = Player(of_length(12))
    planned, got = said(persona, player, turns(turn))
    assert planned.meant.kind == kind
    assert got == planned
    assert player.calls == []


def test_the_model_knows_persona_language_notes_the_question_and_what_is_planned() -> None:
    player = Player("x")
    planned, _ = said("terse", player, turns(3))
    [call] = player.calls
    task = call["messages"][0]["content"]
    assert "Who you are: terse" in call["system"]
    assert "Write in this language: en" in call["system"]
    assert call["system"].count("\n- ") >= 8
    assert f"You are asked now: {ASKED}" in task
    assert planned.text in task
    assert f"must be: {planned.meant.kind}" in task
    assert "answer 1" in task
