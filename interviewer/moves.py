"""What the interviewer may do next, and the directions a probe may take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

MoveName = Literal[
    "open",  # greeting, disclosure and the first question
    "ask",  # receipt, then the next question
    "probe",  # a follow-up on the last answer
    "rephrase",  # asked back or off topic: a neutral word, then the same topic in new words
    "summary",  # what was heard, to correct
    "anything_else",  # what was missing
    "farewell",  # the end, everything asked
    "stop",  # the respondent ended it
    "hand_off",  # a person takes over
    "care",  # distress, threat, danger: fixed kind words, and a person takes over
    "escalate",  # lawyers, courts, regulators: a neutral word, and a person takes over
]
ProbeKind = Literal["example", "clarify", "cause", "consequence", "comparison", "who", "ladder", "detail"]
PROBE_KINDS: tuple[ProbeKind, ...] = get_args(ProbeKind)

CLOSING_MOVES: tuple[MoveName, ...] = ("farewell", "stop")
# The engine falls silent until a person has taken over and given the conversation back.
HANDING_MOVES: tuple[MoveName, ...] = ("hand_off", "care", "escalate")
# Notes of turns that are no part of the interview: a nudge, and what is said when nobody takes over.
SILENT_MOVES = frozenset({"nudge", "nobody"})


@dataclass(frozen=True, slots=True)
class Move:
    """One thing to do next. `question` is the question's id, `probe` the direction, `about` the
    listen_for id a `detail` probe is after."""

    name: MoveName
    question: str | None = None
    probe: ProbeKind | None = None
    about: str | None = None

    @property
    def key(self) -> str:
        """How a model names this move, e.g. `ask:outcome`, `probe:cause`, `probe:detail:goal`."""
        tail = (self.probe, self.about) if self.name == "probe" else (self.question,)
        return ":".join([self.name, *(part for part in tail if part)])

    @property
    def closes(self) -> bool:
        """Whether the interview is over after this move."""
        return self.name in CLOSING_MOVES

    @property
    def hands_over(self) -> bool:
        """Whether a person takes over after this move."""
        return self.name in HANDING_MOVES

    @property
    def asks(self) -> bool:
        """Whether its words end in a question."""
        return not (self.closes or self.hands_over)

    def to_json(self) -> dict[str, Any]:
        return {"move": self.name, "question": self.question, "probe": self.probe, "about": self.about}
