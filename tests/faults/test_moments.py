"""kill -9 and lost sockets at chosen moments of a turn rather than random ones."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from app.database import Database
from app.encoding import Encoding
from app.hub import Hub
from app.kit import Kit
from app.models import model_line
from app.services.accept_turn import accept_turn
from app.settings import Settings
from app.tables import Interview
from app.tables.base import now
from integrations.fakes.model_server import MODEL, ModelServer
from integrations.http import client
from interviewer.builtin import BuiltIn
from interviewer.graph import build_graph
from tests.app.respondent import Respondent
from tests.faults.campaign import stored
from tests.faults.conftest import Agreed
from tests.faults.history import problems
from tests.faults.persistent import ANSWERS, Persistent

pytestmark = pytest.mark.faults

PROJECT = Path(__file__).parents[2]


@pytest.fixture
async def model_server() -> AsyncIterator[ModelServer]:
    """A model that streams its words in pieces."""
    async with ModelServer(piece_seconds=0.002) as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path, model_server: ModelServer) -> Settings:
    return Settings(
        home=tmp_path,
        public_url="http://earshot.test",
        log_level="error",
        model_base_url=model_server.base_url,
        model_name=MODEL,
    )


@pytest.fixture
async def kit(settings: Settings, database: Database, tmp_path: Path) -> AsyncIterator[Kit]:
    encoding = Encoding(tmp_path / "models")
    async with client(allow_loopback=True) as web:
        models = model_line(settings)
        yield Kit(settings, database, Hub(), build_graph(), BuiltIn(), encoding, web, models)
    encoding.close()


Dies = Callable[[Interview, str], Awaitable[None]]


@pytest.fixture
def dies(conninfo: str, settings: Settings, tmp_path: Path) -> Dies:
    """Lets a process word the interview's next reply and die at a moment of it."""

    async def died(interview: Interview, point: str) -> None:
        own = {
            "EARSHOT_HOME": str(tmp_path),
            "EARSHOT_MODEL_BASE_URL": settings.model_base_url or "",
            "EARSHOT_MODEL_NAME": MODEL,
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.faults.dying_writer"),
            *(conninfo, interview.workspace_id, interview.id, point),
            env={**os.environ, **own},
            cwd=PROJECT,
        )
        assert await process.wait() == -9

    return died


async def answered(database: Database, interview: Interview) -> None:
    async with database.workspace(interview.workspace_id) as db:
        await accept_turn(db, interview.id, client_id="a", action="say", text=ANSWERS[0], now=now())


async def test_killed_between_the_last_node_and_the_commit_the_reply_is_given_once(
    agreed: Agreed, dies: Dies, server: str, database: Database
) -> None:
    interview = await agreed()
    async with Respondent.at(f"{server}/i/{interview.token}/ws") as anna:
        await anna.question()
    await answered(database, interview)
    await dies(interview, "before_commit")
    assert [row.seq for row in await stored(database, interview.id)] == [1, 2]
    async with Respondent.at(f"{server}/i/{interview.token}/ws", after=1) as anna:
        assert (await anna.question())["seq"] == 3
    rows = await stored(database, interview.id)
    assert [(row.seq, row.reply_to) for row in rows if row.speaker == "interviewer"] == [(1, 0), (3, 2)]


async def test_killed_between_the_commit_and_the_sending_the_reply_is_replayed_without_the_model(
    agreed: Agreed, dies: Dies, server: str, database: Database, model_server: ModelServer
) -> None:
    interview = await agreed()
    async with Respondent.at(f"{server}/i/{interview.token}/ws") as anna:
        await anna.question()
    await answered(database, interview)
    await dies(interview, "after_commit")
    calls = len(model_server.requests)
    async with Respondent.at(f"{server}/i/{interview.token}/ws", after=2) as anna:
        welcome = await anna.frame("welcome")
    rows = await stored(database, interview.id)
    assert [turn["text"] for turn in welcome["turns"]] == [rows[2].text]
    assert calls > 0
    assert len(model_server.requests) == calls


class Underground(Persistent):
    """A respondent whose connection breaks after a few frames, whatever they are, again and again."""

    breaks = 0
    _frames_left = 1

    async def _take(self, socket: ClientConnection, frame: dict[str, Any]) -> None:
        await super()._take(socket, frame)
        self._frames_left -= 1
        if self._frames_left <= 0 and self.reason is None:
            self.breaks += 1
            self._frames_left = 1 + self.breaks % 5
            socket.transport.abort()
            raise ConnectionAbortedError


async def test_a_socket_lost_at_any_frame_of_a_reply_loses_nothing(
    agreed: Agreed, server: str, database: Database, full_campaign: bool
) -> None:
    interviews = [await agreed() for _ in range(8 if full_campaign else 3)]
    talkers = [
        Underground(f"{server}/i/{interview.token}/ws", Random(number), mischief=0.1)
        for number, interview in enumerate(interviews)
    ]
    await asyncio.gather(*(talker.interview() for talker in talkers))
    for interview, talker in zip(interviews, talkers, strict=True):
        assert talker.breaks >= 3
        assert problems(talker.heard, await stored(database, interview.id)) == []
