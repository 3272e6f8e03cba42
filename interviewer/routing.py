"""Where a turn goes after its words: back for one rewrite while nothing was shown, else to the end."""

from __future__ import annotations

from typing import Literal

from interviewer.state import InterviewState

REWRITES = 1


def after_word(state: InterviewState) -> Literal["word", "check"]:
    """`word` again when a whole draft was refused and there is a rewrite left, else `check`."""
    refused = bool(state.get("complaints")) and not state["shown"] and state["fallback"] is None
    return "word" if refused and state.get("rewrites", 0) <= REWRITES else "check"
