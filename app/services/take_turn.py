"""One turn, from top to bottom: lease, read the rows, run the graph, store the reply, give the lease back.

The transcript is the state. A crash anywhere leaves either a waiting turn, which the next contact or the
sweep answers, or a stored reply, which `resume` replays. The fence refuses a writer that was taken for dead.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
import zlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import structlog

from app.database import Db
from app.errors import NotFound
from app.hub import Sentence, Working
from app.kit import Kit
from app.metrics import TURN_SECONDS, TURNS
from app.queries import accounts, guides, interviews, studies, turns, workspaces
from app.queries.base import insert
from app.services.choose_voice import Voice, choose_voice, provenance
from app.services.end_interview import end_interview
from app.services.hand_off import hand_off
from app.services.record_calls import About, record_calls
from app.tables import Interview, TurnRow
from interviewer.conversation import Reply, Setting, next_turn
from interviewer.guide import Guide
from interviewer.guide_files import guide_from_json
from interviewer.transcript import Turn

log = structlog.get_logger()

LEASE_SECONDS = 5.0
RENEW_SECONDS = 1.5
OPENING = 0
"""What the opening replies to: no turn has this seq, and no second opening can."""

Outcome = Literal["replied", "nothing", "held", "stale", "overtaken"]


@dataclass(frozen=True)
class Work:
    """A leased interview and all the graph needs."""

    interview: Interview
    fence: int
    reply_to: int
    guide: Guide
    setting: Setting
    transcript: Sequence[Turn]
    voice: Voice


async def take_turn(kit: Kit, workspace_id: str, interview_id: str) -> Outcome:
    """Answers what waits in an interview with one reply.

    `nothing`: no turn waits, or the interview is not open. `held`: another process is at it. `stale`:
    another process took over and this one's words were dropped. `overtaken`: the respondent spoke while a
    farewell was being worded, so it was dropped and what they said is to be answered first.
    """
    began = time.perf_counter()
    work = await _begin(kit, workspace_id, interview_id)
    if not isinstance(work, Work):
        return work
    kit.hub.tell(interview_id, Working())
    try:
        async with _renewing(kit, work):
            reply = await next_turn(
                kit.graph,
                guide=work.guide,
                turns=work.transcript,
                setting=work.setting,
                model=work.voice.model,
                encode=kit.encoding.ready,
                now=kit.clock(),
                show=lambda text: kit.hub.tell(interview_id, Sentence(work.reply_to, text)),
                patience=work.voice.patience,
            )
            await work.voice.aclose()
    except BaseException:
        with contextlib.suppress(Exception):
            async with kit.database.workspace(workspace_id) as db:
                await interviews.end_lease(db, interview_id, work.fence)
                await _record(kit, db, work)
        raise
    reply.note.update(provenance(work.voice, kit.prices, reply.note))
    async with kit.database.workspace(workspace_id) as db:
        outcome = await _store(kit, db, work, reply, kit.clock())
        await _record(kit, db, work)
    if outcome == "replied":
        fault = str(reply.note["fallback"] or "none").partition(":")[0]
        TURNS.labels(model=reply.note["model"], fallback=fault).inc()
        TURN_SECONDS.observe(time.perf_counter() - began)
    return outcome


async def _begin(kit: Kit, workspace_id: str, interview_id: str) -> Work | Outcome:
    async with kit.database.workspace(workspace_id) as db:
        interview = await interviews.lease(db, interview_id, kit.process, LEASE_SECONDS)
        if interview is None:
            found = await interviews.interview(db, interview_id)
            return "held" if found is not None and found.status == "open" else "nothing"
        rows = await turns.turns(db, interview_id)
        reply_to = _waiting(interview, rows)
        if reply_to is None:
            await interviews.end_lease(db, interview_id, interview.fence)
            return "nothing"
        guide = await _guide(kit, db, interview.guide_version_id)
        setting = await _setting(db, interview)
        transcript = [
            Turn(row.seq, row.speaker, row.text, row.at, row.action, row.reply_to or None, row.note)  # type: ignore[arg-type]
            for row in as_heard(rows)
        ]
        voice = await choose_voice(kit, db, interview)
        return Work(interview, interview.fence, reply_to, guide, setting, transcript, voice)


async def _guide(kit: Kit, db: Db, version_id: str) -> Guide:
    """A version's guide, read once per process: what a version says never changes."""
    if version_id not in kit.guides:
        version = await guides.version(db, version_id)
        if version is None:
            raise NotFound("The guide of this interview is gone.")
        kit.guides[version_id] = guide_from_json(version.body)
    return kit.guides[version_id]


