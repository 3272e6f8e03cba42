"""A rehearsal's outcome on a terminal: the scoreboard beside the anchors, hints, the worst transcripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from interviewer.rehearsal.outcome import Outcome
    from interviewer.rubric.measure import Measure


def print_outcome(outcome: Outcome, show: int) -> None:
    """Prints all of it on standard output, with the `show` worst transcripts."""
    from rich.console import Console

    from interviewer.rehearsal.transcripts import as_text

    console = Console(highlight=False)
    board = outcome.board
    console.print(_table(board.measures))
    console.print(f"\n{board.conversations} interviews, {board.messages} messages of the interviewer's.")
    failed = [f"{one.rule} {one.key}" for one in board.failed]
    console.print("Every target was reached." if not failed else f"Missed: {', '.join(failed)}.")
    for name, found in outcome.hints.items():
        console.print(f"\n{name}", style="bold")
        for hint in found:
            console.print(f"  · {hint.text}", markup=False)
        if not found:
            console.print("  Nothing to remark.", style="dim")
    for one in outcome.interviews[:show]:
        console.print(f"\n{as_text(one)}", markup=False)


def _table(measures: tuple[Measure, ...]) -> Table:
    from rich.table import Table
    from rich.text import Text

    from interviewer.rubric.anchors import anchors, shown

    table = Table(box=None, padding=(0, 1), show_edge=False, pad_edge=False)
    table.add_column("Rule", justify="right")
    table.add_column("What is counted", ratio=3)
    table.add_column("Here", justify="right", no_wrap=True)
    table.add_column("Of", justify="right")
    table.add_column("Target", justify="right", no_wrap=True)
    table.add_column("")
    table.add_column("Elsewhere", justify="right")
    for one in measures:
        bound = "≥" if one.target.at_least else "≤"
        marks = {True: ("✓", "green"), False: ("✗", "bold red"), None: ("·", "dim")}
        sign, style = marks[one.passed]
        others = [anchor for anchor in anchors(one.key) if anchor.figure is not None]
        table.add_row(
            str(one.rule),
            Text(one.counts),
            shown(one.value, one.unit) if one.is_measurable else "–",
            str(one.of),
            f"{bound} {shown(one.target.limit, one.unit)}",
            Text(sign, style=style),
            shown(others[0].figure, one.unit) + f" {others[0].corpus.letter}" if others else "",
        )
    return table
