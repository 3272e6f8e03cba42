"""The interview socket: what a respondent's browser sends becomes turns, what happens becomes frames.

Two tasks share a socket: one reads frames, stores them and acknowledges; the other sends what the rows
and the hub say. Both tabs of one link see the same turns, because both read the same rows.
"""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app import consent
from app.conversations import Conversations
from app.errors import EarshotError, Invalid
from app.hub import Inbox, Nudge, PersonWriting, Sentence, Wake, Working
from app.kit import Kit
from app.metrics import ACKS
from app.queries import interviews, studies, turns, workspaces
from app.services.accept_turn import ConsentNeeded, InterviewClosed, accept_turn
from app.services.rate_interview import rate_interview
from app.services.record_consent import record_consent
from app.tables import Interview, TurnRow
from app.ws import frames
from app.ws.silence import watch_silence
from app.ws.standing import Standing, standing

log = structlog.get_logger()
router = APIRouter()

FRAMES_PER_SECOND = RateLimitItemPerSecond(20, 2)  # 20 in any two seconds
FIRST_FRAME_SECONDS = 15
POLICY, UNKNOWN, ENDED = 1008, 4404, 4410
_limiter = MovingWindowRateLimiter(MemoryStorage())


@dataclass
class Line:
    """One open socket on one interview; `seen` is the last seq it was sent."""

    socket: WebSocket
    kit: Kit
    conversations: Conversations
    interview: Interview
    inbox: Inbox
    seen: int = 0
    standing: Standing | None = None
    has_ended: bool = False
    typed_at: float = -math.inf
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def send(self, kind: str, **fields: Any) -> None:
        await self.socket.send_json({"type": kind, **fields})


@router.websocket("/i/{token}/ws")
async def interview_socket(socket: WebSocket, token: str) -> None:
    """The respondent's browser talks here; docs/socket.md has every frame."""
    kit: Kit = socket.app.state.kit
    if not _is_our_page(socket, kit):
        await socket.close(POLICY)
        return
    await socket.accept()
    async with kit.database.system() as db:
        interview = await interviews.by_token(db, token)
    if interview is None:
        await socket.send_json(frames.error("unknown_link", "This link is not known. Please check it."))
        await socket.close(UNKNOWN)
        return
    with kit.hub.subscribe(interview.id) as inbox:
        line = Line(socket, kit, socket.app.state.conversations, interview, inbox)
        tasks: list[asyncio.Task[None]] = []
        try:
            if await _begin(line):
                silence = watch_silence(kit, interview, lambda: line.typed_at)
                tasks = [asyncio.create_task(_tell(line)), asyncio.create_task(silence)]
                await _listen(line)
        except (WebSocketDisconnect, RuntimeError):
            pass  # the browser left; rows keep everything it was acknowledged
        finally:
            for task in tasks:
                task.cancel()


def _is_our_page(socket: WebSocket, kit: Kit) -> bool:
    """The chat is always our own page, framed or not; a missing Origin is a program, which has no cookies."""
    origin = socket.headers.get("origin")
    if origin is None:
        return True
    host = urlsplit(origin).netloc
    return host in (socket.headers.get("host"), urlsplit(kit.settings.base_url).netloc)


# --- reading ---


async def _begin(line: Line) -> bool:
    """The first frame must be `resume`; answers with `welcome`."""
    while True:
        try:
            raw = await asyncio.wait_for(_receive(line), FIRST_FRAME_SECONDS)
            frame = frames.parse(raw)
        except TimeoutError:
            await line.socket.close(POLICY)
            return False
        except frames.BadFrame as bad:
            await line.socket.send_json(frames.error(bad.code, bad.message))
            continue
        if isinstance(frame, frames.Resume):
            await _welcome(line, frame.after)
            return True
        await line.socket.send_json(frames.error("bad_frame", "The first message must be resume."))


async def _listen(line: Line) -> None:
    while True:
        try:
            raw = await _receive(line)
            if not _limiter.hit(FRAMES_PER_SECOND, line.interview.id):
                sentence = "That was a lot at once. Please wait a moment."
                await line.socket.send_json(frames.error("rate_limited", sentence, 2))
                continue
            await _take(line, frames.parse(raw))
        except frames.BadFrame as bad:
            await line.socket.send_json(frames.error(bad.code, bad.message))
        except ConsentNeeded as early:
            await line.socket.send_json(frames.error("consent_needed", early.message))
        except InterviewClosed as ended:
            await line.socket.send_json(frames.error("closed", ended.message))
            await line.socket.close(ENDED)
            return
        except Invalid as wrong:
            await line.socket.send_json(frames.error("bad_frame", wrong.message))
        except EarshotError as trouble:
            await line.socket.send_json(frames.error("busy", trouble.message, trouble.retry_after or 2))


async def _receive(line: Line) -> str:
    message = await line.socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code") or 1000)
    text: str | None = message.get("text")
    if text is None:
        raise frames.BadFrame("Messages are JSON text, not binary data.")
    return text


