"""A respondent who comes back: reconnects with back-off, resumes after what was seen, sends again what was
not acknowledged. Follows the socket's contract and keeps a history of all of it.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import websockets
from websockets.asyncio.client import ClientConnection

from tests.faults.history import Heard

ANSWERS = (
    "We wanted our monthly reporting out of spreadsheets. In May we moved the finance report over, and now "
    "it takes Ana two hours instead of three days, because the import picks up the bank files.",
    "It was fine.",
    "The exports broke twice a week, and nobody called us back for three weeks.",
    "Because our finance team needs the file every Monday before nine, and it came at noon.",
    "Hard to say.",
    "My manager lost patience in June and asked for a trial of another tool; we renew in October.",
    "Good.",
    "The new starters learn it in a day. Before, each of them needed a week with Tom from operations.",
    "I don't know, really.",
    "Support answered within the hour and fixed the mapping with me on the phone.",
    "I already told you about the exports.",
    "Mostly the sales team uses it, eleven people, for the Friday forecast.",
    "ok",
)
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 3.0  # seconds before a reconnect; full jitter on top
QUIET_SECONDS = 90.0  # no frame for so long: look whether the socket still lives


@dataclass
class Timings:
    """Seconds from sending an answer to its acknowledgement, and to the interviewer's next turn."""

    acks: list[float] = field(default_factory=list)
    questions: list[float] = field(default_factory=list)


class Persistent:
    """One interview from consent to its end, over as many sockets as it takes.

    wait: seconds until the next answer, asked each time it is the respondent's turn.
    mischief: share of answers sent twice, and again of answers sent in two pieces at once.
    """

    def __init__(
        self,
        ws_url: str,
        random: Random,
        *,
        timings: Timings | None = None,
        wait: Callable[[], float] = lambda: 0.0,
        mischief: float = 0.0,
    ) -> None:
        self.heard = Heard()
        self.reason: str | None = None  # of the end, once it has ended
        self._pause = FIRST_PAUSE
        self._url, self._random, self._wait, self._mischief = ws_url, random, wait, mischief
        self._timings = timings or Timings()
        self._consent: dict[str, Any] | None = None
        self._waiting: dict[str, dict[str, Any]] = {}  # frames not acknowledged yet, by id
        self._sent_at: dict[str, float] = {}
        self._unanswered: dict[str, float] = {}  # ids of answers, sent when, not replied to yet

    async def interview(self) -> None:
        """Returns once the interview is closed, or a person is to take it over."""
        while self.reason is None:
            try:
                async with websockets.connect(self._url, open_timeout=10, compression=None) as socket:
                    await self._converse(socket)
            except (OSError, TimeoutError, websockets.WebSocketException):
                pass  # the server is gone, or going: come back
            if self.reason is None:
                await asyncio.sleep(self._pause * (0.5 + self._random.random()))
                self._pause = min(self._pause * 2, LONGEST_PAUSE)

    @property
    def is_waiting(self) -> bool:
        """Whether something sent is not acknowledged, an answer not replied to, or nothing said yet."""
        return self.reason is None and bool(self._waiting or self._unanswered or not self.heard.seen)

    @property
    def _last_seen(self) -> int:
        return max(self.heard.seen, default=0)

    async def _converse(self, socket: ClientConnection) -> None:
        """Reads frames until the end or the loss of the socket; answers from a task of its own."""
        await socket.send(json.dumps({"type": "resume", "after": self._last_seen}))
        talking: asyncio.Task[None] | None = None
        try:
            while self.reason is None:
                frame = json.loads(await asyncio.wait_for(socket.recv(), QUIET_SECONDS))
                await self._take(socket, frame)
                if talking is not None and talking.done():
                    talking.result()
                if self._is_my_turn() and (talking is None or talking.done()):
                    talking = asyncio.create_task(self._answer(socket))
        finally:
            if talking is not None:
                talking.cancel()
                await asyncio.gather(talking, return_exceptions=True)

    async def _take(self, socket: ClientConnection, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "welcome":
                self._pause = FIRST_PAUSE
                for turn in frame["turns"]:
                    self._see(turn)
                if not frame["consent"]["given"]:
                    self._waiting["consent"] = {
                        "type": "consent",
                        "id": "consent",
                        "version": frame["consent"]["version"],
                    }
                for waiting in list(self._waiting.values()):
                    await socket.send(json.dumps(waiting))
                if frame["status"] == "with_human":
                    self.reason = "handed_off"
            case "ack":
                self._acknowledged(frame["id"], frame["seq"])
            case "turn":
                self._see(frame["turn"])
            case "closed":
                self.reason = frame["reason"]
            case "status" if frame["status"] == "with_human":
                self.reason = "handed_off"  # nobody is there to give it back
            case "error" if frame["code"] in ("busy", "rate_limited"):
                await asyncio.sleep(frame.get("retry_after", 1) * self._random.random())
                for waiting in list(self._waiting.values()):
                    await socket.send(json.dumps(waiting))
            case "error" if frame["code"] == "closed":
                pass  # the end came between two answers; the next `welcome` says so
            case "error":
                self.heard.troubles.append(f"error frame: {frame['code']}")

    def _see(self, turn: dict[str, Any]) -> None:
        self.heard.see(turn["seq"], turn["speaker"], turn["text"])
        self._note_replies()

    def _acknowledged(self, name: str, seq: int) -> None:
        if self._waiting.pop(name, None) is not None and name != "consent":
            self._timings.acks.append(time.monotonic() - self._sent_at[name])
        if name != "consent":
            self.heard.acknowledge(name, seq)
            self._note_replies()

    def _note_replies(self) -> None:
        newest = max((seq for seq, turn in self.heard.seen.items() if turn[0] == "interviewer"), default=0)
        for name, sent_at in list(self._unanswered.items()):
            if self.heard.acked.get(name, newest) < newest:
                self._timings.questions.append(time.monotonic() - sent_at)
                del self._unanswered[name]

    def _is_my_turn(self) -> bool:
        if self._waiting or not self.heard.seen:
            return False
        return self.heard.seen[self._last_seen][0] == "interviewer"

    async def _answer(self, socket: ClientConnection) -> None:
        await asyncio.sleep(self._wait())
        if not self._is_my_turn():
            return
        for frame in self._next_frames():
            self.heard.sent[frame["id"]] = frame.get("text", "")
            self._waiting[frame["id"]] = frame
            self._sent_at[frame["id"]] = self._unanswered[frame["id"]] = time.monotonic()
            for _ in range(2 if self._random.random() < self._mischief else 1):
                await socket.send(json.dumps(frame))

    def _next_frames(self) -> list[dict[str, Any]]:
        count = len(self.heard.sent)
        if self._random.random() < 0.08:
            return [{"type": "skip", "id": f"skip-{count}"}]
        pieces = 2 if self._random.random() < self._mischief else 1
        texts = self._random.sample(ANSWERS, pieces)
        return [{"type": "say", "id": f"say-{count + n}", "text": text} for n, text in enumerate(texts)]
