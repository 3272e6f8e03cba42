"""Bands: the stretches a score falls into, and what each calls for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

BandName = Literal["healthy", "at_risk", "declining", "critical"]
BAND_NAMES: tuple[BandName, ...] = get_args(BandName)
Direction = Literal["higher_is_better", "higher_is_worse"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)


@dataclass(frozen=True, slots=True)
class Band:
    """`name` holds from `at_least` up to the next band; `action` is what it calls for, `who` acts."""

    name: BandName
    at_least: float
    action: str
    who: str


def standing(score: float, direction: Direction) -> float:
    """The score as if higher were better, which is how bands are cut."""
    return score if direction == "higher_is_better" else 100.0 - score


def band_of(score: float, bands: Sequence[Band], direction: Direction) -> Band:
    """The band an unrounded score falls into; bands run from the best to the worst."""
    good = standing(score, direction)
    return next((band for band in bands if good >= band.at_least), bands[-1])
