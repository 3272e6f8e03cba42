"""Tells the sockets of this process what happened to an interview, in whichever process it happened.

Rows are the truth: a wake-up says only "look again", so a lost or doubled one does no harm. What is said
while a turn is being worded (typing, finished sentences) goes to this process's sockets alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import structlog

log = structlog.get_logger()

CHANNEL = "earshot_interviews"
WRITING = "earshot_writing"
WRITES_FOR_SECONDS = 5.0
"""How long one stroke of a key counts as writing."""


@dataclass(frozen=True, slots=True)
class Wake:
    """There is something new in the rows."""


@dataclass(frozen=True, slots=True)
class Working:
    """The interviewer has begun to word a turn."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finished, checked sentence of the reply to turn `reply_to`."""

    reply_to: int
    text: str


@dataclass(frozen=True, slots=True)
class PersonWriting:
    """The CSM who took over is writing."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """A kind word after a long silence; no turn of the interview."""

    text: str


News = Wake | Working | Sentence | PersonWriting | Nudge
Inbox = asyncio.Queue[News]


class Hub:
    """Inboxes of this process's sockets, by interview."""

    def __init__(self) -> None:
        self._inboxes: defaultdict[str, set[Inbox]] = defaultdict(set)
        self._wrote: dict[str, float] = {}

    @contextlib.contextmanager
    def subscribe(self, interview_id: str) -> Iterator[Inbox]:
        """An inbox that gets the interview's news for as long as the block runs."""
        inbox: Inbox = asyncio.Queue()
        self._inboxes[interview_id].add(inbox)
        try:
            yield inbox
        finally:
            self._inboxes[interview_id].discard(inbox)
            if not self._inboxes[interview_id]:
                del self._inboxes[interview_id]

    def tell(self, interview_id: str, news: News) -> None:
        """Puts news into every inbox of an interview."""
        for inbox in self._inboxes.get(interview_id, ()):
            inbox.put_nowait(news)

    def is_writing(self, interview_id: str) -> bool:
        """Whether the respondent of an interview was writing a moment ago."""
        return time.monotonic() - self._wrote.get(interview_id, -math.inf) < WRITES_FOR_SECONDS

    def heard_writing(self, payload: str) -> None:
        """`csm` or `respondent`, a space, the interview: somebody is writing there."""
        who, _, interview_id = payload.partition(" ")
        if who == "csm":
            self.tell(interview_id, PersonWriting())
            return
        now = time.monotonic()
        self._wrote = {name: at for name, at in self._wrote.items() if now - at < WRITES_FOR_SECONDS}
        self._wrote[interview_id] = now

    def wake_all(self) -> None:
        """After a gap in listening: everybody looks again."""
        for interview_id in list(self._inboxes):
            self.tell(interview_id, Wake())

    async def listen(self, conninfo: str) -> None:
        """Follows PostgreSQL's notifications for ever, over restarts of the server."""
        pause = 0.2
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    await connection.execute(f"LISTEN {WRITING}")
                    self.wake_all()
                    pause = 0.2
                    async for notice in connection.notifies():
                        if notice.channel == WRITING:
                            self.heard_writing(notice.payload)
                        else:
                            self.tell(notice.payload, Wake())
            except psycopg.Error as lost:
                log.info("hub.reconnecting", reason=type(lost).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)
