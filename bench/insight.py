"""How long after its end an interview is read: many interviews over real sockets, all ending at once.

    python -m bench.insight [--people 50] [--answers 6]

One service process with its embedded PostgreSQL. Everybody answers, then waits for the others, then all say
stop in the same moment. The figure is from `closed_at` to `analysed_at`, as the database has them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from typing import Any

import numpy as np
import websockets
from websockets.asyncio.client import ClientConnection

from app.database import Database
from app.queries.base import rows
from bench.reading import figure
from tests.faults.persistent import ANSWERS
from tests.faults.service import Service, open_study

TARGET_SECONDS = 10.0
PATIENCE_SECONDS = 180.0
_QUIET_SECONDS = 60.0


async def talk(url: str, number: int, answers: int, ready: asyncio.Barrier) -> None:
    """One respondent: consent, so many answers, and the end when everybody has come so far."""
    async with websockets.connect(url, open_timeout=30, compression=None) as socket:
        await socket.send(json.dumps({"type": "resume", "after": 0}))
        said = 0
        is_open = True
        while is_open and said < answers:
            frame = await heard(socket)
            if frame["type"] == "welcome" and not frame["consent"]["given"]:
                consent = {"type": "consent", "id": "consent", "version": frame["consent"]["version"]}
                await socket.send(json.dumps(consent))
            elif frame["type"] == "turn" and frame["turn"]["speaker"] == "interviewer":
                text = ANSWERS[(number + 3 * said) % len(ANSWERS)]
                await socket.send(json.dumps({"type": "say", "id": f"say-{said}", "text": text}))
                said += 1
            is_open = frame["type"] not in ("closed", "quiet")
        await ready.wait()
        if is_open:
            await socket.send(json.dumps({"type": "stop", "id": "stop"}))
            while is_open:
                is_open = (await heard(socket))["type"] not in ("closed", "quiet")


async def heard(socket: ClientConnection) -> dict[str, Any]:
    """The next frame; one of type `quiet` where none comes, as in an interview a person is to take over."""
    try:
        frame: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), _QUIET_SECONDS))
    except TimeoutError:
        return {"type": "quiet"}
    return frame


async def measure(people: int, answers: int) -> None:
    async with Service() as service, service.database(connections=4) as database:
        await service.until_ready(encoder=True)
        study = await open_study(database)
        urls = [(await service.invite(database, study))[1] for _ in range(people)]
        ready = asyncio.Barrier(people)
        before = service.cpu_seconds()
        await asyncio.gather(*(talk(url, number, answers, ready) for number, url in enumerate(urls)))
        told = await read(database, people)
        after = service.cpu_seconds()
    waits = np.array([row["seconds"] for row in told])
    about = {"interviews": len(told), "statements": sum(row["statements"] for row in told)}
    figure("insight.p50_seconds", float(np.percentile(waits, 50)), **about)
    figure("insight.p95_seconds", float(np.percentile(waits, 95)), target=TARGET_SECONDS, **about)
    figure("insight.longest_seconds", float(waits.max()))
    spent = sum(now - was for now, was in zip(after, before, strict=True))
    figure("insight.cpu_seconds_per_interview", spent / people, includes="the interview itself, PostgreSQL")
    figure("insight.not_read", people - len(told), target=0)


async def read(database: Database, people: int) -> list[dict[str, Any]]:
    """What has been read, once that is everything or patience is over."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        async with database.system() as db:
            found = await rows(
                db,
                "SELECT extract(epoch FROM analysed_at - closed_at)::float AS seconds,"
                " (SELECT count(*) FROM statements s WHERE s.interview_id = i.id) AS statements"
                " FROM interviews i WHERE analysed_at IS NOT NULL AND status = 'closed'",
            )
        if len(found) >= people or time.monotonic() > until:
            return [dict(row) for row in found]
        await asyncio.sleep(0.5)


def main() -> None:
    parser = argparse.ArgumentParser(description="From an interview's end to its insight.")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--answers", type=int, default=6)
    chosen = parser.parse_args()
    asyncio.run(measure(chosen.people, chosen.answers))


if __name__ == "__main__":
    main()
