"""Triggers from TOML: those that come with the product, and those a workspace writes."""

from __future__ import annotations

import hashlib
import string
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast, get_args

from app.success.conditions.from_toml import condition_from
from app.success.conditions.thresholds import thresholds_from
from app.success.conditions.types import NEVER, Condition, Reading, Test
from app.success.conditions.walk import horizon_days as reach_of
from app.success.conditions.walk import thresholds_in
from app.success.hours import LONGEST_HOURS, Clock
from app.success.toml_files import Table, tables
from app.success.triggers.types import GROUPS, PRIORITIES, WORDS, Group, Priority, Shown, Sla, Trigger, Whose

FIELDS = (
    "name", "row", "title", "group", "outcome", "why", "priority", "owner", "play", "score", "is_on",
    "cooldown_days", "window_days", "seasonal", "checkpoints", "evidence", "sla", "thresholds", "shown",
    "when", "again",
)  # fmt: skip
"""What a trigger's file may hold."""
_MOST_SHOWN = 12
_MOST_CHECKPOINTS = 10
_LONGEST_DAYS = 3650.0


@cache
def shipped() -> Mapping[str, str]:
    """The text of every trigger that comes with the product, by name; those of the library first."""
    files = sorted(Path(__file__).parent.glob("*.toml"), key=lambda path: path.stem)
    return MappingProxyType({path.stem: path.read_text(encoding="utf-8") for path in files})


def read(text: str, file: str) -> Trigger:
    """A trigger. Raises Problems with every fault of the text."""
    top = tables(text, file)
    top.only(*FIELDS)
    made = _trigger(top, hashlib.sha256(text.encode()).hexdigest()[:12])
    _refuse_unknown_thresholds(top, made)
    top.settle()
    return made


def horizon_days(triggers: Iterable[Trigger]) -> float:
    """How far back facts are needed to judge these, at a first look too."""
    reach = (
        reach_of([one.when, *([one.again] if one.again else []), *(shown.test for shown in one.shown)])
        + one.window_days
        for one in triggers
    )
    return max(reach, default=0.0)


def _trigger(top: Table, version: str) -> Trigger:
    sla = top.table("sla")
    return Trigger(
        name=top.identifier("name"),
        version=version,
        row=top.text("row", longest=20),
        title=top.text("title", longest=120),
        group=cast(Group, top.choice("group", GROUPS)),
        outcome=top.text("outcome", longest=300),
        why=top.text("why", longest=300),
        priority=cast(Priority, top.choice("priority", PRIORITIES)),
        sla=_sla(sla, "segments"),
        sla_segments=_sla_segments(sla),
        owner=_owner(top),
        play=top.identifier("play") if "play" in top else None,
        cooldown_days=top.number("cooldown_days", least=0, most=_LONGEST_DAYS),
        window_days=top.number("window_days", least=0, most=_LONGEST_DAYS),
        when=_condition(top, "when"),
        again=_condition(top, "again") if "again" in top else None,
        shown=_shown(top),
        score=top.identifier("score", default="risk"),
        is_on=top.flag("is_on", default=True),
        thresholds=thresholds_from(top.table("thresholds", needed=False)),
        checkpoints=_checkpoints(top),
        evidence=top.texts("evidence", most=20, default=()),
        seasonal=top.flag("seasonal", default=False),
    )


def _condition(top: Table, name: str) -> Condition:
    return condition_from(top.table(name).values, top.place.at(name))


def _sla(table: Table, *others: str) -> Sla:
    table.only("hours", "days", "clock", *others)
    clock = cast(Clock, table.choice("clock", get_args(Clock)))
    if ("hours" in table) == ("days" in table):
        table.place.complain("must say either `hours` or `days`.")
        return Sla(clock, hours=24)
    if "hours" in table:
        return Sla(clock, hours=table.number("hours", least=0.25, most=LONGEST_HOURS))
    if clock == "calendar":
        table.place.at("days").complain("are working days, so the clock must be business; else give `hours`.")
    return Sla(clock, days=table.number("days", least=0.5, most=250))


def _sla_segments(sla: Table) -> Mapping[str, Sla]:
    """Each segment's own; clock and amount both, so that a line says all of it."""
    return MappingProxyType({n: _sla(one) for n, one in sla.table("segments", needed=False).tables().items()})


def _owner(top: Table) -> tuple[Whose, ...]:
    order = top.texts("owner", most=len(get_args(Whose)))
    if not order or len(set(order)) != len(order) or not set(order) <= set(get_args(Whose)):
        top.place.at("owner").complain("must be csm, backup and pod, or some of them, in the order to try.")
    return cast("tuple[Whose, ...]", order)


def _checkpoints(top: Table) -> tuple[float, ...]:
    found: Any = top.values.get("checkpoints", [])
    is_list = isinstance(found, list) and len(found) <= _MOST_CHECKPOINTS
    if not is_list or not all(isinstance(mark, int | float) and abs(mark) < 1e6 for mark in found):
        top.place.at("checkpoints").complain(f"must be a list of at most {_MOST_CHECKPOINTS} numbers.")
        return ()
    return tuple(map(float, found))


def _shown(top: Table) -> tuple[Shown, ...]:
    made = [_one_shown(table) for table in top.list_of_tables("shown", most=_MOST_SHOWN)]
    if not made:
        top.place.at("shown").complain("must say at least once what a firing shows.")
    return tuple(made)


def _one_shown(table: Table) -> Shown:
    table.only("test", "says", "unit")
    test = condition_from(table.table("test").values, table.place.at("test"))
    if not isinstance(test, Test):
        if test != NEVER:  # a faulty one has been noted already
            table.place.at("test").complain("must be one test of one reading, not several joined.")
        test = Test(Reading(field="stage"), "known")
    says = table.text("says", longest=300)
    unknown = _unknown_words(says, WORDS)
    if unknown is not None:
        table.place.at("says").complain(f"{unknown} Known are {', '.join(f'{{{word}}}' for word in WORDS)}.")
    return Shown(test, says, table.text("unit", longest=40, default=""))


def _unknown_words(says: str, known: Sequence[str]) -> str | None:
    try:
        named = [name for _, name, _, _ in string.Formatter().parse(says) if name is not None]
    except ValueError:
        return "has a brace without its other half."
    return None if set(named) <= set(known) else "names a word in braces that there is not."


def _refuse_unknown_thresholds(top: Table, made: Trigger) -> None:
    """A condition that names a threshold needs it, and one nobody names is a slip of the pen."""
    given = [threshold.name for threshold in made.thresholds]
    again = () if made.again is None else thresholds_in(made.again)
    used = {
        "when": thresholds_in(made.when),
        "again": again,
        "shown": tuple(name for shown in made.shown for name in thresholds_in(shown.test)),
    }
    for place, names in used.items():
        for name in names:
            if name not in given:
                top.place.at(place).complain(f"names ${name[:60]}, which `thresholds` does not have.")
    for name in given:
        if not any(name in names for names in used.values()):
            top.place.at("thresholds", name).complain("is not named by any condition.")
