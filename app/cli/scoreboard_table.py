"""A scoreboard as a table for people: each line beside other people's figures, their corpora named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from interviewer.rubric.anchors import Anchor, anchors, shown
from interviewer.rubric.measure import Measure, Target, Unit
from interviewer.rubric.rules import NEEDS
from interviewer.rubric.scoreboard import Scoreboard

if TYPE_CHECKING:
    from rich.console import Console


def print_scoreboard(console: Console, board: Scoreboard, places: int = 0) -> None:
    """Prints the lines that could be judged, whose figures stand beside them, what could not be measured
    and why, and up to `places` offending lines of each target missed. Fits 80 columns."""
    judged = [one for one in board.measures if one.is_measurable]
    console.print(_table(judged))
    console.print(_legend("Others", _corpora(judged)))
    console.print(_legend("Not measurable here, and not counted as met", _missing(board)))
    console.print(_legend("Needs", _needed(board)))
    console.print(_legend("Where (interview:line, worst first)", _offending(board, places)))


def target_shown(target: Target, unit: Unit) -> str:
    """A bound as people read it: `≥ 99 %`, `≤ 30`; the ends of the scale stand alone."""
    if unit == "share" and target.limit in (0, 1):
        return shown(target.limit, unit)
    return f"{'≥' if target.at_least else '≤'} {shown(target.limit, unit)}"


def _table(measures: Sequence[Measure]) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 1, 0, 0), show_edge=False, pad_edge=False)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("Counted")
    table.add_column("Here", justify="right", no_wrap=True)
    table.add_column("Of", justify="right", no_wrap=True)
    table.add_column("Target", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("Others", no_wrap=True)
    earlier = None
    for one in measures:
        number = "" if one.rule == earlier else str(one.rule)
        earlier = one.rule
        style, mark = _MARKS[one.passed]
        table.add_row(
            number,
            one.counts,
            "no case" if one.value is None else shown(one.value, one.unit),
            f"{one.of:,}",
            target_shown(one.target, one.unit),
            Text(mark, style=style),
            " · ".join(_told(anchor, one.unit) for anchor in _with_figure(one)),
        )
    return table


_MARKS: Mapping[bool | None, tuple[str, str]] = {
    True: ("green", "✓"),
    False: ("bold red", "✗"),
    None: ("dim", ""),
}


def _with_figure(measure: Measure) -> list[Anchor]:
    return [anchor for anchor in anchors(measure.key) if anchor.figure is not None]


def _told(anchor: Anchor, unit: Unit) -> str:
    return f"{shown(anchor.figure, unit)} {anchor.corpus.letter}"


def _corpora(measures: Sequence[Measure]) -> list[tuple[str, str]]:
    used = {anchor.corpus.letter: anchor.corpus for one in measures for anchor in _with_figure(one)}
    return [
        (
            letter,
            f"{corpus.name}: counted by {'these rules' if corpus.own_code else 'rules much like these'}.",
        )
        for letter, corpus in sorted(used.items())
    ]


def _legend(heading: str, rows: Sequence[tuple[str, ...]]) -> Any:
    """Rows under a heading, wrapped within their columns; nothing where there are none."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return Group()
    table = Table.grid(padding=(0, 1, 0, 0))
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return Group(Text(f"\n{heading}"), table)


def _missing(board: Scoreboard) -> list[tuple[str, str, str]]:
    """Lines these transcripts cannot tell about; silence would read as a pass."""
    missing = [one for one in board.measures if not one.is_measurable]
    return [(f"{one.rule:>2}", one.counts, f"needs {one.needs}") for one in missing]


def _needed(board: Scoreboard) -> list[tuple[str, str]]:
    needs = {need for one in board.measures if not one.is_measurable for need in _split(one.needs)}
    return [(need, meaning) for need, meaning in NEEDS.items() if need in needs]


def _split(needs: str) -> list[str]:
    return needs.replace(" or ", " and ").split(" and ")


def _offending(board: Scoreboard, places: int) -> list[tuple[str, str, str]]:
    if not places:
        return []
    return [
        (
            f"{one.rule:>2}",
            one.counts,
            ", ".join(f"{place.conversation}:{place.line}" for place in one.places[:places]),
        )
        for one in board.failed
    ]
