"""A play from its TOML text. Whatever is wrong is told with its file, line and field, all at once."""

from __future__ import annotations

import hashlib
from typing import Final, cast

from app.success.conditions import Condition, condition_from, reading_from
from app.success.conditions.from_toml import READING_FIELDS
from app.success.plays.step_readers import step_from
from app.success.plays.types import (
    END,
    MOMENTS,
    BackTo,
    Moment,
    Outcome,
    Play,
    Step,
    Target,
)
from app.success.toml_files import Table, tables

MOST_STEPS: Final = 60
_FIELDS = (
    "name",
    "playbook",
    "title",
    "moment",
    "purpose",
    "adoption_metric",
    "business_metric",
    "target",
    "to",
    "holdout_share",
    "outcome",
    "step",
)


def play_from(top: Table, text: str) -> Play:
    """The play a file says; its faults are noted in the file, `top.settle()` raises them."""
    top.only(*_FIELDS)
    name, playbook = top.identifier("name"), top.identifier("playbook")
    title, moment = top.text("title", longest=120), top.choice("moment", MOMENTS)
    steps = _steps(top)
    return Play(
        name=name,
        playbook=playbook,
        title=title,
        moment=cast(Moment, moment),
        purpose=top.text("purpose", longest=400),
        adoption_metric=top.text("adoption_metric", longest=200),
        business_metric=top.text("business_metric", longest=200),
        target=cast(Target, top.choice("target", ("account", "contact"), default="account")),
        to=top.texts("to", most=10, default=()),
        holdout_share=top.number("holdout_share", least=0, most=0.5, default=0.0),
        outcome=_outcome(top),
        steps=steps,
        version=hashlib.sha256(text.encode()).hexdigest()[:12],
    )


def read_file(text: str, file: str) -> tuple[Table, Play]:
    """The file's table, to note more faults in, and the play. Raises Problems for what is no TOML at all."""
    top = tables(text, file)
    return top, play_from(top, text)


def _steps(top: Table) -> tuple[Step, ...]:
    found = top.list_of_tables("step", most=MOST_STEPS)
    names = [str(table.values.get("id", "")) for table in found]
    return tuple(
        step_from(table, _then(table, names[number + 1] if number + 1 < len(names) else None))
        for number, table in enumerate(found)
    )


def _then(table: Table, following: str | None) -> str | None:
    """The step after this one: the one it names, else the next in the file."""
    named = table.text("then", longest=60, default="")
    return (None if named == END else named) if named else following


def _outcome(top: Table) -> Outcome:
    """The outcome check. Without one the play is refused: nobody would know whether it worked."""
    if "outcome" not in top:
        top.place.complain(
            "has no [outcome]. Say what must be so, by when, and what happens by itself if it is not."
        )
    table = top.table("outcome", needed=False)
    if "outcome" not in top:
        return Outcome("", 1, "", "", None)
    table.only("title", "when", "back_to", "within_days", "code", "otherwise")
    if "when" not in table and "back_to" not in table:
        table.place.complain(
            "checks nothing. Give `when`, a condition, or `back_to`, a figure that comes back."
        )
    if "otherwise" not in table:
        table.place.complain(
            'needs `otherwise`, the step that follows by itself when it did not work, or "escalate".'
        )
    return Outcome(
        title=table.text("title", longest=160),
        within_days=table.number("within_days", least=0.01, most=730),
        code=table.identifier("code"),
        otherwise=table.text("otherwise", longest=60, default=""),
        when=_condition(table, "when"),
        back_to=_back_to(table),
    )


def _back_to(outcome: Table) -> BackTo | None:
    if "back_to" not in outcome:
        return None
    table = outcome.table("back_to")
    table.only(*READING_FIELDS, "before_days", "percent")
    reading = reading_from(table.values, table.place)
    before = table.number("before_days", least=0, most=180)
    percent = table.number("percent", least=1, most=1000)
    return None if reading is None else BackTo(reading, before, percent)


def _condition(table: Table, name: str) -> Condition | None:
    if name not in table:
        return None
    return condition_from(table.table(name).values, table.place.at(name))
