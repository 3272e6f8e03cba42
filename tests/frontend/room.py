"""The other end of the interview socket, scripted: what the contract promises, and faults on demand."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

CONSENT = "Your answers are read by the team at Northwind.\n\nYou can stop at any time."
QUESTIONS = [
    "Hello! I am an AI interviewer. What were you hoping to get done in your first month?",
    "You said it took a while. What happened when you tried?",
    "And who else on your team noticed?",
]
STUDY = {
    "title": "Your first month with Northwind",
    "sponsor": "Northwind",
    "language": "en",
    "disclosure": "You will be talking to an AI interviewer, not to a person.",
    "minutes": 8,
}


@dataclass
class Room:
    """One interview. Tests set the faults before the browser acts."""

    token: str
    study: dict[str, Any] = field(default_factory=lambda: dict(STUDY))
    questions: list[str] = field(default_factory=lambda: list(QUESTIONS))
    consent_given: bool = False
    status: str = "open"
    closed_reason: str = ""
    turns: list[dict[str, Any]] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    heard: list[dict[str, Any]] = field(default_factory=list)
    sockets: set[WebSocket] = field(default_factory=set)
    drop_before_ack: int = 0
    refuse_next: dict[str, Any] | None = None
    hold: asyncio.Event | None = None
    told_person: bool = False
    stray_sentence: str = ""
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def said(self) -> list[str]:
        return [turn["text"] for turn in self.turns if turn["speaker"] == "respondent"]

    @property
    def asked(self) -> list[str]:
        return [turn["text"] for turn in self.turns if turn["speaker"] == "interviewer"]

    async def next(self, kind: str) -> dict[str, Any]:
        """The first frame of this kind, waited for."""
        async with self.news:
            await asyncio.wait_for(
                self.news.wait_for(lambda: any(frame["type"] == kind for frame in self.heard)), 10
            )
        return next(frame for frame in self.heard if frame["type"] == kind)

    async def serve(self, socket: WebSocket) -> None:
        await socket.accept()
        try:
            while True:
                await self.take(socket, json.loads(await socket.receive_text()))
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            self.sockets.discard(socket)

    async def drop_all(self) -> None:
        for socket in list(self.sockets):
            await socket.close(1011)

    async def take(self, socket: WebSocket, frame: dict[str, Any]) -> None:
        async with self.news:
            self.heard.append(frame)
            self.news.notify_all()
        if frame["type"] == "resume":
            await self.welcome(socket, frame["after"])
        elif frame["type"] != "typing":
            if self.refuse_next:
                refusal, self.refuse_next = self.refuse_next, None
                await socket.send_json({"type": "error"} | refusal)
                return
            is_new = frame["id"] not in self.ids
            if is_new:
                self.ids[frame["id"]] = self.store(frame)
            if self.drop_before_ack:
                self.drop_before_ack -= 1
                await socket.close(1011)
                return
            await socket.send_json({"type": "ack", "id": frame["id"], "seq": self.ids[frame["id"]]})
            if is_new:
                await self.answer(frame)

    def store(self, frame: dict[str, Any]) -> int:
        if frame["type"] in ("say", "skip", "stop"):
            self.add("respondent", frame.get("text", ""))
        elif frame["type"] == "consent":
            self.consent_given = True
        return len(self.turns)

    def add(self, speaker: str, text: str) -> dict[str, Any]:
        turn = {
            "seq": len(self.turns) + 1,
            "speaker": speaker,
            "text": text,
            "at": datetime.now(UTC).isoformat(),
        }
        self.turns.append(turn)
        return turn

    async def welcome(self, socket: WebSocket, after: int) -> None:
        self.sockets.add(socket)
        await socket.send_json(
            {
                "type": "welcome",
                "interview": "int_1",
                "status": self.status,
                "consent": {"version": "2026-11", "text": CONSENT, "given": self.consent_given},
                "study": self.study,
                "turns": [turn for turn in self.turns if turn["seq"] > after],
                "progress": self.progress,
            }
        )
        if self.status == "closed":
            await socket.send_json({"type": "closed", "reason": self.closed_reason})
        elif self.consent_given and (not self.turns or self.turns[-1]["speaker"] == "respondent"):
            await self.speak()

    async def answer(self, frame: dict[str, Any]) -> None:
        if frame["type"] in ("say", "skip", "stop"):
            await self.tell({"type": "turn", "turn": self.turns[-1], "progress": self.progress})
        if frame["type"] == "stop":
            await self.close("stopped")
        elif frame["type"] == "human":
            self.told_person = True
            await self.stand("with_human", wait_minutes=15)
        elif frame["type"] in ("say", "skip", "consent"):
            await self.speak()

    async def stand(self, status: str, *, person: str | None = None, wait_minutes: int | None = None) -> None:
        """Says how the interview stands."""
        self.status = status
        await self.tell({"type": "status", "status": status, "person": person, "wait_minutes": wait_minutes})

    async def speak(self) -> None:
        """The next question, sentence by sentence; after the last one the interview is complete."""
        await self.tell({"type": "typing"})
        if self.hold:
            await self.hold.wait()
        if len(self.asked) == len(self.questions):
            await self.close("completed")
            return
        words = self.questions[len(self.asked)]
        reply_to = len(self.turns)
        if self.stray_sentence:
            await self.tell({"type": "delta", "reply_to": reply_to, "text": self.stray_sentence})
        for sentence in words.replace("! ", "!|").replace(". ", ".|").split("|"):
            await self.tell({"type": "delta", "reply_to": reply_to, "text": sentence})
        turn = self.add("interviewer", words)
        await self.tell({"type": "turn", "turn": turn, "progress": self.progress})

    async def close(self, reason: str) -> None:
        self.status, self.closed_reason = "closed", reason
        await self.tell({"type": "closed", "reason": reason})

    @property
    def progress(self) -> float:
        return min(1.0, len(self.said) / len(self.questions))

    async def tell(self, frame: dict[str, Any]) -> None:
        for socket in list(self.sockets):
            try:
                await socket.send_json(frame)
            except (WebSocketDisconnect, RuntimeError):
                self.sockets.discard(socket)
