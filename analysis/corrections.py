"""What people said of single statements holds: a finding they took away stays away, a named one is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from analysis.signals.detector import Hit
from analysis.signals.learning import Learned
from analysis.types import Statement

SURE: Final = 0.99
"""Confidence of what a person said."""
_OVERLAP: Final = 0.5


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's word on the slice [start, end) of a turn: it shows this intent or driver, or it does not."""

    turn: int
    start: int
    end: int
    kind: Literal["intent", "driver"]
    name: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class Taught:
    """What a workspace has told us: names of its own, which are never a competitor's; corrections of the
    interview at hand; and what its corrections taught so far."""

    own: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    learned: Learned | None = None


NOTHING: Final = Taught()


def obeyed(
    kind: Literal["intent", "driver"],
    hits: Sequence[Sequence[Hit]],
    statements: Sequence[Statement],
    corrections: Sequence[Correction],
    polarity: Callable[[str, int], str],
) -> list[list[Hit]]:
    """The hits as people corrected them; row i means statement i. `polarity` of a name in a statement.

    A correction holds for the statement that shares most of its place, however answers are cut by then.
    """
    corrected = [list(row) for row in hits]
    for correction in corrections:
        index = _place(correction, statements) if correction.kind == kind else None
        if index is None:
            continue
        others = [hit for hit in corrected[index] if hit.name != correction.name]
        said = Hit(correction.name, polarity(correction.name, index), SURE)
        corrected[index] = [said, *others] if correction.is_right else others
    return corrected


def denied(statements: Sequence[Statement], corrections: Sequence[Correction]) -> frozenset[tuple[int, str]]:
    """(row, name) of each intent that people took away from a statement."""
    taken = (c for c in corrections if c.kind == "intent" and not c.is_right)
    places = ((_place(correction, statements), correction.name) for correction in taken)
    return frozenset((index, name) for index, name in places if index is not None)


def _place(correction: Correction, statements: Sequence[Statement]) -> int | None:
    """The statement that shares at least half of the shorter of the two, and most of all."""
    best, shared = None, 0.0
    for index, statement in enumerate(statements):
        if statement.turn != correction.turn:
            continue
        common = min(statement.end, correction.end) - max(statement.start, correction.start)
        shorter = min(statement.end - statement.start, correction.end - correction.start)
        if shorter > 0 and common / shorter >= _OVERLAP and common > shared:
            best, shared = index, common
    return best
