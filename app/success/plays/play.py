"""Plays as text: those that come with Earshot, and any text read as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from app.success.conditions import Condition, horizon_days, readings
from app.success.conditions.spans import reach_days
from app.success.plays.reading import read_file
from app.success.plays.types import Branch, Play, Wait
from app.success.plays.validate import faults
from app.success.policy import shipped_policy
from app.success.toml_files import Problem

_FOLDER = Path(__file__).parent.parent / "playbooks"

MARGIN_DAYS = 60.0
"""How long before a run began its readings may still look, so that a figure of before it can be compared."""


@cache
def shipped() -> Mapping[str, str]:
    """The text of every play that comes with Earshot, by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.toml"))}


def read(text: str, file: str) -> Play:
    """A play that may run. Raises Problems with every fault of the text."""
    top, play = read_file(text, file)
    place = top.place
    numbers = {step.id: number for number, step in reversed(list(enumerate(play.steps)))}
    for fault in faults(play, shipped_policy().activities):
        if fault.step is None:
            place.problems.append(Problem(file, place.lines.get((fault.field,)), fault.field, fault.sentence))
            continue
        field = ".".join(filter(None, (f"step[{numbers[fault.step.id] + 1}]", fault.field)))
        place.problems.append(Problem(file, fault.step.line, field, fault.sentence))
    top.settle()
    return play


def conditions_of(play: Play) -> Iterable[Condition]:
    """Every condition a play asks."""
    for step in play:
        if step.only_if is not None:
            yield step.only_if
        if isinstance(step, Wait) and step.until is not None:
            yield step.until
        if isinstance(step, Branch):
            yield from (case.when for case in step.cases if case.when is not None)
    if play.outcome.when is not None:
        yield play.outcome.when


def horizon_of(play: Play, days_running: float) -> float:
    """How many days of facts a run of this play needs that began `days_running` days ago."""
    asked = [*conditions_of(play), *(rule.when for rule in shipped_policy().rules)]
    furthest = horizon_days(asked)
    back = play.outcome.back_to
    before = reach_days(back.reading) + back.before_days + days_running if back is not None else 0.0
    return max(furthest, before, MARGIN_DAYS)


def facts_of(play: Play) -> frozenset[str]:
    """The names of facts a play looks at, those under a prefix as `usage.*`."""
    asked = {reading.fact for each in conditions_of(play) for reading in readings(each)}
    back = play.outcome.back_to
    return frozenset(name for name in (*asked, back.reading.fact if back else None) if name)
