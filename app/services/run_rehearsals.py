"""Rehearsals in line are run, one at a time, the oldest first.

With the built-in interviewer a rehearsal is nothing but computing, so it runs in a process of its own at
the lowest priority. With a model it mostly waits for that, so it runs here, its calls counted and capped
like all others.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, suppress
from typing import Any

import structlog

from app.errors import Unavailable
from app.kit import Kit
from app.queries import guides, rehearsals, workspaces
from app.rehearsing import Request, rehearsed
from app.services.choose_voice import Barred, cap_reached
from app.services.record_calls import About, record_calls
from app.tables import Rehearsal
from integrations.model_attempt import Attempt
from integrations.model_line import ModelLine
from interviewer.model import Brief, Piece
from interviewer.prompted import Prompted

log = structlog.get_logger()

TICK_SECONDS = 1.0
LONGEST_SECONDS = 3600
LONGEST_LINE = 64_000_000
"""A line of the other process; the outcome with its transcripts is one."""

_FAILED = "The rehearsal broke off. Try again; if it happens twice, the log of the service says why."


class RehearsalBroke(Exception):
    """The process that ran it ended without an outcome, or it took too long."""


async def run_rehearsals(kit: Kit) -> None:
    """Runs whatever waits until nothing does. The caller sees to it that nobody else does so meanwhile."""
    while True:
        async with kit.database.system() as db:
            row = await rehearsals.next_due(db)
            if row is None:
                return
            await rehearsals.begin(db, row.id, kit.clock())
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                outcome = await _outcome(kit, row)
        except Unavailable:
            raise  # the database is away: the job comes back to it
        except Exception as broke:
            # whatever it is, trying again for ever would hold up everybody else's
            log.warning("rehearsal.failed", rehearsal=row.id, reason=str(broke) or type(broke).__name__)
            async with kit.database.workspace(row.workspace_id) as db:
                await rehearsals.fail(db, row.id, _FAILED, kit.clock())
            continue
        transcripts = outcome.pop("worst")
        async with kit.database.workspace(row.workspace_id) as db:
            await rehearsals.finish(db, row.id, outcome, transcripts, kit.clock())
        log.info("rehearsal.done", rehearsal=row.id, interviews=row.respondents)


async def _outcome(kit: Kit, row: Rehearsal) -> dict[str, Any]:
    request = await _request(kit, row)
    progress = _Progress(kit, row)
    if kit.models is not None:
        voice = _Voice(kit.models, row.id)
        await _settle(kit, row, progress, voice)
        work = rehearsed(request, voice, kit.encoding.ready, progress.one_more, kit.encoding.lean)
        return await _beside(work, lambda: _settle(kit, row, progress, voice))
    return await _beside(_elsewhere(request, progress), progress.write)


async def _request(kit: Kit, row: Rehearsal) -> Request:
    async with kit.database.workspace(row.workspace_id) as db:
        version = await guides.version(db, row.guide_version_id)
        workspace = await workspaces.workspace(db, row.workspace_id)
    assert version is not None  # noqa: S101 - a rehearsal goes with its guide's version
    assert workspace is not None  # noqa: S101 - and with its workspace
    return Request(
        guide=version.body,
        respondents=row.respondents,
        seed=row.seed,
        language=row.language,
        sponsor=workspace.sponsor,
        product=workspace.product,
        models=str(kit.settings.folder / "models") if kit.encoding.ready else None,
    )


class _Progress:
    """How many interviews are through; written now and then rather than each time."""

    def __init__(self, kit: Kit, row: Rehearsal) -> None:
        self._kit, self._row = kit, row
        self.done = 0

    def one_more(self) -> None:
        self.done += 1

    async def write(self) -> None:
        async with self._kit.database.workspace(self._row.workspace_id) as db:
            await rehearsals.advance(db, self._row.id, self.done)


class _Voice:
    """The configured models as interviewer of a rehearsal; `attempts` are requests nobody wrote down yet."""

    def __init__(self, models: ModelLine, key: str) -> None:
        self.attempts: list[Attempt] = []
        self.is_barred = False
        self._models, self._key = models, key

    @property
    def name(self) -> str:
        return self._models.model

    async def speak(self, brief: Brief) -> AsyncIterator[Piece]:
        if self.is_barred:
            async for piece in Barred("day").speak(brief):
                yield piece
            return
        caller = self._models.caller(self._key, is_live=False)
        try:
            async with aclosing(caller):
                async for piece in Prompted(caller).speak(brief):
                    yield piece
        finally:
            self.attempts += caller.attempts


async def _settle(kit: Kit, row: Rehearsal, progress: _Progress, voice: _Voice) -> None:
    """Writes progress and what the models were asked; past a cap the built-in interviewer goes on."""
    await progress.write()
    asked, voice.attempts = voice.attempts, []
    async with kit.database.workspace(row.workspace_id) as db:
        if asked:
            about = About(row.workspace_id, "rehearsal")
            await record_calls(db, kit.prices, asked, about, kit.clock())
        voice.is_barred = await cap_reached(kit, db, row.workspace_id) is not None


async def _beside(work: Awaitable[dict[str, Any]], tick: Callable[[], Awaitable[None]]) -> dict[str, Any]:
    """What `work` gives, with `tick` called every second meanwhile and once at the end, however it ends."""

    async def ticking() -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            await tick()

    beside = asyncio.create_task(ticking())
    try:
        return await work
    finally:
        beside.cancel()
        with suppress(asyncio.CancelledError):
            await beside
        await tick()


async def _elsewhere(request: Request, progress: _Progress) -> dict[str, Any]:
    """The outcome from a process of its own, which ends with us. Raises RehearsalBroke."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app.rehearsing",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=LONGEST_LINE,
    )
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both are pipes
    try:
        process.stdin.write(request.to_json().encode())
        process.stdin.close()
        async for line in process.stdout:
            told = json.loads(line)
            if "outcome" in told:
                outcome: dict[str, Any] = told["outcome"]
                return outcome
            progress.one_more()
        raise RehearsalBroke(f"exit code {await process.wait()}")
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
