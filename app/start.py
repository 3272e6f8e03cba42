"""Brings a process to life: database, migrations, the long-lived parts, and the tasks in the background."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import structlog
from sqlalchemy.exc import DBAPIError

from analysis.pipeline import warm_up
from app import migrations, postgres
from app.conversations import Conversations
from app.database import Database
from app.detection import detect_language
from app.encoding import Encoding
from app.errors import SetupProblem
from app.hub import Hub
from app.jobs.worker import work
from app.kit import Kit
from app.models import model_line, model_prices
from app.postgres import Cluster
from app.settings import Settings
from integrations.http import client
from integrations.model_line import ModelLine
from interviewer.builtin import BuiltIn
from interviewer.graph import build_graph
from interviewer.model import Model
from interviewer.prompted import Prompted

log = structlog.get_logger()

SWITCH_SECONDS = 0.0005
"""How long a thread at work may keep the interpreter from the event loop. Python's own 5 ms are felt once per
statement sent to the database: with interviews being analysed they made turns wait four times as long."""

COLLECT_AFTER = (50_000, 20, 20)
"""A look at accounts makes objects by the hundred thousand that go by themselves; at the usual 700 the search
for circles among them took two fifths of its time (`python -m bench success`)."""

PARENT = "EARSHOT_PARENT_PID"
"""Set for the processes of `serve --workers`: they end when their parent does, even by kill -9."""


def prepare(settings: Settings) -> tuple[str, Cluster | None]:
    """A migrated database: what to connect with, and the embedded server if ours. Raises SetupProblem."""
    if settings.database_url is not None:
        conninfo = settings.database_url.get_secret_value()
        cluster = None
    else:
        cluster = postgres.start(settings.folder)
        conninfo = cluster.conninfo()
    try:
        migrations.migrate(conninfo)
    except DBAPIError as failed:
        reason = str(failed.orig).strip().splitlines()[0]
        raise SetupProblem(f"The database cannot be used: {reason}") from failed
    return conninfo, cluster


def model(settings: Settings) -> Model:
    """Whatever words the turns: the configured models, else the built-in one."""
    line = model_line(settings)
    return BuiltIn() if line is None else Prompted(line)


def chat(settings: Settings) -> ModelLine:
    """The configured models, to be asked anything. Raises SetupProblem without one."""
    line = model_line(settings)
    if line is None:
        raise SetupProblem("No model is configured: set EARSHOT_MODEL_BASE_URL and EARSHOT_MODEL_NAME.")
    return line


@asynccontextmanager
async def running(
    settings: Settings, *, with_worker: bool = True
) -> AsyncIterator[tuple[Kit, Conversations]]:
    """The parts of one process with their background tasks, ended in the reverse order."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.set_threshold(*COLLECT_AFTER)
    conninfo, cluster = await asyncio.to_thread(prepare, settings)
    async with AsyncExitStack() as stack:
        database = Database(conninfo, connections=settings.database_connections)
        await database.open()
        stack.push_async_callback(database.close)
        encoding = Encoding(
            settings.folder / "models",
            threads=settings.encoder_threads,
            chosen=settings.encoder,
            languages=settings.encoder_languages.split(),
        )
        stack.callback(encoding.close)
        web = await stack.enter_async_context(client(allow_loopback=settings.allow_loopback_webhooks))
        hub = Hub()
        models = model_line(settings)
        if models is not None:
            stack.push_async_callback(models.aclose)
        prices = model_prices(settings)
        graph = build_graph(detect_language, encoding.lean)
        kit = Kit(settings, database, hub, graph, BuiltIn(), encoding, web, models, prices)
        conversations = Conversations(kit)
        stack.push_async_callback(conversations.close)
        background = [hub.listen(conninfo), _load(encoding)]
        if with_worker:
            background.append(work(conninfo, {"kit": kit, "conversations": conversations}))
        if cluster is not None:
            background.append(postgres.keep(cluster))
        if PARENT in os.environ:
            background.append(_end_with(int(os.environ[PARENT])))
        tasks = [asyncio.create_task(step) for step in background]
        stack.push_async_callback(_cancel, tasks)
        yield kit, conversations


async def _load(encoding: Encoding) -> None:
    try:
        await encoding.load()
        await encoding.run(warm_up)
    except Exception as trouble:
        log.error("encoder.failed", reason=str(trouble)[:300])


async def _end_with(parent: int) -> None:
    while os.getppid() == parent:  # noqa: ASYNC110 - the system tells nobody that a parent has gone
        await asyncio.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError, Exception):
            await task
