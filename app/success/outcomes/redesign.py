"""Steps that were meant to run by themselves and keep needing a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

FEWEST, OFTEN = 5, 0.3
"""Of at least this many, this share by hand is often."""


@dataclass(frozen=True, slots=True)
class StepHelp:
    """How often one step of a play was performed, and how often a person had to step in."""

    play: str
    step: str
    performed: int
    by_hand: int
    why: str | None = None

    @property
    def share(self) -> float:
        """By hand ÷ performed, 0..1."""
        return self.by_hand / self.performed if self.performed else 0.0


def to_redesign(steps: Iterable[StepHelp]) -> list[StepHelp]:
    """The steps to think over, those that need most help first."""
    often = [step for step in steps if step.performed >= FEWEST and step.share >= OFTEN]
    return sorted(often, key=lambda step: (-step.share, -step.performed, step.play, step.step))
