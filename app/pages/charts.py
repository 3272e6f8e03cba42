"""Charts as numbers a template puts into SVG: no script draws them, and each has words that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.counting.saturation import Saturation
from analysis.counting.weeks import Change, Week
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

    @property
    def high(self) -> float:
        return round(self.low + self.span, 1)


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
    """One week or day of a chart, its corner and size in the box's units; `part` is the height of the share
    of it that counts."""

    x: float
    y: float
    width: float
    height: float
    label: str
    part: float = 0.0


@dataclass(frozen=True)
class Trend:
    """Weeks as bars in a box of `wide` by `high`: all who were heard, and those who voice the theme.

    `marks` are where on the way across the share changed, `top` is what the upper edge stands for.
    """

    bars: tuple[Bar, ...]
    marks: tuple[float, ...]
    wide: int
    high: int
    label: str
    first: str
    last: str
    top: int


@dataclass(frozen=True)
class Curve:
    """Two lines in a box of `wide` by `high`, as points: themes heard interview by interview, and in a random
    order; `top` is what the upper edge stands for."""

    steps: str
    smooth: str
    wide: int
    high: int
    top: int
    label: str


def meter(share: Share, tone: str = "") -> Meter:
    """A share of respondents with its 95 % interval."""
    low, high = round(share.low * 100, 1), round(share.high * 100, 1)
    label = (
        f"{percent(share.value)}, {share.count} of {counted(share.total, 'respondent')},"
        f" between {percent(share.low)} and {percent(share.high)}"
    )
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


def trend(
    weeks: Sequence[Week],
    *,
    shown: int = 12,
    wide: int = WIDE,
    high: int = HIGH,
    changes: Sequence[Change] = (),
) -> Trend | None:
    """The last `shown` weeks, those without interviews included; None for fewer than two weeks."""
    kept = weeks[-shown:]
    if len(kept) < 2:
        return None
    top = max((week.share.total for week in kept), default=0) or 1
    step = wide / len(kept)
    mondays = [week.monday for week in kept]
    marks = [mondays.index(change.monday) for change in changes if change.monday in mondays[1:]]
    told = ", ".join(f"{week.share.count} of {week.share.total}" for week in kept)
    return Trend(
        bars=tuple(_bar(week, place * step, step, top, high) for place, week in enumerate(kept)),
        marks=tuple(round(place * step, 2) for place in marks),
        wide=wide,
        high=high,
        label=f"Respondents who voice it, by week since {day(mondays[0])}: {told}",
        first=day(mondays[0]),
        last=day(mondays[-1]),
        top=top,
    )


def _bar(week: Week, x: float, step: float, top: int, high: int) -> Bar:
    room = high - _MARGIN
    height = max(1.0, room * week.share.total / top)
    part = max(1.5, room * week.share.count / top) if week.share.count else 0.0
    width = min(step * 0.7, max(14, high / 3))
    said = (
        f"{week.share.count} of {counted(week.share.total, 'respondent')} in the week of {day(week.monday)}"
    )
    return Bar(
        x=round(x + (step - width) / 2, 2),
        y=round(high - height, 2),
        width=round(width, 2),
        height=round(height, 2),
        label=said,
        part=round(part, 2),
    )


def curve(found: Saturation, *, wide: int = 320, high: int = 96) -> Curve | None:
    """Themes heard after each interview; None for fewer than three interviews or without a theme."""
    if found.interviews < 3 or not found.themes:
        return None
    across, up = wide / found.interviews, (high - _MARGIN) / found.themes
    steps = [(0.0, float(high))]
    for place, count in enumerate(found.curve, 1):
        steps += [(steps[-1][0], high - count * up), (place * across, high - count * up)]
    smooth = [(place * across, high - count * up) for place, count in enumerate(found.expected, 1)]
    label = (
        f"{counted(found.themes, 'theme')} after {counted(found.interviews, 'interview')};"
        f" half of them after {next(i for i, n in enumerate(found.curve, 1) if 2 * n >= found.themes)}"
    )
    return Curve(_points(steps), _points([(0.0, float(high)), *smooth]), wide, high, found.themes, label)


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
