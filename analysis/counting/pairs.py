"""Which themes one and the same respondent voices, more often than two unrelated themes would meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from analysis.counting.chance import adjusted, fisher
from analysis.counting.record import Record

FALSE_PAIRS = 0.05


@dataclass(frozen=True, slots=True)
class Pair:
    """`together` of `of` respondents voice both themes; `expected` would if they were unrelated. `q` is
    Fisher's p after all pairs of the study."""

    first: str
    second: str
    together: int
    expected: float
    of: int
    q: float

    @property
    def lift(self) -> float:
        """How many times as many as expected; 1 is unrelated."""
        return self.together / self.expected

    @property
    def is_tied(self) -> bool:
        """Whether they meet more often than by chance."""
        return self.lift > 1 and self.q <= FALSE_PAIRS

    def other(self, theme: str) -> str:
        return self.second if theme == self.first else self.first


def pairs(record: Record, *, smallest: int, part_of: Mapping[str, str] | None = None) -> tuple[Pair, ...]:
    """The pairs that at least `smallest` respondents voice together, surest first. A theme and its part
    (`part_of`, by part) are no pair.

    Lift is the share of both by the product of the shares of each (Brin, Motwani, Ullman and Tsur 1997).
    Every pair of themes with `smallest` respondents is tested (Fisher's exact test) and all the tests
    corrected together (Benjamini and Hochberg 1995), also those of pairs not returned.
    """
    total = len(record.people)
    large = sorted(theme for theme, who in record.voicing.items() if len(who) >= smallest)
    wholes = part_of or {}
    found = []
    for first, second in combinations(large, 2):
        if wholes.get(first) == second or wholes.get(second) == first:
            continue
        one, other = record.voicing[first], record.voicing[second]
        together = len(one & other)
        p = fisher(together, len(one), len(other) - together, total - len(one))
        found.append((first, second, together, len(one) * len(other) / total, p))
    corrected = adjusted([row[-1] for row in found])
    kept = [
        Pair(first, second, together, expected, total, q)
        for (first, second, together, expected, _), q in zip(found, corrected, strict=True)
        if together >= smallest
    ]
    return tuple(sorted(kept, key=lambda pair: (not pair.is_tied, -pair.lift, -pair.together, pair.first)))
