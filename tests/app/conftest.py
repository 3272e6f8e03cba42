"""A real server on loopback, in the test's own event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI

from app.database import Database
from app.encoding import Encoding
from app.kit import Kit
from app.services.create_interview import create_interview
from app.services.create_study import create_study
from app.services.save_guide import read_guide, save_guide
from app.tables import Study, Workspace
from app.tables.base import now
from app.ws.frames import LARGEST_MESSAGE
from tests.analysis.conftest import model_cache

__all__ = ["model_cache"]  # pytest finds fixtures by name


@pytest.fixture(scope="session")
def encoding(model_cache: Path) -> Iterator[Encoding]:
    """The real encoder, shared by this worker's tests."""
    made = Encoding(model_cache)
    yield made
    made.close()


@pytest.fixture
async def server(app: FastAPI, kit: Kit) -> AsyncIterator[str]:
    """The application behind uvicorn; its `ws://…` address. News travels as in production."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, ws="websockets-sansio", ws_max_size=LARGEST_MESSAGE, lifespan="off", log_level="error"
    )
    running = uvicorn.Server(config)
    serving = asyncio.create_task(running.serve([listening]))
    hearing = asyncio.create_task(kit.hub.listen(kit.database.conninfo))
    while not running.started:  # noqa: ASYNC110 - uvicorn tells in no other way
        await asyncio.sleep(0.01)
    yield f"ws://127.0.0.1:{listening.getsockname()[1]}"
    hearing.cancel()
    running.should_exit = True
    await serving


@pytest.fixture
async def study(database: Database, workspace: Workspace) -> Study:
    """An open study over the post-onboarding template."""
    async with database.workspace(workspace.id) as db:
        version = await save_guide(db, workspace.id, read_guide("post-onboarding"))
        return await create_study(db, workspace.id, version)


@pytest.fixture
def invite(database: Database, study: Study, server: str) -> Callable[..., Awaitable[str]]:
    """Makes an interview and returns its socket's address."""

    async def made(**options: Any) -> str:
        async with database.workspace(study.workspace_id) as db:
            interview = await create_interview(db, study, now(), **options)
        return f"{server}/i/{interview.token}/ws"

    return made
