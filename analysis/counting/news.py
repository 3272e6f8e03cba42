"""Themes that emerged: nobody voiced them before, or the analysis has only just found them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from analysis.counting.chance import fisher_more
from analysis.counting.record import Record, monday
from analysis.prevalence import Share, wilson

RECENT = timedelta(weeks=4)
FEWEST_BEFORE = 10
"""Respondents who did not voice a theme before it can be called new."""
FALSE_NEWS = 0.05
"""A theme as common as ever, unheard before by chance, is taken for new one time in twenty at most."""


@dataclass(frozen=True, slots=True)
class Emerged:
    """A theme that is new. `now` is the share of the recent respondents who voice it, or of all where the
    analysis has just found it; `before` of those before, nobody. `since` is the day it was first voiced."""

    theme: str
    since: date
    before: Share
    now: Share


def emerged(
    record: Record, *, today: date, smallest: int, born: Mapping[str, date], told: Collection[str] = ()
) -> tuple[Emerged, ...]:
    """Themes that at least `smallest` respondents voice and that were not there before; not those in `told`.

    Either the analysis found it (`born`, by theme) in this week or the four before; or nobody of at least ten
    respondents before these weeks voiced it, and so many recent ones do that this is no chance (Fisher's
    exact test, one-sided).
    """
    start = monday(today) - RECENT
    recent, past = record.between(start, today + timedelta(days=1)), record.between(date.min, start)
    found = []
    for theme, who in sorted(record.voicing.items()):
        if theme in told or len(who) < smallest:
            continue
        since = min(record.by_interview[voice.interview].on for voice in record.of_theme[theme])
        if theme in born:
            if born[theme] >= start:
                found.append(Emerged(theme, since, wilson(0, 0), wilson(len(who), len(record.people))))
        elif since >= start and len(past.people) >= FEWEST_BEFORE:
            now, before = wilson(len(who), len(recent.people)), wilson(0, len(past.people))
            if fisher_more(now.count, now.total, 0, before.total) <= FALSE_NEWS:
                found.append(Emerged(theme, since, before, now))
    return tuple(found)
