"""A rehearsal's outcome on a terminal: the scoreboard beside the anchors, hints, the worst transcripts."""

from __future__ import annotations

from app.cli.scoreboard_table import print_scoreboard
from interviewer.rehearsal.outcome import Outcome
from interviewer.rehearsal.transcripts import as_text

_NAMES_SHOWN = 10


def print_outcome(outcome: Outcome, show: int, places: int) -> None:
    """Prints all of it on standard output: up to `places` offending lines of each target missed, and the
    `show` worst transcripts."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False)
    board = outcome.board
    console.print(f"{board.conversations:,} interviews, {board.messages:,} messages of the interviewer's.\n")
    print_scoreboard(console, board, places)
    console.print(f"\n{_verdict(outcome)}")
    for name, found in outcome.hints.items():
        console.print(f"\nAbout the guide {name}", style="bold", markup=False)
        for hint in found:
            console.print(f"  · {hint.text}", markup=False)
        if not found:
            console.print("  Nothing to remark.")
    for one in outcome.interviews[:show]:
        console.print(f"\n{as_text(one)}", markup=False)


def _verdict(outcome: Outcome) -> str:
    failed = [f"{one.rule} ({one.counts})" for one in outcome.board.failed]
    told = "Every target was reached." if not failed else f"Missed: {'; '.join(failed)}."
    if not outcome.unasked:
        return told
    names = ", ".join(outcome.unasked[:_NAMES_SHOWN]) + (" …" if len(outcome.unasked) > _NAMES_SHOWN else "")
    return f"{told}\nEnded or handed over unasked: {len(outcome.unasked)} ({names})."
