"""A model that does as it is told: for tests and rehearsals of everything that can go wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from interviewer.model import Brief, ModelFault, MovePiece, Piece, ReadingPiece, WordsPiece


@dataclass(frozen=True)
class Line:
    """One call's behaviour. `move` "" takes the preferred one; `stalls` waits for ever before the words,
    `breaks` raises after them, `pieces` replaces everything."""

    words: str = ""
    move: str = ""
    covered: tuple[str, ...] = ()
    stalls: bool = False
    breaks: bool = False
    pieces: Sequence[Piece] | None = None


@dataclass
class ScriptedModel:
    """Speaks its lines in order, the last one again and again; `briefs` holds what it was asked."""

    lines: Sequence[Line]
    name: str = "scripted"
    briefs: list[Brief] = field(default_factory=list)

    async def speak(self, brief: Brief) -> AsyncIterator[Piece]:
        line = self.lines[min(len(self.briefs), len(self.lines) - 1)]
        self.briefs.append(brief)
        if line.pieces is not None:
            for piece in line.pieces:
                yield piece
            return
        yield ReadingPiece(brief.reading.kind, line.covered)
        yield MovePiece(line.move or brief.legal[0].key)
        for word in line.words.split(" "):
            yield WordsPiece(word + " ")
        if line.stalls:
            await asyncio.Event().wait()
        if line.breaks:
            raise ModelFault("truncated")
