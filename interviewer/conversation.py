"""One turn of an interview: what the rest of the house calls."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from interviewer.coverage import Encode
from interviewer.drafting import Patience
from interviewer.graph import Graph, build_graph
from interviewer.guide import Guide
from interviewer.model import Model
from interviewer.moves import CLOSING_MOVES, Move
from interviewer.policy import questions_left
from interviewer.setting import Setting
from interviewer.state import InterviewState, Tools
from interviewer.transcript import Turn

__all__ = [
    "Closed",
    "Encode",
    "Graph",
    "HandOver",
    "Patience",
    "Reply",
    "Setting",
    "build_graph",
    "next_turn",
    "progress",
]

Closed = Literal["completed", "stopped"]
HandOver = Literal["human", "distress", "legal"]

_CLOSES: dict[str, Closed] = {
    "farewell": "completed",
    "stop": "stopped",
}
_HANDS_OVER: dict[str, HandOver] = {"hand_off": "human", "care": "distress", "escalate": "legal"}


@dataclass(frozen=True)
class Reply:
    """What the interviewer says next. `note` is a JSON object to store with the turn and hand back
    with it; `progress` is 0..1 after this turn; `closes` is None while the interview goes on;
    `hands_over` says why a person is needed now, and the engine is silent until they give it back."""

    text: str
    note: dict[str, Any]
    progress: float
    closes: Closed | None
    hands_over: HandOver | None = None


async def next_turn(
    graph: Graph,
    *,
    guide: Guide,
    turns: Sequence[Turn],
    setting: Setting,
    model: Model,
    encode: Encode | None,
    now: datetime,
    show: Callable[[str], None],
    patience: Patience | None = None,
) -> Reply:
    """The interviewer's next turn: the opening when it has not spoken, else one reply to every answer not
    yet replied to. `show` gets each sentence once it is final. Whatever the model does, a reply comes
    back; only faults of ours and of `encode` and `show` raise."""
    began = time.perf_counter()
    inputs = InterviewState(guide=guide, turns=turns, setting=setting)
    tools = Tools(model, encode, now, show, patience or Patience())
    state: dict[str, Any] = await graph.ainvoke(inputs, context=tools)
    move: Move = state["move"]
    ahead = _progress_after(guide, turns, state, move)
    note = {
        **move.to_json(),
        "reading": state["reading"].to_json() if state["memory"].pending else None,
        "corrects": _corrects(state),
        "legal": [legal.key for legal in state["legal"]],
        "checks": list(dict.fromkeys(state.get("checks", ()))),
        "refused": state.get("refused", 0),
        "model": state["spoke"],
        "fallback": state["fallback"],
        "prompts": state.get("prompts", {}),
        "settings": state.get("settings", {}),
        "tokens": state.get("tokens", {}),
        "language": state["language"],
        "respondent_language": state["respondent_language"],
        "lacks_language": state["lacks_language"] and state["spoke"] == "built-in",
        "progress": ahead,
        "ms": round((time.perf_counter() - began) * 1000),
    }
    return Reply(state["text"], note, ahead, _CLOSES.get(move.name), _HANDS_OVER.get(move.name))


def _corrects(state: dict[str, Any]) -> bool:
    """Whether the answer this turn replies to amended the summary: part of the record, and marked so."""
    amended = state["reading"].kind in {"substantive", "vague"} and bool(state["reading"].text)
    return amended and state["memory"].last_move == "summary"


def progress(guide: Guide, turns: Sequence[Turn]) -> float:
    """How far an interview has come, 0..1, as last noted; never falls from turn to turn."""
    spoken = [turn for turn in turns if turn.speaker == "interviewer"]
    if not spoken:
        return 0.0
    last = spoken[-1].note
    if last.get("move") in CLOSING_MOVES:
        return 1.0
    stored = last.get("progress")
    return float(stored) if isinstance(stored, int | float) else len(spoken) / (2 * len(guide.questions) + 4)


def _progress_after(guide: Guide, turns: Sequence[Turn], state: dict[str, Any], move: Move) -> float:
    """Questions behind us over all of them and the closing; a question being probed counts in part."""
    if move.closes:
        return 1.0
    if move.hands_over:
        return progress(guide, turns)
    whole = len(guide.questions) + 1
    memory = state["memory"]
    if move.question is None:
        ahead = (whole - 0.5) / whole
    else:
        left = questions_left(guide, memory, memory.covered | set(state["reading"].covered))
        waiting = [question for question in left if question.id != move.question]
        probed = len(memory.probes) + 1 if move.name == "probe" else 0
        ahead = (len(guide.questions) - len(waiting) - 1 + min(probed, 3) * 0.2) / whole
    return round(min(0.99, max(ahead, progress(guide, turns))), 3)
