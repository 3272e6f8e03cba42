"""The course of a score as a line: it holds until it moves, and breaks where nothing was known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.pages.wording import day

WIDE, HIGH = 240, 48


@dataclass(frozen=True)
class Course:
    """`lines` are stretches without a gap, as points in a box of `wide` by `high`; `guides` the heights at
    which bands begin."""

    lines: tuple[str, ...]
    guides: tuple[float, ...]
    wide: int
    high: int
    label: str
    first: str
    last: str


def course(
    moves: Sequence[tuple[datetime, float | None]],
    since: datetime,
    until: datetime,
    *,
    guides: Sequence[float] = (80, 60, 40),
    wide: int = WIDE,
    high: int = HIGH,
) -> Course | None:
    """From (when, score from then on), oldest first; None before anything was known."""
    shown = _within(moves, since)
    known = [score for _, score in shown if score is not None]
    if not known or until <= since:
        return None
    span = (until - since).total_seconds()
    lines: list[list[str]] = []
    for place, (at, score) in enumerate(shown):
        if score is None:
            continue
        end = shown[place + 1][0] if place + 1 < len(shown) else until
        begins = place == 0 or shown[place - 1][1] is None
        if begins:
            lines.append([])
        lines[-1] += [
            f"{wide * (x - since).total_seconds() / span:.1f},{_height(score, high)}" for x in (at, end)
        ]
    told = f"{known[0]:.0f} on {day(shown[0][0])}, {known[-1]:.0f} on {day(until)}"
    label = f"{told}, {min(known):.0f} at least and {max(known):.0f} at most"
    drawn = tuple(" ".join(line) for line in lines)
    return Course(
        drawn, tuple(_height(cut, high) for cut in guides), wide, high, label, day(since), day(until)
    )


def _within(
    moves: Sequence[tuple[datetime, float | None]], since: datetime
) -> list[tuple[datetime, float | None]]:
    """The moves since then, begun with what stood before."""
    before = [score for at, score in moves if at <= since]
    after = [(at, score) for at, score in moves if at > since]
    return [(since, before[-1]), *after] if before else after


def _height(score: float, high: int) -> float:
    return round(high - 2 - (high - 4) * score / 100, 1)
