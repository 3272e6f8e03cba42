"""check: a turn leaves here whole, whatever the model made of it."""

from __future__ import annotations

from langgraph.runtime import Runtime

from interviewer.checks import asks
from interviewer.moves import Move
from interviewer.phrases import phrases
from interviewer.state import InterviewState, Tools, brief_of
from interviewer.text import sentences
from interviewer.wording import worded


async def check(state: InterviewState, runtime: Runtime[Tools]) -> dict[str, object]:
    """Ends the turn. Nothing shown: our own words for the move. Shown, but no question among it: what
    was shown stands and our question for the move ends it. What was shown is never contradicted."""
    shown = list(state["shown"])
    chosen = state["move"]
    done = any(asks(sentence) for sentence in shown) or bool(shown and chosen and not chosen.asks)
    if done:
        return {"text": " ".join(shown), "move": chosen}
    move: Move = chosen if shown and chosen else state["legal"][0]
    ours = worded(brief_of(state), move)
    if shown:
        added = sentences(ours.question or "")
        text = " ".join([*shown, *added])
    else:
        added = sentences(ours.text)
        text = ours.text
    for sentence in added:
        runtime.context.show(sentence)
    own = phrases(state["language"])
    used = {**state.get("prompts", {}), f"interviewer/phrases/{own.language}": own.sha256}
    return {"text": text, "move": move, "prompts": used, "fallback": _why(state), "spoke": _who(state)}


def _why(state: InterviewState) -> str | None:
    if state["fallback"] or state["spoke"] == "built-in":
        return state["fallback"]
    return "checks" if state.get("complaints") else "no_question"


def _who(state: InterviewState) -> str:
    """Who said the words that reach the respondent; both, when ours had to end what a model began."""
    if not state["shown"] or state["spoke"] == "built-in":
        return "built-in"
    return f"{state['spoke']} + built-in"
