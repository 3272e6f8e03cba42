"""What `earshot score` prints: the scoreboard as data, and as a table for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interviewer.rubric.anchors import Anchor, anchors, shown
from interviewer.rubric.measure import Measure, Target, Unit
from interviewer.rubric.rules import NEEDS
from interviewer.rubric.scoreboard import Scoreboard

_WORST_SHOWN = 3
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
    judged = [one for one in board.measures if one.is_measurable]
    console.print(_table(judged))
    console.print(_legend("Others", _corpora(judged)))
    console.print(_legend("Not measurable here, and not counted as met", _missing(board)))
    console.print(_legend("Needs", _needed(board)))
    for line in _worst(board):
        console.print(line, markup=False)
    console.print(_legend("Where (interview:line, worst first)", _offending(board, places)))


def target_shown(target: Target, unit: Unit) -> str:
    """A bound as people read it: `≥ 99 %`, `≤ 30`; the ends of the scale stand alone."""
    if unit == "share" and target.limit in (0, 1):
        return shown(target.limit, unit)
    return f"{'≥' if target.at_least else '≤'} {shown(target.limit, unit)}"


def _head(board: Scoreboard, keep_ends: bool) -> list[str]:
    ends = (
        "first and last messages counted too"
        if keep_ends
        else "of transcripts without the engine's notes the first and the last are left out, "
        "of word counts always"
    )
    marks = board.question_marks
    told = ", ".join(
        f"{_COUNTS.get(number, str(number))} in {shown(count / board.messages, 'share')}"
        for number, count in marks.items()
    )
    counted = f"{_many(board.conversations, 'interview')}, {_many(board.messages, 'message')}"
    return [
        f"{counted} of the interviewer's: {ends}.",
        f"Question marks in a message: {told or 'no message'}.",
        "",
    ]


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _table(measures: Sequence[Measure]) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 1, 0, 0), show_edge=False, pad_edge=False)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("Counted")
    table.add_column("Here", justify="right", no_wrap=True)
    table.add_column("Target", justify="right", no_wrap=True)
    table.add_column("Others", no_wrap=True)
    table.add_column("", no_wrap=True)
    earlier = None
    for one in measures:
        number = "" if one.rule == earlier else str(one.rule)
        earlier = one.rule
        style, mark = _MARKS[one.passed]
        table.add_row(
            number,
            one.counts,
            "no case" if one.value is None else shown(one.value, one.unit),
            target_shown(one.target, one.unit),
            " · ".join(_told(anchor, one.unit) for anchor in _with_figure(one)),
            Text(mark, style=style),
        )
    return table


_MARKS: Mapping[bool | None, tuple[str, str]] = {
    True: ("green", "met"),
    False: ("red", "missed"),
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


def _worst(board: Scoreboard) -> list[str]:
    worst = [one for one in board.passes if one.passed < one.of][:_WORST_SHOWN]
    if not worst:
        return []
    told = ", ".join(f"{one.conversation} ({one.passed} of {one.of} rules)" for one in worst)
    return ["", f"Interviews that keep the fewest rules: {told}."]


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
