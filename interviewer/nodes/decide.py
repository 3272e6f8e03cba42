"""decide: which moves are legal now."""

from __future__ import annotations

from interviewer.moves import HANDING_MOVES
from interviewer.policy import legal_moves
from interviewer.reading import FIXED_KINDS
from interviewer.state import InterviewState

# Openings, summaries and endings carry promises and disclosures: their words are always ours.
_FIXED_MOVES = {"open", "summary", "anything_else", "farewell", "stop", *HANDING_MOVES}


async def decide(state: InterviewState) -> dict[str, object]:
    reading = state["reading"]
    legal = legal_moves(state["guide"], state["memory"], reading, state["language"])
    return {"legal": legal, "fixed": legal[0].name in _FIXED_MOVES or reading.kind in FIXED_KINDS}
