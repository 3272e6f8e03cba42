"""How a play and its runs read on a page: steps in order with who acts, a run's timeline, where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.queries.play_lists import RunLine
from app.queries.plays import StepLine
from app.success.plays.types import Branch, Case, Invite, Message, Play, Step, Wait, Work
from app.success.policy import shipped_policy, usual_activity

KINDS: Final[dict[str, str]] = {
    "email": "E-mail",
    "in_app": "In-app message",
    "task": "Task",
    "slack": "Slack",
    "csp_write": "Record elsewhere",
    "invite": "Interview",
    "wait": "Wait",
    "branch": "Branch",
    "schedule": "Meeting",
    "open_renewal": "Renewal",
    "hand_to_human": "Hand over",
    "end": "End",
}
_WAITS: Final[dict[str, str]] = {
    "interview": "for the interview to be read",
    "task": "for the task to be done",
    "condition": "for a condition",
    "outcome": "for the outcome",
    "date": "for a date",
    "slack": "to tell Slack again",
}
_TOUCHES: Final[dict[str, str]] = {
    "planned": "On its way.",
    "sent": "Sent.",
    "held": "Held back for now.",
}


@dataclass(frozen=True)
class Way:
    """Where a step leads, and when; `to` is a step's title, or the end."""

    when: str
    to: str


@dataclass(frozen=True)
class StepView:
    """A step of a play. `who` acts: nobody for a wait, the product, or a person; `detail` is what it does."""

    number: int
    id: str
    kind: str
    title: str
    who: str
    detail: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Moment:
    """A step a run has taken. `who` acted, `why` they did, what came of it, and where to look."""

    title: str
    kind: str
    status: str
    who: str
    why: str
    result: str
    href: str | None
    link: str
    at: datetime
    done_at: datetime | None


def steps_of(play: Play) -> list[StepView]:
    """The play's steps in the order of the file."""
    return [
        StepView(
            number,
            step.id,
            KINDS[step.do],
            step.title.replace("{{ account }}", "the account"),
            _who(step),
            _detail(step),
            _ways(play, number, step),
        )
        for number, step in enumerate(play.steps, 1)
    ]


def _who(step: Step) -> str:
    if isinstance(step, Work):
        return {"csm": "the CSM", "backup": "the backup", "pod": "the pod"}[step.whose]
    if isinstance(step, Wait | Branch) or step.do == "end":
        return ""
    activity = shipped_policy().activities[step.activity or usual_activity(step)]
    return (
        "runs by itself, where the policy lets it" if activity.mode == "automatic" else "prepared for the CSM"
    )


def _detail(step: Step) -> str:
    if isinstance(step, Wait):
        return _wait(step)
    if isinstance(step, Work):
        return f"within {step.hours:g} {step.clock} hours"
    if isinstance(step, Invite):
        return f"with the guide {step.guide}"
    return f"“{step.subject}”" if isinstance(step, Message) else ""


def _wait(step: Wait) -> str:
    if step.day is not None:
        return f"until {step.day:g} days after the start"
    if step.renewal_days is not None:
        return f"until {step.renewal_days:g} days before the renewal"
    return f"at most {step.days:g} days"


def _ways(play: Play, number: int, step: Step) -> tuple[Way, ...]:
    """What is not simply the next step."""
    following = play.steps[number].id if number < len(play.steps) else None
    if isinstance(step, Branch):
        cases = [Way(_case(case), _name(play, case.goto)) for case in step.cases]
        return (*cases, Way("otherwise", _name(play, step.then)))
    if isinstance(step, Wait) and step.late is not None:
        return (Way("then", _name(play, step.then)), Way("if the time runs out", _name(play, step.late)))
    return () if step.then == following else (Way("then", _name(play, step.then)),)


def _case(case: Case) -> str:
    named = [name.replace("_", " ") for name in (*case.intents, *case.themes, *case.codes)]
    return f"if {', '.join(named)}" if named else "if its condition holds"


def _name(play: Play, step_id: str | None) -> str:
    step = play.step(step_id)
    return step.title.replace("{{ account }}", "the account") if step is not None else "the outcome check"


def timeline(play: Play, lines: Sequence[StepLine]) -> list[Moment]:
    """What a run has done, oldest first."""
    return [_moment(play.step(line.step), line) for line in lines]


def _moment(step: Step | None, line: StepLine) -> Moment:
    href, link = _link(line)
    decision = line.decision
    return Moment(
        title=str(line.result.get("title") or (step.title if step is not None else line.step)),
        kind=KINDS.get(line.kind, line.kind),
        status=line.status,
        who=_actor(line),
        why="" if decision.get("rule") in ("internal", "work") else str(decision.get("why", "")),
        result=_result(line),
        href=href,
        link=link,
        at=line.created_at,
        done_at=line.done_at,
    )


def _actor(line: StepLine) -> str:
    act = line.decision.get("act")
    if line.kind in ("wait", "branch", "end"):
        return ""
    return {"automatic": "by itself", "human": "for a person", "leave_out": "left out"}.get(str(act), "")


def _result(line: StepLine) -> str:
    """What came of a step, in words."""
    told = [str(line.result[name]) for name in ("why",) if line.result.get(name)]
    if line.touch_status is not None:
        told.append(
            {"planned": "On its way.", "sent": "Sent.", "held": "Held back for now."}.get(
                line.touch_status, ""
            )
        )
    answer = line.result.get("answer")
    if isinstance(answer, dict) and answer.get("sentence"):
        told.append(str(answer["sentence"]))
    if line.task_status is not None:
        done = (
            f"Task closed: {(line.task_code or '').replace('_', ' ')}." if line.task_status == "done" else ""
        )
        told.append(done or f"Task {line.task_status}.")
    return " ".join(dict.fromkeys(part for part in told if part))


def _link(line: StepLine) -> tuple[str | None, str]:
    if line.task_id is not None:
        return f"/tasks/{line.task_id}", "the task"
    if line.interview_id is not None:
        return f"/interviews/{line.interview_id}", "the interview"
    return None, ""


def standing(play: Play, run: RunLine) -> str:
    """Where a run stands, as a sentence."""
    if run.ended_at is not None:
        return run.ended_why or "It has ended."
    if run.is_holdout:
        return "Held out: it takes no step and is measured all the same."
    waits: dict[str, Any] = run.waits_for or {}
    if run.status == "paused":
        return "Paused. Nothing happens until somebody lets it go on."
    if waits.get("for"):
        return f"Waits {_WAITS.get(str(waits['for']), 'for something')}: {_name(play, run.step)}."
    return f"At: {_name(play, run.step)}."
