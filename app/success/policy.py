"""May this run without a person? A table of activities and rules, asked before every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

from app.success.conditions import Condition, judge, read, readings
from app.success.plays.types import Branch, CspWrite, Slack, Step, Wait, Work
from app.success.policy_file import Activity, Policy, Rule, read_policy
from app.success.record import Record

Act = Literal["automatic", "human", "leave_out"]
_FILE = Path(__file__).with_name("policy.toml")


@dataclass(frozen=True, slots=True)
class Decision:
    """Who acts on a step: the rule that says so, and its sentence."""

    act: Act
    why: str
    rule: str

    @property
    def automatic(self) -> bool:
        return self.act == "automatic"

    def as_json(self) -> dict[str, str | bool]:
        return {"act": self.act, "automatic": self.automatic, "why": self.why, "rule": self.rule}


@cache
def shipped_policy() -> Policy:
    """The policy as it ships."""
    return read_policy(_FILE.read_text(encoding="utf-8"), _FILE.name)


def decide(
    step: Step,
    record: Record,
    now: datetime,
    *,
    segments: Mapping[str, Condition],
    policy: Policy | None = None,
) -> Decision:
    """Whether `step` may run alone for the account of `record` now."""
    if isinstance(step, Work):
        return Decision("human", "This step is a person's to do.", "work")
    if isinstance(step, Wait | Branch) or step.do == "end":
        return Decision("automatic", "Nobody is reached by it.", "internal")
    table = policy or shipped_policy()
    activity = table.activities[step.activity or usual_activity(step)]
    for rule in () if activity.is_internal else table.rules:
        if rule.binds(activity.name) and judge(rule.when, record, now, segments=segments) is True:
            return Decision(rule.does, _told(rule, record, now), rule.name)
    return _by_mode(activity)


def usual_activity(step: Step) -> str:
    """What a step that does not say so counts as."""
    if isinstance(step, Slack):
        return "internal_alert"
    if isinstance(step, CspWrite):
        return "internal_record"
    return "interview_invitation" if step.do == "invite" else "usage_nudge"


def _by_mode(activity: Activity) -> Decision:
    if activity.mode == "automatic":
        return Decision("automatic", "The policy allows it, and no rule speaks for a person.", "allowed")
    return Decision("human", activity.why, activity.name)


def _told(rule: Rule, record: Record, now: datetime) -> str:
    """The rule's sentence with the figure it rests on."""
    if "{value}" not in rule.sentence:
        return rule.sentence
    value = read(readings(rule.when)[0], record, now)
    shown = f"{abs(value):.0f}" if isinstance(value, int | float) else "some"
    return rule.sentence.replace("{value}", shown)
