"""Whole conversations kept as one text: split into turns where a line begins with who speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from analysis.types import Answer

SpokenBy = Literal["interviewer", "respondent"]

_SPEAKERS: Final[dict[str, SpokenBy]] = {
    "ai": "interviewer",
    "assistant": "interviewer",
    "interviewer": "interviewer",
    "bot": "interviewer",
    "user": "respondent",
    "human": "respondent",
    "respondent": "respondent",
    "customer": "respondent",
}
_TURN = re.compile(rf"^[ \t]*(?:\*\*)?({'|'.join(_SPEAKERS)})(?:\*\*)?[ \t]*:(?:\*\*)?[ \t]*", re.I | re.M)


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """One turn: `conversation[start:end] == text`, offsets in code points, speaker's name not included."""

    seq: int
    speaker: SpokenBy
    start: int
    end: int
    text: str


def parse(conversation: str) -> tuple[SpokenTurn, ...]:
    """Turns in order, `seq` from 1; text before the first speaker is left out, none speaking gives none."""
    marks = list(_TURN.finditer(conversation))
    turns = []
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(conversation)
        start = mark.end()
        while end > start and conversation[end - 1].isspace():
            end -= 1
        text = conversation[start:end]
        turns.append(SpokenTurn(number + 1, _SPEAKERS[mark.group(1).lower()], start, end, text))
    return tuple(turns)


def answers(turns: tuple[SpokenTurn, ...]) -> tuple[tuple[SpokenTurn, Answer], ...]:
    """The respondent's turns, each with the interviewer's words before it as its question."""
    pairs = []
    question = ""
    for turn in turns:
        if turn.speaker == "interviewer":
            question = turn.text
        elif turn.text:
            pairs.append((turn, Answer(turn.seq, question, turn.text)))
    return tuple(pairs)
