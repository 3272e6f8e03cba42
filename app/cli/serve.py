"""`earshot serve` and `earshot worker`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from typing import Annotated, Any

import typer

Host = Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on.", show_default="8000")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="How many processes share the work.")]


def serve(host: Host = None, port: Port = None, workers: Workers = 1) -> None:
    """Runs the service: pages, API, interviews and jobs, over the embedded or your own PostgreSQL.

    Example: earshot serve --port 8000 --workers 2
    """
    if host is not None:
        os.environ["EARSHOT_HOST"] = host
    if port is not None:
        os.environ["EARSHOT_PORT"] = str(port)
    run_service(workers)


def run_service(workers: int = 1) -> None:
    """Serves in the foreground until told to end, with the embedded PostgreSQL up around it."""
    import uvicorn

    from app import postgres, start
    from app.settings import settings

    config = settings()
    was_up = False
    if config.database_url is None:
        was_up = postgres.is_up(config.folder)
    conninfo, cluster = start.prepare(config)
    link = asyncio.run(_first_link(conninfo, config.base_url))
    if link is not None:
        typer.echo(f"Nobody can sign in yet. This link makes the first admin, once: {link}")
    typer.echo(f"Serving on {config.base_url}")
    if workers > 1:
        os.environ[start.PARENT] = str(os.getpid())
    # uvicorn shuts down, then raises the signal again; by default that would skip stopping the database
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        uvicorn.run(
            "app.main:build",
            factory=True,
            host=config.host,
            port=config.port,
            workers=workers,
            **server_options(),
        )
    finally:
        if cluster is not None and not was_up:
            postgres.stop(cluster)


async def _first_link(conninfo: str, base_url: str) -> str | None:
    """The link of a first start, None once somebody has signed in."""
    from app.database import Database
    from app.services.first_run import first_run
    from app.tables.base import now

    database = Database(conninfo, connections=4)
    await database.open()
    try:
        async with database.system() as db:
            return await first_run(db, now(), base_url=base_url)
    finally:
        await database.close()


def server_options() -> dict[str, Any]:
    """How uvicorn serves us: size caps, heartbeats, no compression per socket, nothing logged per request."""
    from app.ws.frames import LARGEST_MESSAGE

    return {
        "ws": "websockets-sansio",
        "ws_max_size": LARGEST_MESSAGE,
        "ws_per_message_deflate": False,
        "ws_ping_interval": 25.0,
        "ws_ping_timeout": 25.0,
        "timeout_keep_alive": 15,
        "timeout_graceful_shutdown": 15,
        "h11_max_incomplete_event_size": 32_768,
        "proxy_headers": True,
        "server_header": False,
        "access_log": False,
        "log_level": "warning",
    }


def worker() -> None:
    """Runs jobs alone (deliveries, analysis), beside one or more `earshot serve`.

    Example: DATABASE_URL=postgresql://earshot@db/earshot earshot worker
    """
    from app.logs import configure
    from app.settings import settings
    from app.start import running

    configure(settings().log_level)

    async def work() -> None:
        stopped = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # Windows has neither
                asyncio.get_running_loop().add_signal_handler(name, stopped.set)
        async with running(settings()):
            await stopped.wait()

    asyncio.run(work())
