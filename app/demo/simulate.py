"""One simulated interview through the real service; only the clock is moved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app import ids
from app.database import Db
from app.demo.plan import Planned
from app.hub import Hub
from app.kit import Kit
from app.queries import interviews, tasks, turns
from app.services.accept_turn import accept_turn
from app.services.create_interview import create_interview
from app.services.end_interview import end_interview
from app.services.rate_interview import rate_interview
from app.services.record_consent import record_consent
from app.services.take_turn import take_turn
from app.tables import Contact, Interview, Study
from interviewer.rehearsal.respondent import Respondent
from interviewer.transcript import Turn

MOST_EXCHANGES = 60
# The demo's customers type on their phones between two meetings: a third of what a panel writes.
BREVITY = 0.35
SCORES = {"happy": 5, "plain": 4, "verbose": 4, "unhappy": 3, "contradicting": 3}


@dataclass
class Clock:
    """A time that moves when told to."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def pass_for(self, text: str) -> None:
        """As long as it takes to read a question and type this."""
        self.now += timedelta(seconds=6 + 1.3 * len(text.split()))


async def simulate(kit: Kit, study: Study, contact: Contact, planned: Planned, seed: int) -> str:
    """Runs the interview to its end; its id. The ended interview is analysed by the job it queued."""
    clock = Clock(planned.began_at)
    own = replace(kit, clock=clock, hub=Hub(), models=None)  # made-up interviews cost nobody money
    respondent = Respondent(planned.persona, planned.story, seed + planned.number, brevity=BREVITY)
    interview = await _begin(own, study, contact, planned, clock, seed)
    await converse(own, interview, respondent, clock, score=SCORES.get(planned.persona))
    return interview.id


async def answer_invitation(
    kit: Kit, interview: Interview, version: str, persona: str, story: str, seed: int, now: datetime
) -> None:
    """Somebody who was invited agrees to the consent of `version` and answers, from `now` on."""
    clock = Clock(now)
    own = replace(kit, clock=clock, hub=Hub(), models=None)
    async with own.database.workspace(interview.workspace_id) as db:
        await record_consent(db, interview.id, client_id="consent", version=version, now=clock.now)
    await converse(own, interview, Respondent(persona, story, seed, brevity=BREVITY), clock)


async def converse(
    kit: Kit, interview: Interview, respondent: Respondent, clock: Clock, *, score: int | None = None
) -> None:
    """Question and answer until the interview is over; `score` is how the respondent rates it."""
    for exchange in range(MOST_EXCHANGES):
        await take_turn(kit, interview.workspace_id, interview.id)
        async with kit.database.workspace(interview.workspace_id) as db:
            current = await interviews.interview(db, interview.id)
            rows = await turns.turns(db, interview.id)
            assert current is not None  # noqa: S101 - just made
            if current.status == "with_human":
                await _taken_over(db, interview.id, clock.now)
                return
            if current.status == "closed":
                if score is not None and current.closed_reason == "completed":
                    await rate_interview(
                        db, interview.id, client_id="rate", score=score, reason=None, now=clock.now
                    )
                return
            transcript = [Turn(r.seq, r.speaker, r.text, r.at, r.action) for r in rows]  # type: ignore[arg-type]
            said = respondent.answer(rows[-1].text, transcript)
            clock.pass_for(said.text)
            name = f"demo-{exchange}"
            await accept_turn(
                db, interview.id, client_id=name, action=said.action, text=said.text, now=clock.now
            )


async def _taken_over(db: Db, interview_id: str, now: datetime) -> None:
    """As if a colleague had called the respondent instead."""
    task = await tasks.hand_off_of(db, interview_id)
    if task is not None:
        await tasks.close(db, task.id, "follow_up", None, now)
    await end_interview(db, interview_id, "handed_off", now)


async def _begin(
    kit: Kit, study: Study, contact: Contact, planned: Planned, clock: Clock, seed: int
) -> Interview:
    async with kit.database.workspace(study.workspace_id) as db:
        interview = await create_interview(
            db,
            study,
            clock.now,
            contact_id=contact.id,
            channel="email",
            is_synthetic=True,
            interview_id=ids.at("int", planned.began_at, "demo", seed, planned.number),
        )
        clock.now += timedelta(seconds=25)
        await record_consent(
            db, interview.id, client_id="consent", version=study.consent_version, now=clock.now
        )
    return interview
