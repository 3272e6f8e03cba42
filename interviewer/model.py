"""The door to whatever words the interviewer's turns: one streamed call per turn.

A model is told what is legal now and answers in pieces, always in this order: its reading of the
answer, the move it chose, then words as they come, and at the end what it cost.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from interviewer.guide import Guide, Question
from interviewer.memory import Memory
from interviewer.moves import Move
from interviewer.reading import Kind, Reading
from interviewer.setting import Setting
from interviewer.transcript import Turn


@dataclass(frozen=True)
class Brief:
    """All a model may know for one turn. `legal` is never empty and starts with the preferred move;
    `language` is that of our own words, one the guide carries; `respondent_language` is what they write,
    any language there is; `lacks_language` is set when they should hear that we cannot ask in theirs;
    `complaints` are set when earlier words were refused."""

    guide: Guide
    setting: Setting
    language: str
    turns: Sequence[Turn]
    memory: Memory
    reading: Reading
    legal: tuple[Move, ...]
    complaints: tuple[str, ...] = ()
    respondent_language: str = ""
    lacks_language: bool = False

    @property
    def speaks(self) -> str:
        """The language a model words the turn in: the respondent's."""
        return self.respondent_language or self.language

    @property
    def question(self) -> Question | None:
        """The question the respondent just answered, None before the first and in the closing."""
        return self.guide.question(self.memory.current) if self.memory.current else None


@dataclass(frozen=True, slots=True)
class ReadingPiece:
    """What the model made of the answer."""

    kind: Kind
    covered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MovePiece:
    """The `key` of the move it chose."""

    key: str


@dataclass(frozen=True, slots=True)
class WordsPiece:
    """The next stretch of words, to be appended to those before."""

    text: str


@dataclass(frozen=True, slots=True)
class UsagePiece:
    """What the call cost, the hashes of the prompts it used, and the settings it was made with."""

    tokens: Mapping[str, int] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)


Piece = ReadingPiece | MovePiece | WordsPiece | UsagePiece


class ModelFault(Exception):
    """A model stalled, erred, was cut short or made no sense; its message is a short code for the note."""


class Model(Protocol):
    """Anything that can word a turn. `name` stands in every note, so each sentence has its source."""

    @property
    def name(self) -> str: ...

    def speak(self, brief: Brief) -> AsyncIterator[Piece]:
        """The pieces of one turn, in order. Any exception means: the built-in model finishes this turn."""
        ...


class Ask(Protocol):
    """A structured, streaming chat model: yields growing partial dicts, each key complete but the last,
    and may end with `{"$usage": {...}}`. Raises on any failure or truncation."""

    @property
    def model(self) -> str: ...

    def stream(
        self, *, system: str, messages: list[dict[str, str]], schema: dict[str, Any], schema_name: str
    ) -> AsyncIterator[dict[str, Any]]: ...
