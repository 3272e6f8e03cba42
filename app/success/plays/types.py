"""A play as data: who it is for, its steps, and how we will know that it worked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

from app.success.conditions import Condition, Reading

Moment = Literal["onboarding", "adoption", "expansion", "renewal", "churn_risk"]
Do = Literal[
    "email",
    "in_app",
    "task",
    "slack",
    "csp_write",
    "invite",
    "wait",
    "branch",
    "schedule",
    "open_renewal",
    "hand_to_human",
    "end",
]
Target = Literal["account", "contact"]
Whose = Literal["csm", "backup", "pod"]
Priority = Literal["urgent", "high", "normal", "low"]
Clock = Literal["business", "calendar"]

MOMENTS: Final[tuple[Moment, ...]] = get_args(Moment)
DOES: Final[tuple[Do, ...]] = get_args(Do)
END: Final = "end"
"""Where a path stops without a step of its own."""
ESCALATE: Final = "escalate"
"""The automatic next step of a play that has no better one: a person takes over with everything known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What every step has. `then` is the step after it, None where the path ends; `only_if` is what must hold
    for it to be taken; `activity` is the row of the policy that says whether it may run without a person."""

    id: str
    do: Do
    title: str
    line: int = 0
    activity: str | None = None
    then: str | None = None
    only_if: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Step):
    """An e-mail or an in-app message. `to` are roles, the first that somebody has is written to; none of
    them: whom the run is about. `link` is an address and what stands on it."""

    subject: str
    text: str
    to: tuple[str, ...] = ()
    link: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite(Step):
    """An invitation to an interview by `guide`, with `reason` as what the interviewer knows beforehand."""

    guide: str
    reason: str
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What is to be put in the calendar: `kind` as in the facts (kickoff, qbr, ebr, training, check_in)."""

    kind: str
    minutes: int
    within_days: int
    agenda: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Step):
    """Something for a person, due `hours` after it was made by the clock of business or calendar hours.

    `checklist` says what to do, so that a task is more than a reminder. `meeting` comes with dates to
    propose."""

    text: str
    checklist: tuple[str, ...]
    hours: float
    clock: Clock = "business"
    priority: Priority = "normal"
    whose: Whose = "csm"
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack(Step):
    """A message into the workspace's channel."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CspWrite(Step):
    """What is to be written into the customer-success platform: a field of the account, or a tag."""

    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(Step):
    """Nothing happens for at most `days`, or until what it waits for.

    Exactly one of: `interview` (the step that invited, until it is read), `task` (the step that made it,
    until it is done), `until` (a condition), `outcome` (what the play is for), `day` (that many days after
    the run began), `renewal_days` (that many days before the renewal), or none: `days` and no more.
    `late` is where it goes when the time ran out first.
    """

    days: float
    interview: str | None = None
    task: str | None = None
    until: Condition | None = None
    outcome: bool = False
    day: float | None = None
    renewal_days: float | None = None
    late: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One way on. It is taken when the interview shows any of `intents` or `themes` (in the words of a
    theme's label), when a task was closed with one of `codes`, or when `when` holds."""

    goto: str | None
    intents: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch(Step):
    """The first case that fits says where it goes, else `then`. `interview` and `task` name the step whose
    interview was heard, or whose task was closed."""

    cases: tuple[Case, ...]
    interview: str | None = None
    task: str | None = None


@dataclass(frozen=True, slots=True)
class BackTo:
    """A figure has come back: it is at least `percent` of what it was `before_days` before the run began."""

    reading: Reading
    before_days: float
    percent: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """How we know that the play worked: `when` holds, or a figure is `back_to` what it was, within so many
    days.

    `code` is the reason code the trigger is closed with; `otherwise` the step taken when it did not, or
    "escalate".
    """

    title: str
    within_days: float
    code: str
    otherwise: str
    when: Condition | None = None
    back_to: BackTo | None = None


@dataclass(frozen=True, slots=True)
class Play:
    """An ordered motion for one moment. `version` is a hash of its text.

    `playbook` names the motion it belongs to; `adoption_metric` and `business_metric` are what it must move;
    `to` are the roles it speaks to; `holdout_share` (0..1) of accounts get no step and are measured.
    """

    name: str
    playbook: str
    title: str
    moment: Moment
    purpose: str
    adoption_metric: str
    business_metric: str
    target: Target
    to: tuple[str, ...]
    holdout_share: float
    outcome: Outcome
    steps: tuple[Step, ...]
    version: str

    def step(self, step_id: str | None) -> Step | None:
        """The step of that id, None where there is none."""
        return next((step for step in self.steps if step.id == step_id), None)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)


def ways(step: Step) -> tuple[str | None, ...]:
    """Where a step may lead; None is the end of the path."""
    if isinstance(step, Branch):
        return (*(case.goto for case in step.cases), step.then)
    if isinstance(step, Wait) and step.late is not None:
        return (step.then, step.late)
    return (step.then,)
