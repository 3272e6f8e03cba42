"""Cuts a turn's text where statements begin and end, and where a quote was asked for.

Offsets are Unicode code points, as Python counts; the pieces put together are the text, nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise


@dataclass(frozen=True)
class Span:
    """A statement's place in its turn, [start, end)."""

    id: str
    start: int
    end: int
    tone: str


@dataclass(frozen=True)
class Piece:
    """Some text, and the statement it is part of. `is_first` is the piece that carries the statement's id."""

    text: str
    span: Span | None
    is_first: bool


@dataclass(frozen=True)
class Run:
    """Neighbouring pieces that are all marked or all not."""

    pieces: tuple[Piece, ...]
    is_marked: bool


@dataclass(frozen=True)
class Mark:
    """What `?mark=SEQ:START-END` asks for."""

    turn: int
    start: int
    end: int


_MARK = re.compile(r"([0-9]{1,9}):([0-9]{1,9})-([0-9]{1,9})")


def read_mark(given: str | None) -> Mark | None:
    """The mark an address asks for; None when it asks for none that makes sense."""
    found = _MARK.fullmatch(given or "")
    if found is None:
        return None
    turn, start, end = map(int, found.groups())
    return Mark(turn, start, end) if start < end else None


def cut(text: str, spans: Sequence[Span], mark: Mark | None) -> tuple[Run, ...]:
    """The text in runs. A span or mark that does not lie within the text is left out."""
    within = [span for span in spans if 0 <= span.start < span.end <= len(text)]
    marked = (mark.start, mark.end) if mark and mark.end <= len(text) else (0, 0)
    edges = {0, len(text), *marked}
    edges.update(edge for span in within for edge in (span.start, span.end))
    pieces = []
    for start, end in pairwise(sorted(edges)):
        span = next((span for span in within if span.start <= start < span.end), None)
        piece = Piece(text[start:end], span, span is not None and span.start == start)
        pieces.append((marked[0] <= start < marked[1], piece))
    return tuple(
        Run(tuple(piece for _, piece in group), is_marked)
        for is_marked, group in groupby(pieces, key=lambda pair: pair[0])
    )
