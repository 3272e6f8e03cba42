"""Where a run goes next: values in, one move out. What a move does is done elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal

from app.success.conditions import Condition, judge, read
from app.success.plays.types import BackTo, Branch, Case, Play, Step, Wait
from app.success.record import Record

SURE: Final = 0.75
"""An intent heard with so much confidence counts, whatever else was heard."""
LIKELY: Final = 0.5
"""Where none is that sure, the surest alone counts from here on."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of an invitation so far: `asked` while it may still be answered, `read` once the interview is
    analysed, `over` when nothing will come. `intents` are those it showed, each with our confidence, 0..1."""

    state: Literal["asked", "read", "over"]
    intents: Mapping[str, float] = field(default_factory=dict)
    themes: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """All a run may look at. `came_at` is when it came to its step; `heard` is by the step that invited,
    `closed` the reason code by the step whose task was closed."""

    record: Record
    started_at: datetime
    came_at: datetime
    heard: Mapping[str, Heard] = field(default_factory=dict)
    closed: Mapping[str, str] = field(default_factory=dict)
    segments: Mapping[str, Condition] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Perform:
    """The step has an effect: have it."""

    step: Step


@dataclass(frozen=True, slots=True)
class Go:
    """On to another step, None for the end of the path. `skipped` when the step was not for this account."""

    to: str | None
    why: str
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Stay:
    """Not before `until`, unless what it waits for comes first."""

    until: datetime
    what: str


Move = Perform | Go | Stay


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the outcome check found: reached, missed, or None while there is time. `before` and `after` are
    the figure's values where it has one."""

    reached: bool | None
    before: float | None = None
    after: float | None = None


def next_move(play: Play, step: Step, situation: Situation, now: datetime) -> Move:
    """What a run that stands at `step` does now."""
    if step.only_if is not None and not _holds(step.only_if, situation, now):
        return Go(step.then, "Not for this account.", skipped=True)
    if isinstance(step, Wait):
        return _waited(play, step, situation, now)
    if isinstance(step, Branch):
        return _branched(step, situation, now)
    if step.do == "end":
        return Go(None, "The steps are done.")
    return Perform(step)


def check_outcome(play: Play, situation: Situation, now: datetime) -> Verdict:
    """Did it work? Missed once the time is up."""
    outcome = play.outcome
    is_late = now >= situation.started_at + timedelta(days=outcome.within_days)
    open_or_missed = False if is_late else None
    holds = outcome.when is None or _holds(outcome.when, situation, now)
    if outcome.back_to is None:
        return Verdict(True if holds else open_or_missed)
    before, after = _figures(outcome.back_to, situation, now)
    is_back = before is not None and after is not None and after >= before * outcome.back_to.percent / 100 > 0
    return Verdict(True if holds and is_back else open_or_missed, before, after)


def _holds(condition: Condition, situation: Situation, now: datetime) -> bool:
    """Known to hold: what is unknown is never taken for a yes."""
    return judge(condition, situation.record, now, segments=situation.segments) is True


def _figures(wanted: BackTo, situation: Situation, now: datetime) -> tuple[float | None, float | None]:
    """The figure as it was before, and as it is."""
    then = situation.started_at - timedelta(days=wanted.before_days)
    return tuple(  # type: ignore[return-value]  # two of them
        float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
        for value in (read(wanted.reading, situation.record, at) for at in (then, now))
    )


def _waited(play: Play, step: Wait, situation: Situation, now: datetime) -> Move:
    until = _until(step, situation)
    came = _has_come(play, step, situation, now)
    if came is not None:
        return came
    if now >= until:
        late = step.late if step.late is not None and _waits_for_something(step) else step.then
        return Go(late, "The time for it ran out." if _waits_for_something(step) else "The time has come.")
    return Stay(until, _what(step))


def _has_come(play: Play, step: Wait, situation: Situation, now: datetime) -> Go | None:
    """What the step waits for, if it is there."""
    if step.interview is not None:
        heard = situation.heard.get(step.interview, Heard("over", why="Nobody was asked."))
        if heard.state == "read":
            return Go(step.then, "The interview was read.")
        if heard.state == "over":
            return Go(step.late or step.then, heard.why or "No interview will come.")
    if step.task is not None and step.task in situation.closed:
        return Go(step.then, f"The task was closed: {situation.closed[step.task]}.")
    if step.outcome and check_outcome(play, situation, now).reached:
        return Go(step.then, f"Reached: {play.outcome.title}.")
    if step.until is not None and _holds(step.until, situation, now):
        return Go(step.then, "What it waited for is so.")
    return None


def _until(step: Wait, situation: Situation) -> datetime:
    """When a wait is over whatever comes."""
    latest = situation.came_at + timedelta(days=step.days)
    if step.day is not None:
        return situation.started_at + timedelta(days=step.day)
    if step.renewal_days is not None:
        renewal = situation.record.value("renewal_on", situation.came_at)
        if isinstance(renewal, date):
            return datetime.combine(renewal, time(), UTC) - timedelta(days=step.renewal_days)
    return latest


def _waits_for_something(step: Wait) -> bool:
    return bool(step.interview or step.task or step.until or step.outcome)


def _what(step: Wait) -> str:
    if step.interview is not None:
        return "interview"
    if step.task is not None:
        return "task"
    if step.outcome:
        return "outcome"
    return "condition" if step.until is not None else "date"


def _branched(step: Branch, situation: Situation, now: datetime) -> Go:
    for case in step.cases:
        why = _fits(step, case, situation, now)
        if why:
            return Go(case.goto, why)
    return Go(step.then, "None of the cases fits.")


def surest(intents: Mapping[str, float]) -> frozenset[str]:
    """The intents a way may be chosen by: the sure ones, else the surest if it is likely at all."""
    sure = frozenset(name for name, confidence in intents.items() if confidence >= SURE)
    most = max(intents.values(), default=0.0)
    if sure or most < LIKELY:
        return sure
    return frozenset(name for name, confidence in intents.items() if confidence == most)


def _fits(step: Branch, case: Case, situation: Situation, now: datetime) -> str:
    """Why the case fits, "" when it does not."""
    heard = situation.heard.get(step.interview) if step.interview is not None else None
    if heard is not None and heard.state == "read":
        heeded = surest(heard.intents)
        shown = [name for name in case.intents if name in heeded]
        if shown:
            return f"The interview shows {shown[0].replace('_', ' ')}."
        voiced = [label for label in heard.themes if any(word in label.lower() for word in case.themes)]
        if voiced:
            return f"The interview speaks of “{voiced[0]}”."
    code = situation.closed.get(step.task) if step.task is not None else None
    if code is not None and code in case.codes:
        return f"The task was closed: {code}."
    if case.when is not None and _holds(case.when, situation, now):
        return "What the case asks for is so."
    return ""
