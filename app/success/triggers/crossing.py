"""When a trigger fires: on the crossing, not on every look, and never twice for one.

A trigger is armed or not for each account. Armed and true, it fires and is disarmed; it is armed again once
what made it fire is over by a margin, or is older than the windows that read it. Unknown moves nothing else,
and neither does a change of coverage: a condition is judged by scores as the account itself made them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.success.triggers.types import Trigger


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a trigger stands with an account. `is_open`: a firing of it waits to be closed."""

    is_armed: bool = True
    crossings: int = 0
    last_value: float | None = None
    fired_at: datetime | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look saw, None where unknown: whether `when` holds, whether `again` does, the value shown.

    `before` is whether `when` held at the beginning of the trigger's window: only a first look asks.
    `is_news` is False where it holds only because a score became known: nothing happened, we learned of it.
    `is_spent`: all it could hold by is older than the windows that read it, and nothing came after.
    """

    holds: bool | None
    again: bool | None = None
    value: float | None = None
    before: bool | None = None
    is_news: bool = True
    is_spent: bool = False


@dataclass(frozen=True, slots=True)
class Fire:
    """It became true. `cause` names this crossing, and the next one otherwise."""

    cause: str
    after: Standing


@dataclass(frozen=True, slots=True)
class Hold:
    """It became true and does not fire: `why` is cooldown, open, or known (so before our first look).
    `after` is None where the trigger stays as it stood."""

    why: str
    after: Standing | None = None


@dataclass(frozen=True, slots=True)
class Rearm:
    """What made it fire is over: the next crossing fires."""

    after: Standing


def cross(
    trigger: Trigger, standing: Standing | None, seen: Seen, now: datetime
) -> Fire | Hold | Rearm | None:
    """What this look does to a trigger, None for nothing. `standing` is None at the first look."""
    if standing is None:
        return _first(seen, now)
    is_armed = standing.is_armed or _passed_one(trigger.checkpoints, standing.last_value, seen.value)
    if seen.holds and is_armed and not seen.is_news:
        return Hold("known", _stands(standing, is_armed=False, seen=seen, fired_at=standing.fired_at))
    if seen.holds and is_armed:
        if standing.is_open:
            return Hold("open")
        if _is_cooling(trigger, standing, now):
            return Hold("cooldown")
        return _fire(standing, seen, now)
    if not standing.is_armed and _is_over(trigger, seen):
        return Rearm(_stands(standing, is_armed=True, seen=seen, fired_at=standing.fired_at))
    return None


def _first(seen: Seen, now: datetime) -> Fire | Hold | Rearm | None:
    """An account we have not looked at may have a past: what has long been so is noted and does not fire."""
    if not seen.holds:
        return None if seen.holds is None else Rearm(Standing(last_value=seen.value))
    if seen.before or not seen.is_news:
        return Hold("known", Standing(is_armed=False, last_value=seen.value))
    return _fire(Standing(), seen, now)


def _fire(standing: Standing, seen: Seen, now: datetime) -> Fire:
    after = _stands(standing, is_armed=False, seen=seen, fired_at=now, crossings=standing.crossings + 1)
    return Fire(f"crossing/{after.crossings}", after)


def _stands(
    standing: Standing, *, is_armed: bool, seen: Seen, fired_at: datetime | None, crossings: int | None = None
) -> Standing:
    return Standing(
        is_armed=is_armed,
        crossings=standing.crossings if crossings is None else crossings,
        last_value=standing.last_value if seen.value is None else seen.value,
        fired_at=fired_at,
        is_open=standing.is_open,
    )


def _is_over(trigger: Trigger, seen: Seen) -> bool:
    """By a margin where the trigger names one; or because it is past and nothing new was told. That we no
    longer know a score or a field ends nothing."""
    if seen.holds is None and seen.is_spent:
        return True
    if trigger.again is None:
        return seen.holds is False
    return seen.again is True and not seen.holds


def _is_cooling(trigger: Trigger, standing: Standing, now: datetime) -> bool:
    return standing.fired_at is not None and now < standing.fired_at + timedelta(days=trigger.cooldown_days)


def _passed_one(checkpoints: Sequence[float], last: float | None, value: float | None) -> bool:
    """Whether the value has come down to a checkpoint since it was last noted."""
    return last is not None and value is not None and any(value <= mark < last for mark in checkpoints)
