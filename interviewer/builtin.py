"""The interviewer that needs no key: rules read, policy decides, phrases and the answer's own words speak."""

from __future__ import annotations

from collections.abc import AsyncIterator

from interviewer.model import Brief, MovePiece, Piece, ReadingPiece, UsagePiece, WordsPiece
from interviewer.phrases import phrases
from interviewer.wording import worded


class BuiltIn:
    """Words the preferred move from phrase files. Never fails, never waits."""

    name = "built-in"

    async def speak(self, brief: Brief) -> AsyncIterator[Piece]:
        move = brief.legal[0]
        yield ReadingPiece(brief.reading.kind, brief.reading.covered)
        yield MovePiece(move.key)
        yield WordsPiece(worded(brief, move).text)
        own = phrases(brief.language)
        yield UsagePiece(prompts={f"interviewer/phrases/{own.language}": own.sha256})
