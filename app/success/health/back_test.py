"""Would the score have told? Scores as of some days before renewals, against how the renewals went."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import sqrt
from statistics import fmean

from app.success.health.bands import BandName, band_of, standing
from app.success.health.types import Definition
from app.success.record import Known, Record

LOST = ("churned", "contracted")
KEPT = ("renewed", "expanded")
FEWEST = 10
"""Renewals of each kind before a figure is more than an anecdote."""
WITHOUT_HINDSIGHT = ("segment", "tier", "industry", "team_size", "started_on", "age_days", "csm", "pod")
"""Fields that were then what they are now, or nearly so; all others may hold what came later."""
_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Term:
    """A contract's term that ended, and the score some days before; None where too little was known."""

    account: str
    name: str
    score: float | None
    is_lost: bool
    arr_cents: int
    outcome: str


@dataclass(frozen=True, slots=True)
class BandLine:
    """What became of the terms in a band; `share` lost is 0..1, None without terms."""

    band: BandName
    terms: int
    lost: int
    share: float | None
    arr_cents: int
    lost_arr_cents: int


@dataclass(frozen=True, slots=True)
class BackTest:
    """How well a version separates. `separation` is the chance, 0..1, that of a kept and a lost term the kept
    one scored better (0.5 is a coin); `low`, `high` are its 95 % interval. None where `is_enough` is not."""

    definition: str
    version: str
    kept: int
    lost: int
    unknown: int
    mean_kept: float | None
    mean_lost: float | None
    separation: float | None
    low: float | None
    high: float | None
    bands: tuple[BandLine, ...]

    @property
    def is_enough(self) -> bool:
        return min(self.kept, self.lost) >= FEWEST


def as_of(record: Record, then: datetime, known: dict[str, Known]) -> Record:
    """What was known at `then`: facts up to then, fields without hindsight, and those given as `known`."""
    series = {
        name: points[: bisect_right(points, then, key=lambda p: p.at)]
        for name, points in record.series.items()
    }
    fields = {name: record.fields[name] for name in WITHOUT_HINDSIGHT if name in record.fields}
    told = {name: points for name, points in series.items() if points}
    return replace(record, fields=fields | known, series=told, scores={})


def back_test(definition: Definition, terms: Sequence[Term]) -> BackTest:
    """How the terms went, by what the definition said before."""
    judged = [(term, term.score) for term in terms if term.score is not None]
    kept = [score for term, score in judged if not term.is_lost]
    lost = [score for term, score in judged if term.is_lost]
    found = BackTest(
        definition=definition.name,
        version=definition.version,
        kept=len(kept),
        lost=len(lost),
        unknown=len(terms) - len(judged),
        mean_kept=fmean(kept) if kept else None,
        mean_lost=fmean(lost) if lost else None,
        separation=None,
        low=None,
        high=None,
        bands=tuple(_band_lines(definition, judged)),
    )
    if not found.is_enough:
        return found
    good = [standing(score, definition.direction) for score in kept]
    bad = [standing(score, definition.direction) for score in lost]
    area = separation(good, bad)
    low, high = interval(area, len(good), len(bad))
    return replace(found, separation=area, low=low, high=high)


def separation(better: Sequence[float], worse: Sequence[float]) -> float:
    """The chance that one of `better` beats one of `worse`, ties counting half: the area under the ROC curve.

    Mann and Whitney 1947. Both must hold something.
    """
    ranked = sorted(worse)
    wins = sum(bisect_left(ranked, one) + bisect_right(ranked, one) for one in better) / 2
    return wins / (len(better) * len(worse))


def interval(area: float, better: int, worse: int) -> tuple[float, float]:
    """95 % interval of a separation found in so many of each. Hanley and McNeil 1982."""
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area) + (better - 1) * (q1 - area**2) + (worse - 1) * (q2 - area**2)
    margin = _95 * sqrt(max(variance, 0.0) / (better * worse))
    return max(0.0, area - margin), min(1.0, area + margin)


def _band_lines(definition: Definition, judged: Sequence[tuple[Term, float]]) -> list[BandLine]:
    lines = []
    for band in definition.bands:
        inside = [
            term
            for term, score in judged
            if band_of(score, definition.bands, definition.direction).name == band.name
        ]
        lost = [term for term in inside if term.is_lost]
        lines.append(
            BandLine(
                band=band.name,
                terms=len(inside),
                lost=len(lost),
                share=len(lost) / len(inside) if inside else None,
                arr_cents=sum(term.arr_cents for term in inside),
                lost_arr_cents=sum(term.arr_cents for term in lost),
            )
        )
    return lines
