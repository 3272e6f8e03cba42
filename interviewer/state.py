"""What one run of the graph carries from node to node, and the tools it is lent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict

from interviewer.coverage import Encode
from interviewer.drafting import Patience
from interviewer.guide import Guide
from interviewer.memory import Memory
from interviewer.model import Brief, Model
from interviewer.moves import Move
from interviewer.reading import Reading
from interviewer.setting import Setting
from interviewer.transcript import Turn


@dataclass(frozen=True)
class Tools:
    """Lent to a run: the model that words it, an encoder or None, the clock's reading, and where
    finished sentences go."""

    model: Model
    encode: Encode | None
    now: datetime
    show: Callable[[str], None]
    patience: Patience = field(default_factory=Patience)


class InterviewState(TypedDict, total=False):
    """`guide`, `turns` and `setting` come in; each node adds what it found.

    `fixed` turns are worded by the built-in model alone; `shown` sentences are with the respondent
    already; `language` is that of our own words, `respondent_language` what they write, `lacks_language`
    whether to say that we cannot ask in theirs; `complaints` are checks that refused a whole draft,
    `refused` how many sentences were kept back in all, `helped` that our receipt stands before a
    model's question; `fallback` says why the built-in model had to
    finish, None while it did not.
    """

    guide: Guide
    turns: Sequence[Turn]
    setting: Setting
    language: str
    respondent_language: str
    lacks_language: bool
    memory: Memory
    reading: Reading
    legal: tuple[Move, ...]
    fixed: bool
    move: Move | None
    shown: tuple[str, ...]
    checks: tuple[str, ...]
    complaints: tuple[str, ...]
    rewrites: int
    refused: int
    helped: bool
    fallback: str | None
    spoke: str
    tokens: dict[str, int]
    prompts: dict[str, str]
    settings: dict[str, object]
    text: str
    note: dict[str, Any]


def brief_of(state: InterviewState) -> Brief:
    """The brief a model gets for this turn."""
    return Brief(
        guide=state["guide"],
        setting=state["setting"],
        language=state["language"],
        respondent_language=state["respondent_language"],
        lacks_language=state["lacks_language"],
        turns=state["turns"],
        memory=state["memory"],
        reading=state["reading"],
        legal=state["legal"],
        complaints=state.get("complaints", ()),
    )
