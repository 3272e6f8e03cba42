"""What a play would do at an account: each step that reaches somebody, and who would act on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.success.conditions import Condition, judge
from app.success.plays.types import Branch, Do, Play, Wait
from app.success.policy import Act, decide
from app.success.record import Record


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A step with its decision, as things stood at that moment; whether a branch leads there is not asked."""

    step: str
    title: str
    do: Do
    act: Act
    rule: str
    why: str


def foresee(
    play: Play, record: Record, now: datetime, *, segments: Mapping[str, Condition]
) -> tuple[Foreseen, ...]:
    """The steps with an effect, in the order of the file; those that are not for this account are left
    out."""
    found = []
    for step in play:
        if isinstance(step, Wait | Branch) or step.do == "end":
            continue
        if step.only_if is not None and judge(step.only_if, record, now, segments=segments) is not True:
            continue
        decision = decide(step, record, now, segments=segments)
        found.append(Foreseen(step.id, step.title, step.do, decision.act, decision.rule, decision.why))
    return tuple(found)
