"""How segments are: their accounts by band, their mean score, and what they kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean

from app.success.outcomes.revenue import Revenue, Worth, revenue


@dataclass(frozen=True, slots=True)
class SegmentHealth:
    """`score` is the mean over accounts with one, 0..100; `bands` counts accounts, `unknown`
    those without."""

    segment: str
    accounts: int
    score: float | None
    bands: Mapping[str, int]
    unknown: int
    revenue: Revenue


@dataclass(frozen=True, slots=True)
class Standing:
    """One account: its segment, its score (0..100) and band if known, its worth over the period."""

    segment: str | None
    score: float | None
    band: str | None
    worth: Worth


def by_segment(standings: Iterable[Standing]) -> list[SegmentHealth]:
    """Each segment's health, the one worth most at the start first; accounts without one are "none"."""
    groups = defaultdict[str, list[Standing]](list)
    for one in standings:
        groups[one.segment or "none"].append(one)
    found = [_health(name, members) for name, members in groups.items()]
    return sorted(found, key=lambda one: (-one.revenue.start_cents, one.segment))


def _health(name: str, members: list[Standing]) -> SegmentHealth:
    scores = [one.score for one in members if one.score is not None]
    return SegmentHealth(
        segment=name,
        accounts=len(members),
        score=fmean(scores) if scores else None,
        bands=Counter(one.band for one in members if one.band is not None),
        unknown=len(members) - len(scores),
        revenue=revenue(one.worth for one in members),
    )


def depth(activated: Mapping[str, int], features: int) -> float | None:
    """Feature-adoption depth, 0..1: key features an account uses ÷ those there are, mean over accounts.

    activated: features in use by account; features: how many there are. None while none is known.
    """
    if not activated or features <= 0:
        return None
    return fmean(min(count, features) / features for count in activated.values())
