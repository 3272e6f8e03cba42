"""The real service as a process of its own, with an embedded PostgreSQL of its own, to be killed at will."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import httpx
import psutil

from app import postgres
from app.database import Database
from app.services.create_interview import create_interview
from app.services.create_study import create_study
from app.services.create_workspace import create_workspace
from app.services.save_guide import read_guide, save_guide
from app.tables import Study
from app.tables.base import now

Victim = Literal["service", "database", "both"]
READY_SECONDS = 180
MODELS = Path(tempfile.gettempdir()) / "earshot-bench" / "models"
"""The exported embedding model, made once: making it takes longer than a campaign's recovery may."""


class Service:
    """`async with Service() as service`: serving on `service.url`, everything stopped and removed after."""

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        # /tmp by name: the path must be short, and open to the system user PostgreSQL runs as
        self.home = Path(tempfile.mkdtemp(prefix="earshot-", dir="/tmp"))
        self.home.chmod(0o755)
        MODELS.mkdir(parents=True, exist_ok=True)
        (self.home / "models").symlink_to(MODELS)
        self.port = free_port()
        self._settings = dict(settings or {})
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        """What the service has printed so far, over all its lives."""
        return (self.home / "service.log").read_text(errors="replace")

    async def __aenter__(self) -> Self:
        try:
            self.start()
            await self.until_ready()
        except BaseException:
            self.end()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.end)

    def start(self) -> None:
        """Starts the process and returns at once."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("EARSHOT_")}
        kept.pop("DATABASE_URL", None)
        own = {"EARSHOT_HOME": str(self.home), "EARSHOT_PORT": str(self.port), "EARSHOT_LOG_LEVEL": "warning"}
        with (self.home / "service.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", "from app.cli import main; main()", "serve"],
                env={**kept, **own, **self._settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def until_ready(self, *, seconds: float = READY_SECONDS, encoder: bool = False) -> float:
        """Seconds until /readyz said ok (with `encoder`: until the embedding model is loaded too)."""
        began = time.monotonic()
        async with httpx.AsyncClient(base_url=self.url, timeout=2) as web:
            while time.monotonic() - began < seconds:
                if self._process is not None and self._process.poll() is not None:
                    raise AssertionError(f"the service ended by itself:\n{self.log[-2000:]}")
                try:
                    answer = await web.get("/readyz")
                except httpx.TransportError:
                    answer = None
                if answer and answer.is_success and (not encoder or answer.json()["encoder"] == "ready"):
                    return time.monotonic() - began
                await asyncio.sleep(0.05)
        raise AssertionError(f"not ready within {seconds} s:\n{self.log[-2000:]}")

    async def kill(self, victim: Victim) -> float:
        """kill -9; starts again what has nobody to do so. Seconds from the kill until it serves again."""
        began = time.monotonic()
        killed = self._database_pid()
        if victim in ("database", "both"):
            os.kill(killed, signal.SIGKILL)
        if victim in ("service", "both"):
            assert self._process is not None
            self._process.kill()
            self._process.wait()
            self.start()
        if victim != "service":
            await self._until_database_is_another(killed)
        await self.until_ready()
        return time.monotonic() - began

    async def stop_database(self) -> float:
        """Stops PostgreSQL in an orderly way. Seconds from then until the service has it back."""
        was = self._database_pid()
        cluster = await asyncio.to_thread(postgres.start, self.home)
        began = time.monotonic()
        await asyncio.to_thread(postgres.stop, cluster)
        await self._until_database_is_another(was)
        await self.until_ready()
        return time.monotonic() - began

    async def _until_database_is_another(self, was: int) -> None:
        # the old one's sessions outlive it for a moment and would still answer
        while self._database_pid() in (0, was):  # noqa: ASYNC110 - another process writes that file
            await asyncio.sleep(0.02)

    def _database_pid(self) -> int:
        """PostgreSQL's main process; 0 while there is none."""
        try:
            return int((self.home / "pg" / "postmaster.pid").read_text().split()[0])
        except (OSError, IndexError):
            return 0

    def end(self) -> None:
        """Stops the service, then PostgreSQL, and removes their folder."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if (self.home / "pg" / "PG_VERSION").exists():
            postgres.stop(postgres.start(self.home))
        shutil.rmtree(self.home)

    def memory_mb(self) -> float:
        """Resident memory of the serving process."""
        return psutil.Process(self.pid).memory_info().rss / 1e6

    def cpu_seconds(self) -> tuple[float, float]:
        """CPU used so far by the serving process, and by PostgreSQL's processes that are still there."""
        database = psutil.Process(self._database_pid())
        return _cpu(psutil.Process(self.pid)), sum(_cpu(one) for one in (database, *database.children()))

    @asynccontextmanager
    async def database(self, *, connections: int = 4) -> AsyncIterator[Database]:
        """A pool of the test's own; it survives kills as the service's does."""
        cluster = await asyncio.to_thread(postgres.start, self.home)
        opened = Database(cluster.conninfo(), connections=connections)
        await opened.open()
        try:
            yield opened
        finally:
            await opened.close()

    async def invite(self, database: Database, study: Study) -> tuple[str, str]:
        """A new interview: its id and its socket's address."""
        async with database.workspace(study.workspace_id) as db:
            made = await create_interview(db, study, now())
        return made.id, f"ws://127.0.0.1:{self.port}/i/{made.token}/ws"


async def open_study(database: Database, guide: str = "post-onboarding") -> Study:
    """A workspace with one study over a template."""
    async with database.system() as db:
        workspace = await create_workspace(db, "Northwind", "Northwind", "Northwind Desk")
    async with database.workspace(workspace.id) as db:
        version = await save_guide(db, workspace.id, read_guide(guide))
        return await create_study(db, workspace.id, version)


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
