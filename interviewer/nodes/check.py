"""check: a turn leaves here whole, whatever the model made of it."""

from __future__ import annotations

from langgraph.runtime import Runtime

from interviewer.checks import asks, sentence_faults
from interviewer.judging import against
from interviewer.model import Brief
from interviewer.moves import Move
from interviewer.phrases import phrases
from interviewer.state import InterviewState, Tools, brief_of
from interviewer.text import sentences
from interviewer.wording import Worded, worded

# Our phrases are fixed and tested; what of the respondent's stands in them is not.
_OURS_ANYWAY = {"invented_story", "invented_name", "wrong_language"}


async def check(state: InterviewState, runtime: Runtime[Tools]) -> dict[str, object]:
    """Ends the turn. Nothing shown: our own words for the move. Shown, but no question among it: what
    was shown stands and our question for the move ends it. What was shown is never contradicted."""
    shown = list(state["shown"])
    chosen = state["move"]
    done = any(asks(sentence) for sentence in shown) or bool(shown and chosen and not chosen.asks)
    if done:
        return {"text": " ".join(shown), "move": chosen}
    move: Move = chosen if shown and chosen else state["legal"][0]
    brief = brief_of(state)
    ours, faults = _decent(worded(brief, move), brief, move)
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
    return {
        "text": text,
        "move": move,
        "prompts": used,
        "fallback": _why(state),
        "spoke": _who(state),
        "checks": (*state.get("checks", ()), *(() if shown else faults)),
    }


def _decent(ours: Worded, brief: Brief, move: Move) -> tuple[Worded, list[str]]:
    """Our own words and the rules they broke; a receipt that breaks one gives way to a plain word."""
    if move.name not in {"ask", "probe", "rephrase"}:
        return ours, []
    judged = against(brief, move)
    broken = [fault for sentence in sentences(ours.before) for fault in sentence_faults(sentence, judged)]
    faults = [fault for fault in broken if fault not in _OURS_ANYWAY]
    if not faults:
        return ours, []
    plainly = phrases(brief.language).pick("receipt.plain", brief.setting.seed, brief.memory.said)
    return Worded(plainly, ours.question), faults


def _why(state: InterviewState) -> str | None:
    if state["fallback"] or state["spoke"] == "built-in":
        return state["fallback"]
    return "checks" if state.get("complaints") else "no_question"


def _who(state: InterviewState) -> str:
    """Who said the words that reach the respondent; both, when ours had to end what a model began."""
    if not state["shown"] or state["spoke"] == "built-in":
        return "built-in"
    return f"{state['spoke']} + built-in"
