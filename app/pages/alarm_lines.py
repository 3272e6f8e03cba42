"""What is new about a study's themes, in a sentence with its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.pages.wording import counted, day, percent, signed
from app.queries.theme_figures import AlarmLine

NEWS = timedelta(days=7)
"""How long something is told as new."""
MARKED = timedelta(weeks=4)
"""How long a theme carries its mark."""


@dataclass(frozen=True)
class Told:
    """One alarm. `mark` is the word a theme's line carries, `lead` comes before the theme's name, which
    links to it, `rest` after it."""

    theme_id: str
    theme: str
    study_id: str
    study: str
    mark: str
    tone: str
    lead: str
    rest: str
    at: datetime


@dataclass(frozen=True)
class News:
    """What is told first, and how much more there is."""

    lines: tuple[Told, ...]
    more: int


def news(lines: Sequence[AlarmLine], since: datetime, *, shown: int = 3) -> News:
    """The newest told since; `lines` come newest first. Shifts come before new themes, of which a first
    analysis brings many."""
    recent = [told(line) for line in lines if line.created_at >= since]
    recent.sort(key=lambda one: one.mark == "new")
    return News(tuple(recent[:shown]), max(0, len(recent) - shown))


def told(line: AlarmLine) -> Told:
    say = _emerged if line.kind == "emerged" else _MEASURES[line.figures["measure"]]
    mark, tone, lead, rest = say(line)
    return Told(line.theme_id, line.theme, line.study_id, line.study, mark, tone, lead, rest, line.created_at)


def marks(lines: Sequence[AlarmLine]) -> dict[str, Told]:
    """By theme, the newest alarm; `lines` come newest first."""
    found: dict[str, Told] = {}
    for line in lines:
        found.setdefault(line.theme_id, told(line))
    return found


def _emerged(line: AlarmLine) -> tuple[str, str, str, str]:
    now, before = line.figures["now"]["prevalence"], line.figures["before"]
    people = counted(now["respondents"], "person", "people")
    rest = f"heard from {people} of {now['of']:,} since {day(line.since)}"
    if before:
        rest += f", from none of {before['prevalence']['of']:,} before"
    return "new", "tag", "New theme:", f"{rest}."


def _prevalence(line: AlarmLine) -> tuple[str, str, str, str]:
    is_up = line.figures["direction"] == "up"
    now, before = _share(line.figures["now"]), _share(line.figures["before"])
    more = "more" if is_up else "fewer"
    return (
        "rising" if is_up else "falling",
        "tone-mixed" if is_up else "tone-neutral",
        f"Voiced by {more} people:",
        f"{now} since {day(line.since)}, {before} before.",
    )


def _sentiment(line: AlarmLine) -> tuple[str, str, str, str]:
    is_up = line.figures["direction"] == "up"
    now, before = _feeling(line.figures["now"]), _feeling(line.figures["before"])
    return (
        "warmer" if is_up else "colder",
        "tone-positive" if is_up else "tone-negative",
        f"People feel {'better' if is_up else 'worse'} about",
        f"{now} since {day(line.since)}, {before} before.",
    )


_MEASURES = {"prevalence": _prevalence, "sentiment": _sentiment}


def _share(side: dict[str, Any]) -> str:
    share = side["prevalence"]
    return f"{percent(share['value'])} ({share['respondents']:,} of {share['of']:,})"


def _feeling(side: dict[str, Any]) -> str:
    feeling = side["sentiment"]
    return f"{signed(feeling['value'])} ({counted(feeling['respondents'], 'person', 'people')})"
