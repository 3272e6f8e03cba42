"""Counting how often one kind was taken for another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often an item of one kind (first) was read as another (second)."""

    counts: Counter[tuple[str, str]]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Confusion:
        """`pairs` are (what it is, what it was read as)."""
        return cls(Counter(pairs))

    def size(self, kind: str) -> int:
        """How many items are of this kind."""
        return sum(count for (true, _), count in self.counts.items() if true == kind)

    def missed(self, kind: str) -> int:
        """How many items of this kind were read as another."""
        return self.size(kind) - self.counts[kind, kind]

    def precision(self, kind: str) -> float:
        """Share (0..1) of what was read as this kind that is; 0 where nothing was."""
        read = sum(count for (_, seen), count in self.counts.items() if seen == kind)
        return self.counts[kind, kind] / read if read else 0.0

    def recall(self, kind: str) -> float:
        """Share (0..1) of this kind's items that were read as it; 0 where there are none."""
        size = self.size(kind)
        return self.counts[kind, kind] / size if size else 0.0

    def f1(self, kind: str) -> float:
        """The harmonic mean of precision and recall."""
        precision, recall = self.precision(kind), self.recall(kind)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    def macro_f1(self) -> float:
        """The mean F1 over the kinds that occur."""
        kinds = {true for true, _ in self.counts}
        return sum(map(self.f1, kinds)) / len(kinds) if kinds else 0.0

    def table(self, kinds: Sequence[str]) -> str:
        """Rows are what it is, columns what it was read as; zeros left out."""
        width = max(map(len, kinds))
        head = " " * width + "".join(f"{kind[:6]:>7}" for kind in kinds)
        lines = [
            f"{true:<{width}}" + "".join(f"{self.counts[true, seen] or '.':>7}" for seen in kinds)
            for true in kinds
        ]
        return "\n".join((head, *lines))
