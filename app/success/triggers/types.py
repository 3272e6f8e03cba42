"""A trigger as data: what it watches, whom it calls, and how soon somebody must act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal, get_args

from app.success.conditions.thresholds import Threshold
from app.success.conditions.types import Condition, Test
from app.success.hours import Clock

Group = Literal["lifecycle", "adoption", "support", "commercial"]
Priority = Literal["urgent", "high", "normal", "low"]
Whose = Literal["csm", "backup", "pod"]

GROUPS: Final[tuple[Group, ...]] = get_args(Group)
PRIORITIES: Final[tuple[Priority, ...]] = get_args(Priority)
"""Most pressing first."""
WORDS: Final = ("value", "previous", "from_previous", "size", "labels")
"""What a sentence may name: the value, the one before, " from 84" where one is known, the value without its
sign, and the kinds of the facts it was read from."""


@dataclass(frozen=True, slots=True)
class Sla:
    """How long there is to act: `hours`, or working `days` where the clock is that of business hours."""

    clock: Clock
    hours: float | None = None
    days: float | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """The figure a firing shows where `test` holds: what that reads, its unit, the sentence it stands in.

    `says` may name the words of `WORDS`.
    """

    test: Test
    says: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A condition to watch. `version` is a hash of its text.

    `when` makes it fire, `again` arms it for the next time; without one it is armed once `when` is false. No
    second firing comes within `cooldown_days`, or while one is open. `checkpoints` arm it as well each time
    the value falls to one of them. `window_days`: a first look at an account with a past fires only for what
    became true within so many days. Of `shown` the first whose test holds says why it fired. `score` names
    the definition whose factors explain it; `evidence` the facts to show; `seasonal` compares a change with
    last year's and with that of others.
    """

    name: str
    version: str
    row: str
    title: str
    group: Group
    outcome: str
    why: str
    priority: Priority
    sla: Sla
    owner: tuple[Whose, ...]
    play: str | None
    cooldown_days: float
    window_days: float
    when: Condition
    shown: tuple[Shown, ...]
    score: str
    is_on: bool
    again: Condition | None = None
    thresholds: tuple[Threshold, ...] = ()
    sla_segments: Mapping[str, Sla] = field(default_factory=lambda: MappingProxyType({}))
    checkpoints: tuple[float, ...] = ()
    evidence: tuple[str, ...] = ()
    seasonal: bool = False
