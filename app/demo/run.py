"""Serves the demo: seeds it the first time, then prints where to begin."""

from __future__ import annotations

import asyncio
import socket
import sys
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app import postgres
from app.cli.serve import server_options
from app.demo.seed import STEPS, Demo, find, seed
from app.errors import SetupProblem
from app.kit import Kit
from app.main import build
from app.queries import workspaces
from app.services.make_api_key import make_api_key
from app.services.sign_in import make_link
from app.settings import Settings, settings

KEY_NAME = "Demo key, new at each start"


@dataclass(frozen=True)
class Lines:
    """What a newcomer needs."""

    interview: str
    dashboard: str
    docs: str
    api_key: str


async def run() -> None:
    """Serves until interrupted; stops the embedded PostgreSQL if this process started it."""
    config = settings()
    _refuse_taken_port(config)
    was_up = postgres.is_up(config.folder) if config.database_url is None else True
    app = build(config)
    server = uvicorn.Server(uvicorn.Config(app, host=config.host, port=config.port, **server_options()))
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started:
            if serving.done():
                raise SetupProblem("The service did not start; see the lines above.")
            await asyncio.sleep(0.05)
        lines = await _ready(app, config)
        _print(lines, config)
        await serving
    finally:
        server.should_exit = True
        await asyncio.gather(serving, return_exceptions=True)
        if not was_up:
            await asyncio.to_thread(_stop, config)


async def _ready(app: FastAPI, config: Settings) -> Lines:
    kit: Kit = app.state.kit
    async with kit.database.system() as db:
        demo = await find(db)
    if demo is None:
        demo = await _seed(kit)
    return await _lines(kit, demo, config)


async def _seed(kit: Kit) -> Demo:
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


def _stop(config: Settings) -> None:
    postgres.stop(postgres.start(config.folder))
