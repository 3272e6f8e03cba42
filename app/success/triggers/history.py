"""A trigger over the past: what it would have fired, day by day, from what was known on each day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.success.health.moves import moved
from app.success.health.scores import Score
from app.success.health.scoring import applies, score
from app.success.health.types import Definition
from app.success.record import Record
from app.success.triggers.crossing import Fire, Standing, cross
from app.success.triggers.judging import Segments, as_of, judged, look, scores_read
from app.success.triggers.reason import reason_of
from app.success.triggers.types import Trigger

OWN = ("facts", "age")


@dataclass(frozen=True, slots=True)
class Would:
    """A firing there would have been."""

    account: str
    at: datetime
    sentence: str


def simulate(
    trigger: Trigger,
    record: Record,
    now: datetime,
    days: int,
    every: int = 1,
    *,
    segments: Segments,
    overrides: Mapping[str, float],
    health: Mapping[str, Definition],
) -> tuple[Would, ...]:
    """The firings of one account over the last `days`, one look `every` so many days, oldest first.

    Fields whose past is not told stand as they are today; scores are computed anew for each day. Somebody is
    taken to have closed each firing by the end of its cooldown.
    """
    scores = _Scores(trigger, health, segments)
    standing: Standing | None = None
    made: list[Would] = []
    for back in range(days, -1, -every):
        then = now - timedelta(days=back)
        if not _was_ours(record, then):
            continue
        seen = scores.on(as_of(record, then, now), then)
        case = judged(trigger, seen, then, segments, overrides)
        found = look(case, seen, then, segments, is_first=standing is None, fresh=scores.fresh)
        outcome = cross(trigger, standing, found, then)
        if isinstance(outcome, Fire):
            reason = reason_of(case, seen, then, segments, scores_before=scores.before, evidence=())
            made.append(Would(record.account, then, reason.sentence))
        if outcome is not None and outcome.after is not None:
            standing = outcome.after
    return tuple(made)


def _was_ours(record: Record, then: datetime) -> bool:
    """Whether the account had begun and not yet left."""
    began, left = _day(record, "started_on"), _day(record, "churned_on")
    return (began is None or began <= then.date()) and (left is None or then.date() < left)


def _day(record: Record, name: str) -> date | None:
    known = record.fields.get(name)
    return known.value if known is not None and isinstance(known.value, date) else None


class _Scores:
    """The scores a trigger reads, as the account made them, from day to day.

    Only a move of its own changes one: what became known or unknown leaves it where it stood.
    """

    def __init__(self, trigger: Trigger, health: Mapping[str, Definition], segments: Segments) -> None:
        self.definitions = [health[name] for name in sorted(scores_read(trigger)) if name in health]
        self.segments = segments
        self.last: dict[str, Score] = {}
        self.own: dict[str, float] = {}
        self.before: dict[str, float] = {}
        self.fresh: frozenset[str] = frozenset()

    def on(self, record: Record, then: datetime) -> Record:
        """The record with the scores of that day in it."""
        was_known = set(self.own)
        for definition in self.definitions:
            if applies(definition, record, then, segments=self.segments):
                self._take(definition.name, score(definition, record, then, segments=self.segments))
        self.fresh = frozenset(set(self.own) - was_known)
        return replace(record, scores=dict(self.own)) if self.definitions else record

    def _take(self, name: str, found: Score) -> None:
        before = self.last.get(name)
        move = moved(before, found)
        if before is not None and before.score is not None:
            self.before[name] = before.score
        if before is None or move.is_recorded:
            self.last[name] = found
        if found.score is None:
            self.own.pop(name, None)
        elif name not in self.own or move.cause in OWN:
            self.own[name] = found.score
