"""How a definition reads, in sentences: shown beside its text, so that a slip is seen before it holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from app.database import Db
from app.pages.wording import counted, percent
from app.queries.conditions import accounts_meeting
from app.services.policy_book import Book
from app.success.conditions.types import Condition
from app.success.conditions.walk import segments_in
from app.success.health.types import Definition
from app.success.hours import Calendar
from app.success.triggers.types import Trigger

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MEANS = {
    "worked": "it led to something",
    "noise": "it should not have fired",
    "neutral": "says neither",
}


async def in_words(db: Db, held: Book, kind: str, found: Any, now: datetime) -> list[str]:
    """What a definition of this kind says, a sentence each. A segment says how many are in it."""
    match kind:
        case "trigger":
            return list(_trigger(found, held))
        case "segment":
            inside = len(await accounts_meeting(db, found.when, now, segments={}))
            return [found.about, f"{counted(inside, 'account')} would be in it now."]
        case "health":
            return list(_health(found))
        case "hours":
            return list(_hours(found))
        case "reason_codes":
            return [f"{code.title}: {MEANS[code.means]}." for code in found.values()]
    return []


def _trigger(trigger: Trigger, held: Book) -> Iterator[str]:
    yield trigger.why
    yield f"It serves: {trigger.outcome}"
    yield f"Priority {trigger.priority}; not again within {trigger.cooldown_days:g} days."
    for one in trigger.thresholds:
        more = "".join(f", {value:g} for {segment}" for segment, value in one.segments.items())
        yield f"{one.name.replace('_', ' ').capitalize()}: {one.value:g} for all{more}."
    if trigger.play is not None and trigger.play not in held.plays:
        yield f"It names the play “{trigger.play}”, which is off or not there: nothing would begin."
    named = {name for one in trigger.thresholds for name in one.segments} | set(trigger.sla_segments)
    named |= {name for condition in _conditions(trigger) for name in segments_in(condition)}
    for name in sorted(named - set(held.segments)):
        yield f"It names the segment “{name}”, which there is not: nobody is in it."


def _conditions(trigger: Trigger) -> tuple[Condition, ...]:
    return (trigger.when,) if trigger.again is None else (trigger.when, trigger.again)


def _health(definition: Definition) -> Iterator[str]:
    yield definition.about
    whole = sum(factor.weight for factor in definition.factors)
    for factor in definition.factors:
        yield f"{factor.title}: {percent(factor.weight / whole)} of all weight."


def _hours(calendar: Calendar) -> Iterator[str]:
    days = [DAYS[day] for day in sorted(calendar.weekdays)]
    yield f"From {calendar.opens:%H:%M} to {calendar.closes:%H:%M} on {', '.join(days)}."
    yield f"By the clock of {calendar.zone.key}."
    yield f"{counted(len(calendar.holidays), 'holiday')} when you are closed."
