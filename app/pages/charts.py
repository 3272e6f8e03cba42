"""Charts as numbers a template puts into SVG: no script draws them, and each has words that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from analysis.prevalence import Share
from app.pages.wording import counted, day, percent

WIDE, HIGH = 120, 28
_MARGIN = 3


@dataclass(frozen=True)
class Meter:
    """A bar of 0..100 with its interval."""

    width: float
    low: float
    span: float
    label: str
    tone: str = ""


@dataclass(frozen=True)
class Part:
    """One stretch of a split bar, 0..100."""

    x: float
    width: float
    tone: str
    count: int


@dataclass(frozen=True)
class Split:
    """A bar cut into parts."""

    parts: tuple[Part, ...]
    label: str


@dataclass(frozen=True)
class Bar:
    """One week or day of a chart, its corner and size in the box's units."""

    x: float
    y: float
    width: float
    height: float
    label: str


@dataclass(frozen=True)
class Trend:
    """Weeks as bars in a box of `wide` by `high`."""

    bars: tuple[Bar, ...]
    wide: int
    high: int
    label: str


def meter(share: Share, tone: str = "") -> Meter:
    """A share of respondents with its 95 % interval."""
    low, high = round(share.low * 100, 1), round(share.high * 100, 1)
    label = f"{percent(share.value)}, between {percent(share.low)} and {percent(share.high)}"
    return Meter(round(share.value * 100, 1), low, round(high - low, 1), label, tone)


def split(counts: Sequence[tuple[str, int]]) -> Split:
    """(tone, how many) side by side; tones nobody has are left out."""
    total = sum(number for _, number in counts)
    parts: list[Part] = []
    x = 0.0
    for tone, number in counts:
        if number:
            width = 100 * number / total
            parts.append(Part(round(x, 2), round(width, 2), tone, number))
            x += width
    label = ", ".join(f"{part.count} {part.tone}" for part in parts) or "nothing assessed"
    return Split(tuple(parts), label)


def trend(weeks: Sequence[tuple[str, int]], *, shown: int = 12) -> Trend | None:
    """Respondents by week, the last `shown` weeks, empty ones included; None for fewer than two weeks.

    `weeks`: (Monday as an ISO date, how many), in order of time.
    """
    if len(weeks) < 2:
        return None
    by_monday = {date.fromisoformat(monday): number for monday, number in weeks}
    last = max(by_monday)
    span = min(shown, (last - min(by_monday)).days // 7 + 1)
    mondays = [last - timedelta(weeks=back) for back in range(span - 1, -1, -1)]
    top = max(by_monday.get(monday, 0) for monday in mondays)
    step = WIDE / span
    bars = []
    for place, monday in enumerate(mondays):
        number = by_monday.get(monday, 0)
        height = max(1.5, (HIGH - _MARGIN) * number / top) if number else 1.0
        said = f"{counted(number, 'respondent')} in the week of {day(monday)}"
        width = round(min(step * 0.7, 14), 2)
        bars.append(Bar(round(place * step, 2), round(HIGH - height, 2), width, round(height, 2), said))
    label = f"By week since {day(mondays[0])}: " + ", ".join(
        str(by_monday.get(monday, 0)) for monday in mondays
    )
    return Trend(tuple(bars), WIDE, HIGH, label)
