"""The job worker, once from end to end: an interview ends, is read, and another system hears of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from standardwebhooks import Webhook as Verifier

from app.conversations import Conversations
from app.database import Database
from app.encoding import Encoding
from app.hub import Hub
from app.jobs.worker import work
from app.kit import Kit
from app.services.create_study import create_study
from app.services.register_webhook import register_webhook
from app.services.save_guide import read_guide, save_guide
from tests.app.talks import talk
from tests.conftest import make_workspace
from tests.integrations.receivers import Play, answering, receiver

PATIENCE_SECONDS = 60


@asynccontextmanager
async def working(kit: Kit, conninfo: str) -> AsyncIterator[Kit]:
    """A process with its job worker over a database of its own."""
    database = Database(conninfo, connections=6)
    await database.open()
    made = replace(kit, database=database, hub=Hub())
    conversations = Conversations(made)
    worker = asyncio.create_task(work(conninfo, {"kit": made, "conversations": conversations}))
    yield made
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)
    await conversations.close()
    await database.close()


def counting(after: int, heard: asyncio.Event) -> Play:
    """Answers 200 and tells when that many have come."""
    answer, seen = answering(200), []

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answer(reader, writer)
        seen.append(1)
        if len(seen) >= after:
            heard.set()

    return play


async def test_an_ended_interview_is_read_and_told_to_another_system(
    kit: Kit, fresh_conninfo: str, encoding: Encoding
) -> None:
    heard = asyncio.Event()
    said = "Importing took two weeks 😀 and we will probably not renew."
    async with (
        working(replace(kit, encoding=encoding), fresh_conninfo) as process,
        receiver(counting(2, heard)) as to,
    ):
        workspace = await make_workspace(process.database)
        async with process.database.workspace(workspace.id) as db:
            hook = await register_webhook(
                db,
                workspace.id,
                url=f"http://127.0.0.1:{to.port}/",
                events=["interview.completed", "insight.created"],
                description=None,
                is_thin=False,
                allow_loopback=True,
            )
            version = await save_guide(db, workspace.id, read_guide("pre-renewal"))
            study = await create_study(db, workspace.id, version)
        interview = await talk(process.database, study, [said])
        await asyncio.wait_for(heard.wait(), PATIENCE_SECONDS)
    told: dict[str, dict[str, Any]] = {}
    for number, body in enumerate(to.bodies):
        Verifier(hook.secrets[0]).verify(body, to.headers(number))
        envelope = json.loads(body)
        told[envelope["type"]] = envelope["data"]
    assert set(told) == {"interview.completed", "insight.created"}
    assert told["interview.completed"]["reason"] == "completed"
    insight = told["insight.created"]
    assert insight["interview"] == interview.id
    assert insight["study"]["moment"] == "pre_renewal"
    assert insight["quotes"]
    assert all(said[quote["start"] : quote["end"]] == quote["text"] for quote in insight["quotes"])
