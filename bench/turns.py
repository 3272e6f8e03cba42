"""Many interviews at once over real sockets, each answering in a steady rhythm: how long do people wait?

    python -m bench.turns [--people 300] [--seconds 60] [--every 20]     (or EARSHOT_BENCH_SECONDS=600)

One service process with the built-in interviewer and its embedded PostgreSQL; an interview that ends is
followed by a new one and analysed meanwhile. The baseline is the same respondents at a bare socket that
stores nothing. Ends with exit code 1 if an acknowledged answer is lost, doubled or left without a reply.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import socket
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random

import numpy as np

from app.database import Database
from app.queries.base import value
from bench import bare_socket
from bench.reading import figure
from tests.faults.campaign import Outcome, stored
from tests.faults.persistent import Persistent, Timings
from tests.faults.service import Service, open_study

BASELINE_SECONDS = 30.0
LAST_REPLY_SECONDS = 15.0
TARGETS_MS = {"ack": 200, "question": 2000}


@dataclass
class Load:
    """People who answer every so many seconds, staggered, until a deadline; all they sent and heard."""

    people: int
    seconds: float
    every: float
    invite: Callable[[], Awaitable[tuple[str, str]]]
    timings: Timings = field(default_factory=Timings)
    talks: list[tuple[str, Persistent]] = field(default_factory=list)

    async def run(self) -> None:
        """Returns after the deadline, when the last answers have been replied to or their time is up."""
        ends = time.monotonic() + self.seconds
        tasks = [asyncio.create_task(self._person(n, ends)) for n in range(self.people)]
        await asyncio.wait(tasks, timeout=self.seconds)
        for _ in range(int(LAST_REPLY_SECONDS * 10)):
            if any(talk.is_waiting for _, talk in self.talks):
                await asyncio.sleep(0.1)
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _person(self, number: int, ends: float) -> None:
        random = Random(number)
        due = time.monotonic() + number / self.people * self.every
        await asyncio.sleep(due - time.monotonic())

        def until_next() -> float:
            nonlocal due
            due += self.every
            return max(0.0, due - time.monotonic()) if due < ends else self.seconds

        while time.monotonic() < ends:
            interview, url = await self.invite()
            talk = Persistent(url, random, timings=self.timings, wait=until_next)
            self.talks.append((interview, talk))
            await talk.interview()


def percentiles(seconds: list[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds."""
    cuts = np.percentile(seconds or [0.0], [50, 95, 99]) * 1000
    return {f"p{cut}_ms": round(float(ms), 1) for cut, ms in zip((50, 95, 99), cuts, strict=True)}


async def measure_bare(people: int, every: float) -> Timings:
    """The same respondents at a socket that stores nothing, in a process of its own."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
    process = multiprocessing.get_context("fork").Process(
        target=bare_socket.serve, args=(listening,), daemon=True
    )
    process.start()
    try:
        address = f"ws://127.0.0.1:{listening.getsockname()[1]}/"

        async def invite() -> tuple[str, str]:
            return "", address

        load = Load(people, min(BASELINE_SECONDS, 1.5 * every), every, invite)
        await load.run()
        return load.timings
    finally:
        process.terminate()
        process.join()
        listening.close()


async def measure(people: int, seconds: float, every: float) -> Outcome:
    """Runs the load against the service, prints the figures, and judges the whole history."""
    bare = await measure_bare(people, every)
    async with Service() as service, service.database(connections=8) as database:
        await service.until_ready(encoder=True)
        study = await open_study(database)
        load = Load(people, seconds, every, lambda: service.invite(database, study))
        before = service.cpu_seconds()
        await load.run()
        after, memory = service.cpu_seconds(), service.memory_mb()
        analysed, ended = await progress(database)
        outcome = Outcome()
        for interview, talk in load.talks:
            outcome.add(interview, talk.heard, await stored(database, interview))
    about = {"people": people, "seconds": seconds, "every_seconds": every}
    for name, ours, floor in (
        ("ack", load.timings.acks, bare.acks),
        ("question", load.timings.questions, bare.questions),
    ):
        baseline = percentiles(floor)
        for cut, ms in percentiles(ours).items():
            figure(f"turns.{name}.{cut}", ms, bare_socket=baseline[cut], target_p95=TARGETS_MS[name], **about)
    sent = sum(len(talk.heard.sent) for _, talk in load.talks)
    figure("turns.sent", sent, interviews=outcome.interviews, ended=ended, analysed=analysed)
    figure("turns.lost", outcome.lost, target=0, acknowledged=outcome.acked)
    figure("turns.doubled", outcome.doubled, target=0)
    figure("turns.history_problems", len(outcome.problems), target=0)
    for name, now, was in zip(("service", "postgresql"), after, before, strict=True):
        figure(f"turns.{name}.cpu_ms_per_turn", (now - was) * 1000 / max(sent, 1), includes="analysis")
    figure("turns.service.rss_mb", memory)
    return outcome


async def progress(database: Database) -> tuple[int, int]:
    """How many interviews have been analysed, and how many have ended."""
    async with database.system() as db:
        analysed = await value(db, "SELECT count(*) FROM insights")
        ended = await value(db, "SELECT count(*) FROM interviews WHERE status = 'closed'")
    return int(analysed), int(ended)


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Waiting times under load. Example: --people 50 --seconds 40"
    )
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=float(os.environ.get("EARSHOT_BENCH_SECONDS", "60")))
    parser.add_argument("--every", type=float, default=20.0, help="seconds between a respondent's answers")
    chosen = parser.parse_args()
    outcome = asyncio.run(measure(chosen.people, chosen.seconds, chosen.every))
    for problem in outcome.problems[:20]:
        print(problem, file=sys.stderr)
    sys.exit(1 if outcome.problems else 0)


if __name__ == "__main__":
    main()