def _waiting(interview: Interview, rows: Sequence[TurnRow]) -> int | None:
    """The seq the next reply answers: the newest waiting turn, or OPENING; None when nothing waits.

    A CSM who gives the conversation back waits for a reply as a respondent does.
    """
    if interview.consent is None:
        return None
    waiting = [
        row.seq
        for row in rows
        if (row.speaker == "respondent" or row.action == "give_back") and row.answered_by is None
    ]
    if waiting:
        return waiting[-1]
    return None if any(row.speaker == "interviewer" for row in rows) else OPENING


def as_heard(rows: Sequence[TurnRow]) -> list[TurnRow]:
    """The turns in the order the interviewer took them in: each answer before the reply that read it.

    A turn that came in while a reply was being worded has a smaller seq than that reply, which never
    read it; what nobody has read yet stands last.
    """

    def place(row: TurnRow) -> tuple[float, bool, int]:
        if row.speaker != "respondent":
            return row.seq, True, row.seq
        return row.answered_by or math.inf, False, row.seq

    return sorted(rows, key=place)


async def _setting(db: Db, interview: Interview) -> Setting:
    workspace = await workspaces.workspace(db, interview.workspace_id)
    contact = await accounts.contact(db, interview.contact_id) if interview.contact_id else None
    assert workspace is not None  # noqa: S101 - the interview refers to it
    return Setting(
        language=interview.language,
        sponsor=workspace.sponsor,
        product=workspace.product,
        first_name=contact.first_name if contact else None,
        context=interview.context,
        seed=zlib.crc32(interview.id[-16:].encode()),  # the part that does not tell the time
        started_at=interview.started_at,
        wait_minutes=await studies.wait_minutes(db, interview.study_id),
    )


async def _store(kit: Kit, db: Db, work: Work, reply: Reply, now: datetime) -> Outcome:
    """The reply's row and everything that follows from it, in one transaction."""
    interview = work.interview
    if (reply.hands_over or reply.closes) and await _spoke_since(db, work):
        is_ours = await interviews.end_lease(db, interview.id, work.fence) is not None
        return "overtaken" if is_ours else "stale"
    seq = await interviews.end_lease(db, interview.id, work.fence, progress=reply.progress, at=now)
    if seq is None:
        log.warning("turn.stale", interview=interview.id)
        return "stale"
    await insert(
        db,
        TurnRow(
            interview_id=interview.id,
            seq=seq,
            workspace_id=interview.workspace_id,
            speaker="interviewer",
            text=reply.text,
            reply_to=work.reply_to,
            note=reply.note,
            at=now,
        ),
    )
    await turns.mark_answered(db, interview.id, work.reply_to, seq)
    if reply.hands_over is not None:
        await hand_off(db, interview.id, seq, reply.hands_over, now=now, base_url=kit.settings.base_url)
    elif reply.closes is not None:
        await end_interview(db, interview.id, reply.closes, now)
    await turns.notify(db, interview.id)
    return "replied"


async def _record(kit: Kit, db: Db, work: Work) -> None:
    """What models were asked for this turn, whatever became of it."""
    interview, caller = work.interview, work.voice.caller
    if caller is not None and caller.attempts:
        about = About(interview.workspace_id, "interview", interview.study_id, interview.id, work.reply_to)
        await record_calls(db, kit.prices, caller.attempts, about, kit.clock())


async def _spoke_since(db: Db, work: Work) -> bool:
    """Whether a turn has come in that the reply did not read; none can until this transaction ends."""
    await interviews.locked(db, work.interview.id)
    newer = await turns.turns(db, work.interview.id, work.reply_to)
    return any(row.speaker == "respondent" for row in newer)


@contextlib.asynccontextmanager
async def _renewing(kit: Kit, work: Work) -> AsyncIterator[None]:
    """Keeps the lease while a slow model speaks."""

    async def renew() -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            with contextlib.suppress(Exception):  # a missed renewal is what the fence is for
                async with kit.database.workspace(work.interview.workspace_id) as db:
                    await interviews.renew_lease(db, work.interview.id, work.fence, LEASE_SECONDS)

    renewal = asyncio.create_task(renew())
    try:
        yield
    finally:
        renewal.cancel()
