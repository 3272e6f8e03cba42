"""check: a turn leaves here whole, whatever the model made of it."""

from __future__ import annotations

from langgraph.runtime import Runtime

from interviewer.checks import asks
from interviewer.judging import decent
from interviewer.moves import Move
from interviewer.phrases import phrases
from interviewer.state import InterviewState, Tools, brief_of
from interviewer.text import joined, sentences
from interviewer.wording import worded


async def check(state: InterviewState, runtime: Runtime[Tools]) -> dict[str, object]:
    """Ends the turn. Nothing shown: our own words for the move. Shown, but no question among it: what
    was shown stands and our question for the move ends it. What was shown is never contradicted."""
    shown = list(state["shown"])
    chosen = state["move"]
    done = any(asks(sentence) for sentence in shown) or bool(shown and chosen and not chosen.asks)
    if done:
        return {"text": joined(shown), "move": chosen}
    move: Move = chosen if shown and chosen else state["legal"][0]
    brief = brief_of(state)
    ours, faults = decent(worded(brief, move), brief, move)
    if shown:
        added = sentences(ours.question or "")
        text = joined([*shown, *added])
    else:
        added = sentences(ours.text)
        text = ours.text
    for sentence in added:
        runtime.context.show(sentence)
    own = phrases(state["language"])
    used = {**state.get("prompts", {}), f"interviewer/phrases/{own.language}": own.sha256}
    return {
        "text": text,
        "move": move,
        "prompts": used,
        "fallback": _why(state),
        "spoke": _who(state),
        "checks": (*state.get("checks", ()), *(() if shown else faults)),
    }


def _why(state: InterviewState) -> str | None:
    if state["fallback"] or state["spoke"] == "built-in":
        return state["fallback"]
    return "checks" if state.get("complaints") else "no_question"


def _who(state: InterviewState) -> str:
    """Who said the words that reach the respondent; both, when ours were put before or after a model's."""
    model, shown = state["spoke"], state["shown"]
    if not shown or model == "built-in":
        return "built-in"
    is_all_theirs = any(asks(sentence) for sentence in shown) and not state.get("helped")
    return model if is_all_theirs else f"{model} + built-in"
