"""A respondent with the real websocket client, who follows the socket's contract and nothing else."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Self

import websockets
from websockets.asyncio.client import ClientConnection

PATIENCE_SECONDS = 20


class Respondent:
    """One open socket. Frames that nobody waited for stay in `seen`."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.seen: list[dict[str, Any]] = []
        self._ids = map(str, itertools.count(1))

    @classmethod
    @asynccontextmanager
    async def at(cls, ws_url: str, *, after: int = 0, **options: Any) -> AsyncIterator[Self]:
        """Connects and resumes."""
        async with websockets.connect(ws_url, **options) as socket:
            respondent = cls(socket)
            await respondent.send("resume", after=after)
            yield respondent

    async def send(self, kind: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"type": kind, **fields}))

    async def read(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(await asyncio.wait_for(self.socket.recv(), PATIENCE_SECONDS))
        self.seen.append(frame)
        return frame

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Reads on to the first frame that is wanted."""
        while True:
            frame = await self.read()
            if wanted(frame):
                return frame

    async def frame(self, kind: str) -> dict[str, Any]:
        return await self.until(lambda frame: frame["type"] == kind)

    async def question(self) -> dict[str, Any]:
        """The interviewer's next turn."""
        frame = await self.until(lambda f: f["type"] == "turn" and f["turn"]["speaker"] == "interviewer")
        turn: dict[str, Any] = frame["turn"]
        return turn

    async def agree(self) -> dict[str, Any]:
        """Reads the welcome, consents and returns the opening."""
        seen = next((frame for frame in self.seen if frame["type"] == "welcome"), None)
        welcome = seen or await self.frame("welcome")
        await self.send("consent", id="consent", version=welcome["consent"]["version"])
        return await self.question()

    async def say(self, text: str, *, name: str | None = None) -> dict[str, Any]:
        """Answers and returns what the interviewer says next."""
        await self.send("say", id=name or f"say-{next(self._ids)}", text=text)
        return await self.question()
