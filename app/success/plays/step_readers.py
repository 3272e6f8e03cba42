"""One reader for each kind of step, and the table of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from app.success.conditions import Condition, condition_from
from app.success.plays.types import (
    DOES,
    END,
    Branch,
    Case,
    Clock,
    CspWrite,
    Do,
    Invite,
    Meeting,
    Message,
    Priority,
    Slack,
    Step,
    Wait,
    Whose,
    Work,
)
from app.success.plays.words import ALWAYS_KNOWN, NAMES, names_in
from app.success.toml_files import Table, meant

LONGEST_HOURS: Final = 24 * 60
_COMMON = ("id", "do", "title", "then")
_ACTS = (*_COMMON, "activity", "only_if")
_WORK = (*_ACTS, "text", "checklist", "hours", "clock", "priority", "whose")
MEETINGS: Final = ("kickoff", "check_in", "qbr", "ebr", "training")


def step_from(table: Table, then: str | None) -> Step:
    """The step a table says; `then` is where it leads unless it says otherwise itself."""
    do = cast(Do, table.choice("do", DOES))
    common = {
        "id": table.identifier("id"),
        "do": do,
        "title": words(table, "title", longest=160),
        "line": table.place.line or 0,
        "then": then,
    }
    return READERS[do](table, common)


def words(table: Table, name: str, *, longest: int = 4_000, default: str | None = None) -> str:
    """A text for people whose names in double braces are all known."""
    text = table.text(name, longest=longest, default=default)
    for found in names_in(text):
        if found not in NAMES:
            table.place.at(name).complain(f"names something there is not.{meant(found, list(NAMES))}")
    return text


def _acting(table: Table, common: dict[str, Any]) -> dict[str, Any]:
    """What steps with an effect have besides."""
    only_if = _condition(table, "only_if")
    return {**common, "activity": table.text("activity", longest=60, default="") or None, "only_if": only_if}


def _condition(table: Table, name: str) -> Condition | None:
    if name not in table:
        return None
    return condition_from(table.table(name).values, table.place.at(name))


def _message(table: Table, common: dict[str, Any]) -> Step:
    table.only(*_ACTS, "subject", "text", "to", "link")
    text = words(table, "text")
    if text and not any(set(names_in(part)) <= ALWAYS_KNOWN for part in text.strip().split("\n\n")):
        table.place.at("text").complain(
            "could end up empty: keep one paragraph that needs nothing but names that are always known."
        )
    link = None
    if "link" in table:
        given = table.table("link")
        given.only("label", "url")
        link = (given.text("url", longest=500, default=""), given.text("label", longest=80))
        if link[0] and not link[0].startswith("https://"):
            given.place.at("url").complain("begins with https://.")
    return Message(
        **_acting(table, common),
        subject=words(table, "subject", longest=160),
        text=text,
        to=table.texts("to", most=10, default=()),
        link=link,
    )


def _invite(table: Table, common: dict[str, Any]) -> Step:
    table.only(*_ACTS, "guide", "reason", "to")
    return Invite(
        **_acting(table, common),
        guide=table.identifier("guide"),
        reason=words(table, "reason", longest=1_000),
        to=table.texts("to", most=10, default=()),
    )


def _work(table: Table, common: dict[str, Any]) -> Step:
    table.only(*_WORK)
    return Work(**_acting(table, common), **_errand(table))


def _schedule(table: Table, common: dict[str, Any]) -> Step:
    table.only(*_WORK, "meeting")
    return Work(**_acting(table, common), **_errand(table), meeting=_meeting(table.table("meeting")))


def _errand(table: Table) -> dict[str, Any]:
    """What a person is to do, and by when."""
    return {
        "text": words(table, "text"),
        "checklist": table.texts("checklist", most=20, default=()),
        "hours": table.number("hours", least=0.25, most=LONGEST_HOURS),
        "clock": cast(Clock, table.choice("clock", ("business", "calendar"), default="business")),
        "priority": cast(
            Priority, table.choice("priority", ("urgent", "high", "normal", "low"), default="normal")
        ),
        "whose": cast(Whose, table.choice("whose", ("csm", "backup", "pod"), default="csm")),
    }


def _meeting(table: Table) -> Meeting:
    table.only("kind", "minutes", "within_days", "agenda")
    return Meeting(
        kind=table.choice("kind", MEETINGS),
        minutes=table.whole("minutes", least=15, most=480, default=60),
        within_days=table.whole("within_days", least=1, most=90, default=14),
        agenda=table.texts("agenda", most=12, default=()),
    )


def _slack(table: Table, common: dict[str, Any]) -> Step:
    table.only(*_ACTS, "text")
    return Slack(**_acting(table, common), text=words(table, "text", longest=2_000))


def _csp_write(table: Table, common: dict[str, Any]) -> Step:
    table.only(*_ACTS, "field", "value")
    return CspWrite(
        **_acting(table, common),
        field=table.identifier("field"),
        value=words(table, "value", longest=500),
    )


_WAITS_FOR = ("interview", "task", "until", "outcome", "day", "renewal_days")


def _wait(table: Table, common: dict[str, Any]) -> Step:
    table.only(*_COMMON, *_WAITS_FOR, "days", "late")
    given = [name for name in _WAITS_FOR if name in table]
    if len(given) > 1:
        table.place.complain(f"waits for several things at once ({', '.join(given)}). Make each a step.")
    has_day = "day" in table
    if not has_day and "days" not in table:
        table.place.complain("could wait for ever. Give `days`, the longest it may wait.")
    return Wait(
        **common,
        days=table.number("days", least=0.01, most=400, default=400.0),
        interview=table.text("interview", longest=60) if "interview" in table else None,
        task=table.text("task", longest=60) if "task" in table else None,
        until=_condition(table, "until"),
        outcome=table.flag("outcome", default=False),
        day=table.number("day", least=0, most=400) if has_day else None,
        renewal_days=table.number("renewal_days", least=0, most=400) if "renewal_days" in table else None,
        late=_goto(table, "late"),
    )


def _branch(table: Table, common: dict[str, Any]) -> Step:
    table.only(*_COMMON, "interview", "task", "cases")
    if "then" not in table:
        table.place.complain("needs `then`: where it goes when no case fits.")
    return Branch(
        **common,
        cases=tuple(_case(case) for case in table.list_of_tables("cases", most=20)),
        interview=table.text("interview", longest=60) if "interview" in table else None,
        task=table.text("task", longest=60) if "task" in table else None,
    )


def _case(table: Table) -> Case:
    table.only("intents", "themes", "codes", "when", "goto")
    if not any(name in table for name in ("intents", "themes", "codes", "when")):
        table.place.complain("fits nothing. Give intents, themes, codes or when.")
    return Case(
        goto=_goto(table, "goto", is_needed=True),
        intents=table.texts("intents", default=()),
        themes=tuple(theme.lower() for theme in table.texts("themes", default=())),
        codes=table.texts("codes", default=()),
        when=_condition(table, "when"),
    )


def _goto(table: Table, name: str, *, is_needed: bool = False) -> str | None:
    """A step's id; None for the end, or where nothing is said."""
    found = table.text(name, longest=60, default=None if is_needed else "")
    return None if found in ("", END) else found


def _end(table: Table, common: dict[str, Any]) -> Step:
    table.only("id", "do", "title", "then")
    return Step(**{**common, "then": None})


READERS: Final[Mapping[Do, Callable[[Table, dict[str, Any]], Step]]] = {
    "email": _message,
    "in_app": _message,
    "task": _work,
    "slack": _slack,
    "csp_write": _csp_write,
    "invite": _invite,
    "wait": _wait,
    "branch": _branch,
    "schedule": _schedule,
    "open_renewal": _work,
    "hand_to_human": _work,
    "end": _end,
}
