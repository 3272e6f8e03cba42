"""The why-loop: a firing's reason is asked about, and the answer goes back into the reason.

What an interviewer may know beforehand leaves here as the interview's context; what came of the interview
returns as a verdict with quotes, on the firing and on the step that asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.database import Db
from app.queries import asking, firings, hearing, insights
from app.queue import nudge
from app.services.account_view import KINDS, QUOTES, said_of
from app.success.verdict import Verdict, as_json, weigh
from app.success.why import Cause, cause_of, moved, subject_of, told_beforehand
from app.tables import Firing, RunStep

_KNOWN = frozenset({"confirms", "refines"})


async def weigh_answer(db: Db, interview_id: str, now: datetime) -> Verdict | None:
    """Writes what an interview says about the reason it was held for, and wakes the play that waits for it.

    Called after `hear`, in its transaction. None for an interview no play asked for, or one not read yet.
    Doing it again writes the same; after a correction it writes what holds then.
    """
    if await insights.insight(db, interview_id) is None:
        return None
    run = await asking.run_that_asked(db, interview_id)  # before the firing, as a run itself locks them
    step = await asking.step_that_asked(db, interview_id)
    if run is None or step is None:
        return None
    firing = await firings.locked(db, run.firing_id) if run.firing_id else None
    verdict = await _verdict(db, interview_id, run.account_id, firing)
    told = as_json(verdict, interview_id, now)
    changed = await _onto_step(db, step, told)
    if firing is not None:
        changed |= await _onto_firing(db, firing, told)
    if changed and await asking.wake(db, run.id, now):
        await nudge(db, "run_play", lane=f"run_play/{run.id}", run_id=run.id)
    return verdict


async def _verdict(db: Db, interview_id: str, account_id: str, firing: Firing | None) -> Verdict:
    facts = [
        fact for fact in await hearing.said(db, account_id, tuple(KINDS)) if fact.interview == interview_id
    ]
    words = await hearing.words(db, [fact.id for fact in facts], each=QUOTES)
    behind = await facts_behind(db, firing) if firing else ()
    return weigh(subject_of(behind), [said_of(fact, words.get(fact.id, ())) for fact in facts])


async def _onto_step(db: Db, step: RunStep, told: Mapping[str, Any]) -> bool:
    if _same(step.result.get("answer"), told):
        return False
    await asking.set_answer(db, step.id, dict(told))
    return True


async def _onto_firing(db: Db, firing: Firing, told: Mapping[str, Any]) -> bool:
    """One answer per interview: people who differ stand beside each other in `reason.answers`."""
    answers = list(firing.reason.get("answers") or ())
    before = next((one for one in answers if one["interview"] == told["interview"]), None)
    if _same(before, told):
        return False
    answers = [one for one in answers if one is not before] + [dict(told)]
    told_why = [one for one in answers if one["verdict"] in _KNOWN]
    known_at_first = bool(firing.reason.get("known_at_first", firing.reason.get("why_known")))
    reason = firing.reason | {
        "answers": answers,
        "why": (told_why or answers)[-1]["sentence"],
        "why_known": known_at_first or bool(told_why),
        "known_at_first": known_at_first,
    }
    await asking.set_reason(db, firing.id, reason, _with_quotes(firing.evidence, told))
    return True


def _with_quotes(evidence: Sequence[Any], told: Mapping[str, Any]) -> list[Any]:
    """The evidence with this interview's quotes in place of those it had from it before."""
    others = [
        item
        for item in evidence
        if not (item.get("kind") == "statement" and item.get("interview") == told["interview"])
    ]
    return others + [
        {
            "kind": "statement",
            "id": quote["id"],
            "text": quote["text"],
            "at": told["at"],
            "interview": told["interview"],
        }
        for quote in told["quotes"]
    ]


def _same(before: Mapping[str, Any] | None, told: Mapping[str, Any]) -> bool:
    """Whether it says the same as before, whenever it was written."""
    return before is not None and {**before, "at": None} == {**told, "at": None}


# --- what a reason rests on, and what is known of it ---


async def facts_behind(db: Db, firing: Firing) -> tuple[str, ...]:
    """The names of the facts a firing rests on: its own evidence, else that of its factors."""
    own = await asking.fact_names(db, _fact_ids(firing.evidence))
    names = own or await asking.fact_names(db, _fact_ids(_of_factors(firing.top)))
    return tuple(sorted(set(names.values())))


async def cause_behind(db: Db, firing: Firing) -> Cause:
    """Whether anybody knows why a firing came about, by its facts and factors alone."""
    names = await asking.fact_names(db, _fact_ids([*firing.evidence, *_of_factors(firing.top)]))
    reads = {
        str(factor["factor"]): [
            names[name] for name in _fact_ids(factor.get("evidence") or ()) if name in names
        ]
        for factor in firing.top
    }
    fired_by = [names[name] for name in _fact_ids(firing.evidence) if name in names]
    return cause_of(fired_by, moved(firing.top, reads), firing.reason.get("delta"))


async def context_for(db: Db, firing: Firing | None) -> dict[str, Any]:
    """What the interviewer may know beforehand, as an interview's `context`. Empty without a firing."""
    if firing is None:
        return {}
    labels = await asking.fact_labels(db, _fact_ids([*firing.evidence, *_of_factors(firing.top)]))
    return told_beforehand(await facts_behind(db, firing), labels)


def _of_factors(top: Iterable[Mapping[str, Any]]) -> list[Any]:
    return [item for factor in top for item in factor.get("evidence") or ()]


def _fact_ids(evidence: Iterable[Mapping[str, Any]]) -> list[str]:
    return [str(item["id"]) for item in evidence if item.get("kind") == "fact" and item.get("id")]
