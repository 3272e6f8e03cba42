"""What was said: turns in order, never edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

Speaker = Literal["interviewer", "respondent", "csm"]
Action = Literal["say", "skip", "stop", "human", "give_back"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance by one speaker.

    `action` is what a turn does besides speaking (only `say`, and a CSM's `give_back`, carry words);
    `reply_to` is the seq an interviewer's turn answers, None for the opening; `note` is the JSON object
    the graph returned with that turn, handed back unchanged so that state can be rebuilt from rows alone.
    """

    seq: int
    speaker: Speaker
    text: str
    at: datetime
    action: Action = "say"
    reply_to: int | None = None
    note: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
