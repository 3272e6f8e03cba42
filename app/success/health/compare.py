"""Two versions of a score side by side: who would change band, and by how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from app.success.health.scores import Score


@dataclass(frozen=True, slots=True)
class Pair:
    """One account's score by the one version and by the other."""

    account: str
    name: str
    one: Score
    other: Score

    @property
    def delta(self) -> float | None:
        if self.one.score is None or self.other.score is None:
            return None
        return self.other.score - self.one.score

    @property
    def changes_band(self) -> bool:
        return self.one.band != self.other.band


@dataclass(frozen=True, slots=True)
class Comparison:
    """`moves` counts accounts by (band of the one, band of the other), None standing for no score.

    `movers` change band, those that differ most first. `mean_difference` is of the sizes, in points.
    """

    pairs: int
    moves: dict[tuple[str | None, str | None], int]
    movers: tuple[Pair, ...]
    mean_difference: float | None
    mean_coverage: tuple[float, float]


def compare(pairs: Sequence[Pair]) -> Comparison:
    """What going from the one version to the other would do to these accounts."""
    sizes = [abs(pair.delta) for pair in pairs if pair.delta is not None]
    movers = sorted((pair for pair in pairs if pair.changes_band), key=lambda pair: -abs(pair.delta or 100.0))
    return Comparison(
        pairs=len(pairs),
        moves=dict(Counter((pair.one.band, pair.other.band) for pair in pairs)),
        movers=tuple(movers),
        mean_difference=fmean(sizes) if sizes else None,
        mean_coverage=(
            (fmean(pair.one.coverage for pair in pairs), fmean(pair.other.coverage for pair in pairs))
            if pairs
            else (0.0, 0.0)
        ),
    )
