"""A schema like the one a turn uses, and a model whose patience suits a test."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from integrations.breaker import Breaker
from integrations.fakes.model_server import ModelServer
from integrations.model_limits import ModelTimeouts
from integrations.openai_chat import OpenAIChat

TURN_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "reading": {
            "type": "object",
            "properties": {
                "kind": {"type": "string", "enum": ["substantive", "vague", "stop"]},
                "covered": {"type": "array", "items": {"type": "string", "enum": ["goal", "result"]}},
            },
            "required": ["kind", "covered"],
            "additionalProperties": False,
        },
        "move": {"type": "string", "enum": ["probe:example", "ask:outcome", "farewell"]},
        "say": {"type": "string"},
    },
    "required": ["reading", "move", "say"],
    "additionalProperties": False,
}
ANSWER = "We wanted one place for renewals, but the exports kept failing every Monday morning."
KEY = "sk-not-for-any-log-9f3b"
# Only where silence is the point: a busy machine is slow too.
PATIENT = ModelTimeouts()
QUICK = ModelTimeouts(connect=2.0, first_token=0.3, between_tokens=0.3, whole=5.0)


class Naps:
    """Stands in for waiting: remembers how long it was asked to wait and returns at once."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


class Talk:
    """One model, one server, and everything that came of asking."""

    def __init__(self, server: ModelServer, chat: OpenAIChat, naps: Naps) -> None:
        self.server, self.chat, self.naps = server, chat, naps

    def stream(self) -> AsyncIterator[dict[str, Any]]:
        return self.chat.stream(
            system="You interview customers.",
            messages=[{"role": "user", "content": ANSWER}],
            schema=TURN_SCHEMA,
            schema_name="turn",
        )

    async def collect(self) -> list[dict[str, Any]]:
        return [partial async for partial in self.stream()]

    async def ask(self) -> dict[str, Any]:
        return await self.chat.ask(
            system="You interview customers.", user=ANSWER, schema=TURN_SCHEMA, schema_name="turn"
        )


@pytest.fixture
def talk() -> Callable[..., Any]:
    """`async with talk(fault=…) as t`: a fake server with that fault and a real client before it."""

    @asynccontextmanager
    async def opened(
        *,
        timeouts: ModelTimeouts = PATIENT,
        breaker: Breaker | None = None,
        clock: Callable[[], float] = time.monotonic,
        **server: Any,
    ) -> AsyncIterator[Talk]:
        naps = Naps()
        async with ModelServer(**server) as fake:
            chat = OpenAIChat(
                base_url=fake.base_url,
                api_key=KEY,
                model="local-interviewer",
                timeouts=timeouts,
                breaker=breaker,
                clock=clock,
                sleep=naps,
            )
            try:
                yield Talk(fake, chat, naps)
            finally:
                await chat.aclose()

    return opened
