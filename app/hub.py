"""Tells the sockets of this process what happened to an interview, in whichever process it happened.

Rows are the truth: a wake-up says only "look again", so a lost or doubled one does no harm. What is said
while a turn is being worded (typing, finished sentences) goes to this process's sockets alone.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import structlog

log = structlog.get_logger()

CHANNEL = "earshot_interviews"


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


News = Wake | Working | Sentence
Inbox = asyncio.Queue[News]


class Hub:
    """Inboxes of this process's sockets, by interview."""

    def __init__(self) -> None:
        self._inboxes: defaultdict[str, set[Inbox]] = defaultdict(set)

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
                    self.wake_all()
                    pause = 0.2
                    async for notice in connection.notifies():
                        self.tell(notice.payload, Wake())
            except psycopg.Error as lost:
                log.info("hub.reconnecting", reason=type(lost).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)
