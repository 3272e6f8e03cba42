"""Models in the order they are asked: the next one is tried when the one before gave no word.

All of it within one budget: a caller has so many seconds for its first word from each model and so many
in all, whatever it asks again and whoever it asks. Words once handed on are never taken back, so a model
that breaks off after them is not replaced.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from integrations.model_attempt import Attempt
from integrations.model_errors import ModelCrowded, ModelError, ModelStalled
from integrations.model_gate import ModelGate
from integrations.model_limits import Until
from integrations.openai_chat import OpenAIChat, Replies

BACKGROUND_WAIT_SECONDS = 600.0
"""What nobody waits for may stand before the gate for this long."""


@dataclass(frozen=True)
class Door:
    """A model and the gate before its server."""

    chat: OpenAIChat
    gate: ModelGate


class ModelLine:
    """The models of a process, first choice first; never empty. Share one."""

    def __init__(self, doors: Sequence[Door]) -> None:
        self.doors = tuple(doors)

    def caller(self, key: str, *, is_live: bool = True) -> Caller:
        """A way in for one turn or one reading. `key` says whose turn it is at the gates."""
        return Caller(self.doors, key, is_live=is_live)

    @property
    def model(self) -> str:
        """The name of the first choice."""
        return self.doors[0].chat.model

    async def stream(
        self,
        *,
        system: str,
        messages: Sequence[Mapping[str, str]],
        schema: Mapping[str, Any],
        schema_name: str,
    ) -> Replies:
        """One streamed call by a caller of its own, whom nobody counts. Raises ModelError."""
        caller = self.caller("")
        partials = caller.stream(system=system, messages=messages, schema=schema, schema_name=schema_name)
        async with aclosing(caller), aclosing(partials):
            async for partial in partials:
                yield partial

    async def ask(
        self, *, system: str, user: str, schema: Mapping[str, Any], schema_name: str
    ) -> dict[str, Any]:
        """One whole reply to a caller of its own, whom nobody counts. Raises ModelError."""
        return await self.caller("").ask(system=system, user=user, schema=schema, schema_name=schema_name)

    async def aclose(self) -> None:
        """Closes the connections."""
        for door in self.doors:
            await door.chat.aclose()


Asking = Callable[[OpenAIChat, Until | None], Replies]


class Caller:
    """Asks the models in order and remembers every request in `attempts`.

    For one live turn, or for any number of readings in the background. A live caller's time begins with
    its first call and is not renewed; a model that failed it is not asked again. Use `aclose` when done.
    """

    def __init__(self, doors: Sequence[Door], key: str, *, is_live: bool) -> None:
        self.attempts: list[Attempt] = []
        self._doors = list(doors)
        self._last = doors[0].chat
        self._key = key
        self._is_live = is_live
        self._ends_at: float | None = None
        self._open: AsyncGenerator[dict[str, Any], None] | None = None

    @property
    def model(self) -> str:
        """The model that last gave a word; the first choice while none did."""
        return self._last.model

    @property
    def options(self) -> Mapping[str, object]:
        """What that model was asked with besides the conversation."""
        return self._last.options

    async def stream(
        self,
        *,
        system: str,
        messages: Sequence[Mapping[str, str]],
        schema: Mapping[str, Any],
        schema_name: str,
    ) -> Replies:
        """As `OpenAIChat.stream`. A call still open is closed first. Raises ModelError."""
        await self.aclose()
        self._open = self._through(
            lambda chat, until: chat.stream(
                system=system,
                messages=messages,
                schema=schema,
                schema_name=schema_name,
                until=until,
                tell=self.attempts.append,
            )
        )
        async for partial in self._open:
            yield partial

    async def ask(
        self, *, system: str, user: str, schema: Mapping[str, Any], schema_name: str
    ) -> dict[str, Any]:
        """As `OpenAIChat.ask`. Raises ModelError."""

        async def whole(chat: OpenAIChat, until: Until | None) -> Replies:
            yield await chat.ask(
                system=system,
                user=user,
                schema=schema,
                schema_name=schema_name,
                until=until,
                tell=self.attempts.append,
            )

        async with aclosing(self._through(whole)) as replies:
            return await anext(replies)

    async def aclose(self) -> None:
        """Ends a call nobody listens to any more, so that its place is free and its cost is known."""
        if self._open is not None:
            await self._open.aclose()
            self._open = None

    async def _through(self, asking: Asking) -> Replies:
        failed: ModelError = ModelStalled("There was no time left to ask a model.")
        for door in tuple(self._doors):
            has_begun = False
            try:
                async with aclosing(self._at(door, asking)) as partials:
                    async for partial in partials:
                        has_begun, self._last = True, door.chat
                        yield partial
                return
            except ModelError as failure:
                if has_begun:
                    raise
                failed = failure
                if self._is_live:
                    self._doors.remove(door)
        raise failed

    async def _at(self, door: Door, asking: Asking) -> Replies:
        """One model's reply, once its gate has let us in."""
        loop = asyncio.get_running_loop()
        came_at = loop.time()
        until = self._until(door.chat) if self._is_live else None
        patience = until.first - came_at if until else BACKGROUND_WAIT_SECONDS
        if patience <= 0:
            raise ModelStalled("There was no time left to ask this model.")
        place = door.gate.place(self._key, is_live=self._is_live, wait_seconds=patience)
        try:
            async with place, aclosing(asking(door.chat, until)) as replies:
                async for reply in replies:
                    yield reply
        except ModelCrowded:
            waited = round((loop.time() - came_at) * 1000)
            self.attempts.append(Attempt(door.chat.model, ModelCrowded.code, waited))
            raise

    def _until(self, chat: OpenAIChat) -> Until:
        """This caller's limits for a call that starts now; the first call sets the end of all."""
        fresh = chat.until()
        if self._ends_at is None:
            self._ends_at = fresh.whole
        return Until(min(fresh.first, self._ends_at), self._ends_at)
