"""What a health score is made of: factors with weights, bands with actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from app.success.conditions import Condition, Reading
from app.success.health.bands import Band, Direction
from app.success.health.mappings import ToScore

DEFAULT = "risk"
"""The definition whose score stands for the account."""
LEAST_COVERAGE = 0.25
"""Less known weight than this makes no score, unless the definition says otherwise."""

Combine = Literal["mean", "least"]
COMBINES: tuple[Combine, ...] = get_args(Combine)
"""How a factor's parts become one: their mean, or the one that scores least."""
Unit = Literal["percent", "share", "count", "days", "points", "signed", "hours", "cents"]
UNITS: tuple[Unit, ...] = get_args(Unit)
"""How a value reads: 12 (percent), 0.12 as 12 %, 12, 12 days, 7.5, +0.5, 3 hours, cents as money."""

Turn = Literal["rose", "fell", "level", "none", "one", "some"]
TURNS: tuple[Turn, ...] = get_args(Turn)
"""How a value turned out: a change rose, fell or stayed level; any other value is none (0), one, or some."""


@dataclass(frozen=True, slots=True)
class Part:
    """One reading of a factor. With `per` the value is percent of that reading. A change counts only from
    `floor` on in the earlier window: below, one more or less would look like a landslide.

    `says` are sentences by how the value turned out, in which {value}, {now}, {before} and {of} stand for
    the value without its sign, what was measured now, what was before, and what `per` measured.
    """

    reading: Reading
    mapping: ToScore
    unit: Unit
    says: Mapping[Turn, str]
    per: Reading | None = None
    floor: float = 0.0


@dataclass(frozen=True, slots=True)
class Factor:
    """One measured input. It is unknown where `known_when` is not so, and does not apply where
    `left_out_when` is so: then it neither counts nor lowers coverage.

    `weights` are those of segments that weigh it differently, in order. After `fades_days` without news it
    counts half, after twice that a quarter.
    """

    name: str
    title: str
    about: str
    weight: float
    parts: tuple[Part, ...]
    combine: Combine = "mean"
    known_when: Condition | None = None
    left_out_when: Condition | None = None
    fades_days: float | None = None
    weights: tuple[tuple[str, float], ...] = ()

    @property
    def reading(self) -> Reading:
        """What it looks at first."""
        return self.parts[0].reading


@dataclass(frozen=True, slots=True)
class Definition:
    """A health score. `version` is of its text: another text is another version.

    `applies_when`: accounts for which it is not so have no such score. Below `route_below` somebody is
    called at once, whatever the band.
    """

    name: str
    title: str
    about: str
    version: str
    direction: Direction
    least_coverage: float
    factors: tuple[Factor, ...]
    bands: tuple[Band, ...]
    route_below: float | None = None
    applies_when: Condition | None = None

    def factor(self, name: str) -> Factor | None:
        return next((one for one in self.factors if one.name == name), None)
