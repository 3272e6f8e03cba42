"""What is counted: the interviews that were heard, and what each of them says on each theme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Heard:
    """One analysed interview: whose it is, the day it ended, and what is known of the respondent.

    `groups` holds what a respondent can be grouped by, such as {"segment": "enterprise", "role": "admin"};
    what is not known is left out. `arr_cents` is the account's, None where unknown.
    """

    interview: str
    respondent: str
    on: date
    account: str | None = None
    arr_cents: int | None = None
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Voice:
    """What one interview says on one theme. `sentiment` (-1..1) is the mean over its `assessed` statements,
    None where none was assessed."""

    theme: str
    interview: str
    statements: int = 1
    assessed: int = 0
    sentiment: float | None = None


@dataclass(frozen=True)
class Record:
    """A study as far as it was analysed. `heard` is oldest first; a voice of an interview not heard counts
    nowhere. A person interviewed twice is one respondent in every figure but those of time."""

    heard: tuple[Heard, ...]
    voices: tuple[Voice, ...]

    @cached_property
    def by_interview(self) -> dict[str, Heard]:
        return {one.interview: one for one in self.heard}

    @cached_property
    def people(self) -> dict[str, Heard]:
        """Each respondent with their latest interview."""
        return {one.respondent: one for one in self.heard}

    @cached_property
    def of_theme(self) -> dict[str, tuple[Voice, ...]]:
        """The voices on each theme."""
        found: defaultdict[str, list[Voice]] = defaultdict(list)
        for voice in self.voices:
            if voice.interview in self.by_interview:
                found[voice.theme].append(voice)
        return {theme: tuple(voices) for theme, voices in found.items()}

    @cached_property
    def voicing(self) -> dict[str, frozenset[str]]:
        """The respondents who voice each theme."""
        whose = self.by_interview
        return {
            theme: frozenset(whose[voice.interview].respondent for voice in voices)
            for theme, voices in self.of_theme.items()
        }

    @cached_property
    def weekly(self) -> dict[date, frozenset[str]]:
        """The respondents of each week, by its Monday; weeks without any are left out."""
        found: defaultdict[date, set[str]] = defaultdict(set)
        for one in self.heard:
            found[monday(one.on)].add(one.respondent)
        return {week: frozenset(who) for week, who in found.items()}

    def between(self, first: date, last: date) -> Record:
        """What was heard from `first` on and before `last`."""
        heard = tuple(one for one in self.heard if first <= one.on < last)
        kept = {one.interview for one in heard}
        return Record(heard, tuple(voice for voice in self.voices if voice.interview in kept))


def monday(day: date) -> date:
    """The Monday of the day's week (ISO 8601)."""
    return day - timedelta(days=day.weekday())


def record(heard: Iterable[Heard], voices: Iterable[Voice]) -> Record:
    """A record whose interviews stand in order of time, ties by id."""
    return Record(tuple(sorted(heard, key=lambda one: (one.on, one.interview))), tuple(voices))
