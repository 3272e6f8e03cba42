"""What the rubric is counted over: a conversation's lines, ours or anybody's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from interviewer.guide import Guide
from interviewer.moves import ProbeKind
from interviewer.reading import Kind
from interviewer.transcript import Action, Speaker


@dataclass(frozen=True, slots=True)
class Meant:
    """What a simulated or labelled respondent meant by an answer, known to whoever wrote it and never to
    the reader. `full` that nothing needed a probe, `gaps` which directions a probe could sensibly take."""

    kind: Kind
    full: bool = False
    gaps: tuple[ProbeKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance. `note` is what the engine stored with a turn of ours, empty for foreign transcripts;
    `meant` is set only where somebody knows."""

    speaker: Speaker
    text: str
    action: Action = "say"
    note: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    meant: Meant | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One interview to be scored. `guide` None for foreign transcripts; `language` is what the interviewer
    spoke; `secrets` are texts it must not have said; `has_ended` whether the last line closes it."""

    id: str
    lines: Sequence[Line]
    guide: Guide | None = None
    language: str = "en"
    sponsor: str = ""
    secrets: Sequence[str] = ()
    has_ended: bool = True
