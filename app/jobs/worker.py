"""The job worker of a process, kept alive over restarts of the database."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog
from procrastinate import PsycopgConnector

import app.jobs.tasks  # noqa: F401 - registers the tasks
from app.jobs.lanes import leaves_lane_when_failing
from app.queue import queue

log = structlog.get_logger()

CONCURRENCY = 8
GRACE_SECONDS = 10
HEARTBEAT_SECONDS = 5


async def work(conninfo: str, context: Mapping[str, Any]) -> None:
    """Runs jobs for ever. The worker ends without an exception when PostgreSQL restarts: start it again."""
    pause = 0.2
    while True:
        try:
            connector = PsycopgConnector(conninfo=conninfo, min_size=1, max_size=6)
            with queue.replace_connector(connector) as jobs:
                async with jobs.open_async():
                    pause = 0.2
                    await jobs.run_worker_async(
                        concurrency=CONCURRENCY,
                        install_signal_handlers=False,
                        shutdown_graceful_timeout=GRACE_SECONDS,
                        fetch_job_polling_interval=1,
                        update_heartbeat_interval=HEARTBEAT_SECONDS,
                        delete_jobs="successful",
                        worker_middleware=[leaves_lane_when_failing],
                        additional_context=dict(context),
                    )
        except Exception as trouble:
            log.warning("worker.restarting", reason=type(trouble).__name__)
        await asyncio.sleep(pause)
        pause = min(pause * 2, 5.0)
