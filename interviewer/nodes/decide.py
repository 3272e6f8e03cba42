"""decide: which moves are legal now."""

from __future__ import annotations

from interviewer.focus import focus_of
from interviewer.moves import HANDING_MOVES
from interviewer.policy import as_meant, in_mood, legal_moves
from interviewer.reading import FIXED_KINDS
from interviewer.state import InterviewState

# Openings, summaries and endings carry promises and disclosures: their words are always ours.
_FIXED_MOVES = {"open", "summary", "anything_else", "farewell", "stop", *HANDING_MOVES}


async def decide(state: InterviewState) -> dict[str, object]:
    guide, memory, language = state["guide"], state["memory"], state["language"]
    question = guide.question(memory.current) if memory.current else None
    reading = in_mood(as_meant(state["reading"], memory), question, language)
    focus = focus_of(guide, state["setting"].context, language)
    legal = legal_moves(guide, memory, reading, language, focus)
    is_ours = memory.is_given_back or "offer" in reading.cues  # what counts as offered must be said
    fixed = legal[0].name in _FIXED_MOVES or reading.kind in FIXED_KINDS or is_ours
    return {"reading": reading, "legal": legal, "fixed": fixed}
