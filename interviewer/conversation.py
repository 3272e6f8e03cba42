"""One turn of an interview: what the rest of the house calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from interviewer.guide import Guide
from interviewer.moves import CLOSING_MOVES
from interviewer.setting import Setting
from interviewer.transcript import Turn

__all__ = ["Closed", "Reply", "Setting", "progress"]

Closed = Literal["completed", "stopped", "handed_off"]


@dataclass(frozen=True)
class Reply:
    """What the interviewer says next. `note` is a JSON object to store with the turn and hand back
    with it; `progress` is 0..1 after this turn; `closes` is None while the interview goes on."""

    text: str
    note: dict[str, Any]
    progress: float
    closes: Closed | None


def progress(guide: Guide, turns: Sequence[Turn]) -> float:
    """How far an interview has come, 0..1: questions behind us and half of the one being talked about."""
    spoken = [turn for turn in turns if turn.speaker == "interviewer"]
    if not spoken:
        return 0.0
    last = spoken[-1].note
    if last.get("move") in CLOSING_MOVES:
        return 1.0
    stored = last.get("progress")
    return float(stored) if isinstance(stored, int | float) else 1 / (len(guide.questions) + 2)
