"""What `earshot score` prints: the scoreboard as data, and as a table for people."""

from __future__ import annotations

from typing import Any

from app.cli.scoreboard_table import print_scoreboard
from interviewer.rubric.anchors import anchors, shown
from interviewer.rubric.scoreboard import Scoreboard

_WORST_SHOWN = 3
_ENDS = (
    "Left out are the first and the last message: of foreign transcripts everywhere, of ours in word counts."
)
_COUNTS = {0: "none", 1: "one", 2: "two", 3: "three", 4: "four"}


def report(board: Scoreboard, keep_ends: bool) -> dict[str, Any]:
    """The scoreboard with each line's anchors, and whether first and last messages were kept."""
    found = board.to_json()
    found["keeps_ends"] = keep_ends
    for line, measure in zip(found["measures"], board.measures, strict=True):
        line["anchors"] = [anchor.to_json() for anchor in anchors(measure.key)]
    return found


def print_report(board: Scoreboard, keep_ends: bool, places: int) -> None:
    """The table on standard output, 80 columns where there is no terminal."""
    from rich.console import Console

    console = Console(highlight=False)
    for line in _head(board, keep_ends):
        console.print(line, markup=False)
    print_scoreboard(console, board, places)
    for line in _worst(board):
        console.print(line, markup=False)


def _head(board: Scoreboard, keep_ends: bool) -> list[str]:
    marks = board.question_marks
    told = ", ".join(
        f"{_COUNTS.get(number, str(number))} in {shown(count / board.messages, 'share')}"
        for number, count in marks.items()
    )
    counted = f"{_many(board.conversations, 'interview')}, {_many(board.messages, 'message')}"
    return [
        f"{counted} of the interviewer's counted.",
        "The first and the last of each count too." if keep_ends else _ENDS,
        f"Question marks in a message: {told or 'no message'}.",
        "",
    ]


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _worst(board: Scoreboard) -> list[str]:
    worst = [one for one in board.passes if one.passed < one.of][:_WORST_SHOWN]
    if not worst:
        return []
    told = ", ".join(f"{one.conversation} ({one.passed} of {one.of} rules)" for one in worst)
    return ["", f"Interviews that keep the fewest rules: {told}."]
