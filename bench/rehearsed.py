"""Rehearsals with a language model: the engine over real HTTP to the local model server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from integrations.fakes.model_server import MODEL, ModelServer
from integrations.openai_chat import OpenAIChat
from interviewer.conversation import build_graph
from interviewer.guide import Guide
from interviewer.guide_files import parse_guide, template_names, template_text
from interviewer.prompted import Prompted
from interviewer.rehearsal.campaign import Stage, Staged, campaign
from interviewer.rehearsal.casting import Part
from interviewer.rehearsal.material import material
from interviewer.rehearsal.rehearse import Answering
from interviewer.rehearsal.respondent import Respondent
from interviewer.rubric.scoreboard import Scoreboard, scoreboard
from interviewer.transcript import Turn


class Recorded:
    """A chat model that keeps what it was told, call by call: (system prompt, the rest)."""

    model = MODEL

    def __init__(self, chat: OpenAIChat) -> None:
        self._chat = chat
        self.told: list[tuple[str, str]] = []

    async def stream(
        self, *, system: str, messages: list[dict[str, str]], schema: dict[str, Any], schema_name: str
    ) -> AsyncIterator[dict[str, Any]]:
        """The chat's own stream."""
        self.told.append((system, messages[0]["content"]))
        replies = self._chat.stream(system=system, messages=messages, schema=schema, schema_name=schema_name)
        try:
            async for reply in replies:
                yield reply
        finally:
            await replies.aclose()


@dataclass(frozen=True)
class Held:
    """Interviews held with a model, and all it was told."""

    interviews: list[Staged]
    told: list[tuple[str, str]]

    @property
    def spoken(self) -> list[Turn]:
        """The interviewer's turns, fixed ones included."""
        turns = (turn for one in self.interviews for turn in one.rehearsed.turns)
        return [turn for turn in turns if turn.speaker == "interviewer"]

    @property
    def calls_per_turn(self) -> float:
        return len(self.told) / len(self.spoken)

    async def score(self) -> Scoreboard:
        """The rubric over them."""
        return await scoreboard([one.conversation for one in self.interviews])


def templates() -> list[Guide]:
    """Every guide that ships."""
    return [parse_guide(template_text(name), name) for name in template_names()]


async def held(
    fault: str | None,
    *,
    count: int,
    seed: int,
    guides: Sequence[Guide] | None = None,
    only: Sequence[str] = (),
    at_once: int = 4,
    answering: Callable[[Respondent, Part], Answering] | None = None,
) -> Held:
    """`count` rehearsed interviews with a model server that has `fault` (None: it interviews well).
    `answering` puts somebody else in a simulated respondent's place."""
    async with ModelServer(fault=fault) as server:
        chat = OpenAIChat(server.base_url, "local", MODEL)
        recorded = Recorded(chat)
        try:
            stage = Stage(build_graph(), Prompted(recorded), material(), answering=answering)
            chosen = guides or templates()
            interviews = await campaign(stage, chosen, count=count, seed=seed, only=only, at_once=at_once)
        finally:
            await chat.aclose()
    return Held(interviews, recorded.told)
