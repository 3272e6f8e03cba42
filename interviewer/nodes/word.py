"""word: the model says it, sentence by sentence; fixed moments are the built-in model's."""

from __future__ import annotations

from langgraph.runtime import Runtime

from interviewer.builtin import BuiltIn
from interviewer.checks import asks
from interviewer.drafting import Draft, drafted
from interviewer.model import Model
from interviewer.reading import Reading
from interviewer.state import InterviewState, Tools, brief_of


async def word(state: InterviewState, runtime: Runtime[Tools]) -> dict[str, object]:
    tools = runtime.context
    is_ours = state["fixed"] or _answers_them(state["reading"])
    model: Model = BuiltIn() if is_ours else tools.model
    if isinstance(model, BuiltIn):
        # Its words are composed whole and finished by `check`, which shows them.
        return {"move": state["legal"][0], "shown": (), "spoke": model.name, "fallback": None}
    draft = await drafted(model, brief_of(state), tools.show, tools.patience)
    return {
        "move": draft.move,
        "shown": tuple(draft.shown),
        "checks": (*state.get("checks", ()), *draft.faults),
        "complaints": tuple(draft.faults) if draft.again else (),
        "rewrites": state.get("rewrites", 0) + draft.again,
        "refused": state.get("refused", 0) + draft.refused,
        "helped": draft.helped,
        "reading": _merged(state["reading"], draft),
        "fallback": draft.broken,
        "spoke": model.name,
        "tokens": _added(state.get("tokens", {}), draft.tokens),
        "prompts": {**state.get("prompts", {}), **draft.prompts},
        "settings": {**state.get("settings", {}), **draft.settings},
    }


def _answers_them(reading: Reading) -> bool:
    """Whether the turn replies to a question to us, or to something beside the point: what may be said to
    that is settled, and a model would be free to guess, confirm or promise. Asked what we meant, it may
    reword."""
    if "ask_meaning" in reading.cues:
        return False
    is_asked = any(cue.startswith("ask_") for cue in reading.cues) or asks(reading.text)
    return is_asked or reading.kind in {"asks_back", "off_topic"}


def _merged(reading: Reading, draft: Draft) -> Reading:
    """Our reading with what the model heard besides; its view of the kind binds nobody."""
    return reading.with_covered(draft.covered) if draft.broken is None else reading


def _added(before: dict[str, int], more: dict[str, int]) -> dict[str, int]:
    return {key: before.get(key, 0) + more.get(key, 0) for key in {*before, *more}}