async def _take(line: Line, frame: frames.ClientFrame) -> None:
    """Stores what a frame says, acknowledges it after the commit, and wakes the interviewer."""
    now = datetime.now(UTC)
    if isinstance(frame, frames.Resume):
        await _welcome(line, frame.after)
        return
    if isinstance(frame, frames.Typing):
        await _noticed_writing(line, frame)
        return
    async with line.kit.database.workspace(line.interview.workspace_id) as db:
        name = line.interview.id
        match frame:
            case frames.Say():
                seq = await accept_turn(db, name, client_id=frame.id, action="say", text=frame.text, now=now)
            case frames.Act():
                seq = await accept_turn(db, name, client_id=frame.id, action=frame.action, text="", now=now)
            case frames.Consent():
                seq = await record_consent(db, name, client_id=frame.id, version=frame.version, now=now)
            case frames.Rate():
                seq = await rate_interview(
                    db, name, client_id=frame.id, score=frame.score, reason=frame.reason, now=now
                )
    await line.send("ack", id=frame.id, seq=seq)
    ACKS.labels(type=type(frame).__name__.lower()).inc()
    if not isinstance(frame, frames.Rate):
        line.conversations.wake(line.interview.workspace_id, name)


async def _noticed_writing(line: Line, frame: frames.Typing) -> None:
    """Whoever writes is not idle; and a person who took over sees it."""
    line.typed_at = time.monotonic()
    if frame.is_on and line.standing is not None and line.standing.status == "with_human":
        async with line.kit.database.workspace(line.interview.workspace_id) as db:
            await turns.notify_writing(db, line.interview.id, "respondent")


# --- telling ---


async def _welcome(line: Line, after: int) -> None:
    kit = line.kit
    async with line.sending:
        async with kit.database.workspace(line.interview.workspace_id) as db:
            interview = await interviews.interview(db, line.interview.id) or line.interview
            study = await studies.study(db, interview.study_id)
            workspace = await workspaces.workspace(db, interview.workspace_id)
            minutes = await studies.minutes(db, interview.study_id)
            rows = await turns.turns(db, interview.id, after)
            told = await standing(db, interview)
            if after == 0:
                await interviews.came_back(db, interview.id, kit.clock())
        assert study is not None  # noqa: S101 - the interview refers to it
        assert workspace is not None  # noqa: S101 - and to this
        given = interview.consent is not None
        version = interview.consent["version"] if interview.consent else study.consent_version
        text = interview.consent["text"] if interview.consent else consent.text(version, interview.language)
        await line.send(
            "welcome",
            interview=interview.id,
            consent={"version": version, "text": text, "given": given},
            study={
                "title": study.title,
                "sponsor": workspace.sponsor,
                "language": interview.language,
                "disclosure": consent.disclosure(study.consent_version, interview.language),
                "minutes": minutes,
            },
            turns=[_turn(row) for row in rows],
            progress=interview.progress,
            **told.fields(),
        )
        line.standing = told
        line.seen = max(line.seen, rows[-1].seq if rows else after)
        line.has_ended = interview.status == "closed"
        if line.has_ended:
            await line.send("closed", reason=interview.closed_reason or "completed")
        elif given:
            line.conversations.wake(interview.workspace_id, interview.id)


def _turn(row: TurnRow) -> dict[str, Any]:
    name = str(row.note.get("name") or "") if row.speaker == "csm" else None
    return frames.turn(row.seq, row.speaker, row.text, row.at, row.action, name)


async def _tell(line: Line) -> None:
    """Sends news until the socket goes."""
    try:
        while True:
            news = await line.inbox.get()
            match news:
                case Working():
                    await line.send("typing")
                case Sentence():
                    await line.send("delta", reply_to=news.reply_to, text=news.text)
                case PersonWriting():
                    await line.send("typing", by="person")
                case Nudge():
                    await line.send("nudge", text=news.text)
                case Wake():
                    await _send_new_turns(line)
    except (WebSocketDisconnect, RuntimeError):
        return
    except EarshotError:
        await line.socket.close(1012)  # the database went: the browser reconnects and resumes


async def _send_new_turns(line: Line) -> None:
    async with line.sending:
        async with line.kit.database.workspace(line.interview.workspace_id) as db:
            rows = await turns.turns(db, line.interview.id, line.seen)
            interview = await interviews.interview(db, line.interview.id)
            told = await standing(db, interview) if interview else line.standing
        progress = interview.progress if interview else 0.0
        for row in rows:
            await line.send(
                "turn",
                turn=_turn(row),
                progress=progress,
            )
            line.seen = row.seq
        if told is not None and told != line.standing and told.status != "closed":
            line.standing = told
            await line.send("status", **told.fields())
        if interview is not None and interview.status == "closed" and not line.has_ended:
            line.has_ended = True
            await line.send("closed", reason=interview.closed_reason or "completed")
