"""The policy's table as it is read from TOML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

from app.success.conditions import Condition, condition_from
from app.success.toml_files import Table, tables

Mode = Literal["automatic", "partial", "human"]
Does = Literal["human", "leave_out"]
EVERY: Final = "every"
"""In a rule's activities: all that reach a customer."""


@dataclass(frozen=True, slots=True)
class Activity:
    """A kind of step. `automatic` runs alone, `partial` and `human` are prepared for a person, and `why` says
    so. An internal one reaches no customer, and no rule binds it."""

    name: str
    title: str
    mode: Mode
    why: str
    is_internal: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """When `when` holds, the activities it names are a person's, or are left out. `{value}` in the sentence
    is the size of the first figure it looks at."""

    name: str
    sentence: str
    activities: frozenset[str]
    does: Does
    when: Condition

    def binds(self, activity: str) -> bool:
        return EVERY in self.activities or activity in self.activities


@dataclass(frozen=True, slots=True)
class Policy:
    """Every activity by name, and the rules in the order they are asked."""

    activities: Mapping[str, Activity]
    rules: tuple[Rule, ...]


def read_policy(text: str, file: str) -> Policy:
    """The policy a TOML text says. Raises Problems."""
    top = tables(text, file)
    top.only("activity", "rule")
    activities = {name: _activity(name, table) for name, table in top.table("activity").tables().items()}
    rules = tuple(_rule(table, activities) for table in top.list_of_tables("rule"))
    top.settle()
    return Policy(activities, rules)


def _activity(name: str, table: Table) -> Activity:
    table.only("title", "mode", "why", "is_internal")
    mode = table.choice("mode", ("automatic", "partial", "human"))
    why = table.text("why", default="" if mode == "automatic" else None)
    title = table.text("title", longest=80)
    return Activity(name, title, cast(Mode, mode), why, table.flag("is_internal", default=False))


def _rule(table: Table, activities: Mapping[str, Activity]) -> Rule:
    table.only("name", "sentence", "activities", "does", "when")
    named = table.texts("activities")
    for activity in named:
        if activity != EVERY and activity not in activities:
            table.place.at("activities").complain(f"names “{activity}”, which is no activity of this file.")
    return Rule(
        table.identifier("name"),
        table.text("sentence", longest=200),
        frozenset(named),
        cast(Does, table.choice("does", ("human", "leave_out"), default="human")),
        condition_from(table.table("when").values, table.place.at("when")),
    )
