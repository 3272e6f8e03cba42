"""What a rule of the rubric is, and what counting it gives."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from interviewer.coverage import Row
from interviewer.rubric.said import Said

Unit = Literal["share", "words"]
# How sightings become a figure: a share of their sizes, or the middle or ninth tenth of them.
Figure = Literal["share", "median", "p90"]

Detect = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Aids:
    """What some rules need lent: unit rows of messages and of questions by text, and a guess of a text's
    language (None where unsure)."""

    rows: Mapping[str, Row] | None = None
    detect: Detect | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """One case in which a rule applied: the line (1-based), whether it is one of those counted, and its
    weight (for word rules, the words)."""

    line: int
    counted: bool
    size: float = 1.0


@dataclass(frozen=True, slots=True)
class Target:
    """The bound a figure keeps to, the bound itself included."""

    limit: float
    at_least: bool = True

    def is_met(self, value: float) -> bool:
        # figures are ratios of small whole numbers; the slack only forgives binary fractions
        return value >= self.limit - 1e-9 if self.at_least else value <= self.limit + 1e-9


# A rule's cases in one conversation; None where the conversation does not hold what it takes to tell.
Look = Callable[[Said, Aids], Sequence[Sighting] | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the rubric. `number` is the rule's, shared by lines of one rule; `key` is unique;
    `counts` says what is counted, for people; `needs` what it takes to be measurable,
    empty where any transcript will do."""

    number: int
    key: str
    counts: str
    target: Target
    look: Look
    figure: Figure = "share"
    needs: str = ""

    @property
    def unit(self) -> Unit:
        return "share" if self.figure == "share" else "words"

    def value(self, sightings: Sequence[Sighting]) -> float | None:
        """The figure over these sightings, None without any."""
        if not sightings:
            return None
        sizes = sorted(one.size for one in sightings)
        if self.figure == "median":
            return float(statistics.median(sizes))
        if self.figure == "p90":
            return sizes[min(len(sizes) - 1, int(0.9 * len(sizes)))]
        whole = sum(sizes)
        return sum(one.size for one in sightings if one.counted) / whole if whole else None

    def offends(self, one: Sighting) -> bool:
        """Whether this case is one the rule would rather not see."""
        if self.figure != "share":
            return not self.target.is_met(one.size)
        return one.counted != self.target.at_least


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule was broken: the conversation's id and the line, 1-based."""

    conversation: str
    line: int

    def to_json(self) -> dict[str, Any]:
        return {"conversation": self.conversation, "line": self.line}


@dataclass(frozen=True, slots=True)
class Measure:
    """A rule counted over conversations. `value` is a share (0..1) or words, None where `of` is 0;
    `passed` None when there was nothing to judge. `is_measurable` False: these transcripts lack what it
    takes (notes, a guide, labels), which is never a pass. `places` are the offending lines, worst first."""

    rule: int
    key: str
    counts: str
    hits: int
    of: int
    value: float | None
    unit: Unit
    target: Target
    passed: bool | None
    is_measurable: bool = True
    needs: str = ""
    places: tuple[Place, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "key": self.key,
            "counts": self.counts,
            "hits": self.hits,
            "of": self.of,
            "value": None if self.value is None else round(self.value, 4),
            "unit": self.unit,
            "target": {"limit": self.target.limit, "at_least": self.target.at_least},
            "passed": self.passed,
            "is_measurable": self.is_measurable,
            "needs": self.needs,
            "places": [place.to_json() for place in self.places],
        }
