"""Small conversations in a line or two, to count the rubric's rules over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from interviewer.guide import Guide
from interviewer.moves import ProbeKind
from interviewer.reading import Kind
from interviewer.rubric.conversation import Conversation, Line, Meant
from interviewer.rubric.measure import Aids, Measure
from interviewer.rubric.said import Said
from interviewer.rubric.scoreboard import counted
from interviewer.transcript import Action


def ours(text: str, move: str = "", question: str | None = None, probe: str = "", **reading: Any) -> Line:
    """A message of the interviewer's; with a `move` it carries the engine's note."""
    note = {"move": move, "question": question, "probe": probe or None, "reading": reading or None}
    return Line("interviewer", text, note=note if move else {})


def theirs(
    text: str,
    kind: Kind | None = None,
    *,
    full: bool = False,
    gaps: Sequence[ProbeKind] = (),
    action: Action = "say",
) -> Line:
    """An answer, labelled where a kind is given."""
    return Line("respondent", text, action, meant=Meant(kind, full, tuple(gaps)) if kind else None)


def measured(
    key: str, *lines: Line, guide: Guide | None = None, aids: Aids | None = None, **fields: Any
) -> Measure:
    """One rule over one conversation of which every message counts."""
    conversation = Conversation("one", lines, guide=guide, **fields)
    return counted([Said(conversation, keep_ends=True)], aids or Aids()).measure(key)


def tally(measure: Measure) -> tuple[int, int]:
    return measure.hits, measure.of
