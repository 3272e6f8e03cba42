"""A campaign: respondents talk without a pause while parts of the service are killed under them."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from app.database import Database
from app.errors import Unavailable
from app.queries import turns
from app.tables import Study
from tests.faults.history import Heard, Stored, doubled, lost, problems
from tests.faults.persistent import Persistent
from tests.faults.service import Service, open_study

PEOPLE = 4
MISCHIEF = 0.1
LONGEST_CALM_SECONDS = 2.5
LAST_WORDS_SECONDS = 120

Blow = Callable[[Service], Awaitable[float]]
"""Does harm, and returns the seconds until the service was there again."""


@dataclass
class Outcome:
    """What a campaign came to. `problems` are sentences, each with its interview's id."""

    acked: int = 0
    lost: int = 0
    doubled: int = 0
    interviews: int = 0
    seconds: list[float] = field(default_factory=list)
    reasons: set[str | None] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    def add(self, interview_id: str, heard: Heard, rows: Sequence[Stored]) -> None:
        self.interviews += 1
        self.acked += len(heard.acked)
        self.lost += len(lost(heard, rows))
        self.doubled += len(doubled(rows))
        self.problems += [f"{interview_id}: {problem}" for problem in problems(heard, rows)]

    def __str__(self) -> str:
        seconds = self.seconds or [0.0]
        return (
            f"{self.interviews} interviews, {self.acked} acknowledged turns: "
            f"{self.lost} lost, {self.doubled} doubled; "
            f"back in {statistics.median(seconds):.1f} s p50, {max(seconds):.1f} s max"
        )


async def stored(database: Database, interview_id: str) -> list[Stored]:
    """An interview's rows as the checker reads them."""
    async with database.system() as db:
        rows = await turns.turns(db, interview_id)
    return [
        Stored(row.seq, row.speaker, row.text, row.client_id, row.reply_to, row.answered_by) for row in rows
    ]


async def campaign(blows: Sequence[Blow], *, seed: int) -> Outcome:
    """Deals every blow at a random moment of ongoing interviews, lets all of them end, and checks."""
    random = Random(seed)
    outcome = Outcome()
    everybody: list[tuple[str, Persistent]] = []
    over = asyncio.Event()
    async with Service() as service, service.database() as database:
        study = await open_study(database)

        async def person(own: Random) -> None:
            while not over.is_set():
                interview_id, url = await _invite(service, database, study)
                talker = Persistent(url, own, wait=lambda: own.random() * 0.2, mischief=MISCHIEF)
                everybody.append((interview_id, talker))
                await talker.interview()

        async with asyncio.TaskGroup() as group:
            people = [group.create_task(person(Random(seed * 100 + n))) for n in range(PEOPLE)]
            for blow in blows:
                await asyncio.sleep(random.uniform(0.1, LONGEST_CALM_SECONDS))
                outcome.seconds.append(await blow(service))
            over.set()
            await asyncio.wait_for(asyncio.gather(*people), LAST_WORDS_SECONDS)
        for interview_id, talker in everybody:
            outcome.reasons.add(talker.reason)
            outcome.add(interview_id, talker.heard, await stored(database, interview_id))
    return outcome


async def _invite(service: Service, database: Database, study: Study) -> tuple[str, str]:
    while True:
        try:
            return await service.invite(database, study)
        except Unavailable:
            await asyncio.sleep(0.2)
