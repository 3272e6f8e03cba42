"""Is a change usual for the time of year, or does everybody have it? Then it is said, and weighs less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final, Literal

from app.success.record import Point

YEAR: Final = timedelta(days=364)
"""Fifty-two weeks: the same weekdays a year ago."""
LEAST_PEERS: Final = 5
EXPLAINED: Final = 2 / 3
"""A change is usual when the season, or what others had, makes up two thirds of it."""

Against = Literal["last_year", "peers", "nothing"]


@dataclass(frozen=True, slots=True)
class Season:
    """A change in percent beside the one to be expected. `against` says where that comes from."""

    observed: float
    against: Against
    expected: float | None
    is_usual: bool
    sentence: str

    def as_json(self) -> dict[str, object]:
        return {
            "observed": round(self.observed, 1),
            "against": self.against,
            "expected": None if self.expected is None else round(self.expected, 1),
            "is_usual": self.is_usual,
            "sentence": self.sentence,
        }


def season(observed: float, *, last_year: float | None, peers: Sequence[float], window_days: float) -> Season:
    """Percent changes: the account's own, its own in the same weeks a year ago, those of others now.

    A year of history comes first, then the median of at least five others, else nothing is said against it.
    """
    if last_year is not None:
        is_usual = _explains(last_year, observed)
        said = f"In the same {_window(window_days)} last year it {_moved(last_year)}"
        return Season(observed, "last_year", last_year, is_usual, f"{said}{_so(is_usual)}")
    if len(peers) >= LEAST_PEERS:
        middle = median(peers)
        is_usual = _explains(middle, observed)
        said = f"The median of {len(peers)} comparable accounts {_moved(middle)}"
        return Season(observed, "peers", middle, is_usual, f"{said}{_so(is_usual)}")
    return Season(
        observed, "nothing", None, False, "There is neither a year of history nor enough others to compare."
    )


def change(points: Sequence[Point], end: datetime, window_days: float) -> float | None:
    """Percent change of the sum in the window that ends at `end` against the one before; None without one."""
    window = timedelta(days=window_days)
    now = sum(point.value for point in points if end - window < point.at <= end)
    before = sum(point.value for point in points if end - 2 * window < point.at <= end - window)
    return (now / before - 1) * 100 if before > 0 else None


def _explains(expected: float, observed: float) -> bool:
    return expected * observed > 0 and abs(expected) >= EXPLAINED * abs(observed)


def _moved(percent: float) -> str:
    if abs(percent) < 0.5:
        return "stayed as it was"
    return f"{'fell' if percent < 0 else 'rose'} {abs(percent):.0f} %"


def _window(days: float) -> str:
    return "week" if days == 7 else f"{days:g} days"


def _so(is_usual: bool) -> str:
    return ", so this may be the season." if is_usual else ", so this is out of the ordinary."
