"""`earshot demo`: a fictional company to look at, on a database of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.serve import server_options
from app.errors import SetupProblem

if TYPE_CHECKING:
    from fastapi import FastAPI
    from uvicorn import Server

    from app.demo.seed import Demo
    from app.kit import Kit
    from app.settings import Settings

KEY_NAME = "Demo key, new at each start"


@dataclass(frozen=True)
class Lines:
    """What a newcomer needs."""

    interview: str
    dashboard: str
    docs: str
    api_key: str


def demo() -> None:
    """Seeds a fictional company the first time, serves, and prints four lines to start from.

    Example: EARSHOT_PORT=8080 earshot demo
    """
    from app.settings import demo_home

    os.environ.setdefault("EARSHOT_HOME", str(demo_home(Path.cwd())))
    # the demo's two webhook receivers live on this machine
    os.environ["EARSHOT_ALLOW_LOOPBACK_WEBHOOKS"] = "true"
    os.environ["EARSHOT_DEMO"] = "true"

    from app import postgres
    from app.settings import settings

    config = settings()
    _refuse_taken_port(config)
    was_up = config.database_url is not None or postgres.is_up(config.folder)
    # uvicorn shuts down, then raises the signal again; by default that would skip stopping the database
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        asyncio.run(_run(config))
    finally:
        if not was_up:
            postgres.stop(postgres.start(config.folder))


async def _run(config: Settings) -> None:
    """Serves until interrupted, and says where to begin once everything is there."""
    import uvicorn

    from app.main import build

    app = build(config)
    server = uvicorn.Server(uvicorn.Config(app, host=config.host, port=config.port, **server_options()))
    serving = asyncio.create_task(server.serve())
    try:
        lines = await _unless_ended(serving, _ready(server, app, config))
        if lines is not None:
            _print(lines, config)
        await serving
    finally:
        server.should_exit = True
        await asyncio.gather(serving, return_exceptions=True)


async def _unless_ended(serving: asyncio.Task[None], work: Coroutine[Any, Any, Lines]) -> Lines | None:
    """What `work` brings, or None when the service ends first: interrupted, or unable to start."""
    ready = asyncio.create_task(work)
    await asyncio.wait({serving, ready}, return_when=asyncio.FIRST_COMPLETED)
    if ready.done():
        return ready.result()
    ready.cancel()
    await asyncio.gather(ready, return_exceptions=True)
    return None


async def _ready(server: Server, app: FastAPI, config: Settings) -> Lines:
    from app.demo.seed import find

    while not server.started:  # noqa: ASYNC110 - uvicorn has a flag and no event
        await asyncio.sleep(0.05)
    kit: Kit = app.state.kit
    async with kit.database.system() as db:
        found = await find(db)
    return await _lines(kit, found or await _seed(kit), config)


async def _seed(kit: Kit) -> Demo:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from app.demo.seed import STEPS, seed

    console = Console(stderr=True)
    console.print("Seeding a fictional company: every interview is held by the real interviewer.")
    if not console.is_terminal:
        return await seed(kit, lambda _done: None)
    columns = (TextColumn("interviews"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("interviews", total=STEPS)
        return await seed(kit, lambda done: bar.advance(task, done))


async def _lines(kit: Kit, demo: Demo, config: Settings) -> Lines:
    """New links and a new key at each start; the keys of earlier starts are revoked."""
    from app.queries import workspaces
    from app.services.make_api_key import make_api_key
    from app.services.sign_in import make_link

    now = kit.clock()
    async with kit.database.workspace(demo.workspace.id) as db:
        for key in await workspaces.api_keys(db):
            if key.name == KEY_NAME and key.revoked_at is None:
                await workspaces.revoke_api_key(db, key.id, now)
        made = await make_api_key(db, demo.workspace.id, KEY_NAME)
        link = await make_link(db, demo.admin, now, base_url=config.base_url)
    return Lines(
        interview=f"{config.base_url}/s/{demo.study.slug}",
        dashboard=link,
        docs=f"{config.base_url}/docs",
        api_key=made.secret,
    )


def _print(lines: Lines, config: Settings) -> None:
    out = sys.stdout
    out.write(f"Take an interview:  {lines.interview}\n")
    out.write(f"Dashboard:          {lines.dashboard}   (signs you in once)\n")
    out.write(f"API docs:           {lines.docs}\n")
    out.write(f"API key:            {lines.api_key}\n")
    out.flush()
    sys.stderr.write(
        "The data is synthetic. Webhooks may go to this machine, which only the demo allows. "
        f"Ctrl-C stops it; the data stays in {config.folder}.\n"
    )


def _refuse_taken_port(config: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as taken:
            raise SetupProblem(f"Port {config.port} is in use; choose another with EARSHOT_PORT.") from taken
