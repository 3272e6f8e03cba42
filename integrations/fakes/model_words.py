"""A structured reply for any schema, in the manner of a decent interviewer or, on request, a bad one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from integrations.fakes.bad_words import bad_words
from integrations.fakes.turn_prompt import read

_SPOKEN = frozenset({"say", "question", "words", "message"})
_CLOSING = ("farewell", "stop", "hand_off", "care", "close", "end")
_CLOSING_WORDS = "Thank you for your time; that was everything I wanted to ask."
_BY_MOVE = {
    "open": ("What were you hoping to get done when you started?",),
    "example": ("What happened the last time?", "Which day comes to mind, and how did it go?"),
    "clarify": ("What do you mean by that, in your own words?", "How would that look to an outsider?"),
    "cause": ("What do you think led to that?", "How did it come to that?"),
    "consequence": (
        "What did that change for you and your team?",
        "What followed from it later on?",
    ),
    "comparison": ("How does that compare with what you did before?", "What was different about it earlier?"),
    "who": ("Who else on your side noticed it?", "Which colleagues felt it most?"),
    "ladder": ("What makes that matter to you?", "What does it make possible?"),
    "detail": ("What would you add to make the picture complete?", "How did that part go, step by step?"),
    "rephrase": ("Put another way: what was that like for you?",),
    "summary": ("I heard what you set out to do and what got in the way; what would you correct?",),
    "anything_else": ("What have we not talked about that you would like to add?",),
}
_DEFAULT = (
    "What happened next?",
    "How did you deal with it?",
    "What was going on around you at that moment?",
)


def reply_to(
    schema: Mapping[str, Any], messages: Sequence[Mapping[str, Any]], fault: str | None = None
) -> dict[str, Any]:
    """An object that holds `schema`: the first legal choices, short strings, one sensible question.

    messages: the whole conversation as it was sent. fault: a name of `faults.TEXT` that concerns the
    words alone; anything else is left to the server.
    """
    return dict(_Player(messages, fault).fill(schema, name=""))


class _Player:
    """Fills one schema from the top, remembering the move it chose when it comes to the words."""

    def __init__(self, messages: Sequence[Mapping[str, Any]], fault: str | None) -> None:
        self._prompt = read(messages)
        self._fault = fault
        self._move = ""

    def fill(self, schema: Mapping[str, Any], *, name: str) -> Any:
        if name == "move":
            return self._choose_move(schema.get("enum") or self._prompt.legal or ("ask",))
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        if options := schema.get("anyOf"):
            return self.fill(options[0], name=name)
        kind = schema.get("type", "object")
        kind = kind[0] if isinstance(kind, list) else kind
        if kind == "object":
            return {key: self.fill(inner, name=key) for key, inner in schema.get("properties", {}).items()}
        if kind == "array":
            return self._list(schema, name)
        if kind == "string":
            return self._words(name)[: schema.get("maxLength", 400)]
        if kind in {"number", "integer"}:
            return _number(schema, is_whole=kind == "integer")
        return False if kind == "boolean" else None

    def _choose_move(self, legal: Sequence[str]) -> str:
        """The preferred one; in a bad mood the first that ends the interview, or never such a one."""
        chosen = str(legal[0])
        if self._fault == "illegal_move":
            chosen = "sell_upgrade"
        if self._fault in {"end_now", "obey"}:
            chosen = next((move for move in legal if move.startswith(_CLOSING)), "farewell")
        if self._fault == "never_end":
            chosen = next((move for move in legal if not move.startswith(_CLOSING)), "probe:example")
        self._move = chosen
        return chosen

    def _list(self, schema: Mapping[str, Any], name: str) -> list[Any]:
        """One item where the answer has some substance or one is required, else none."""
        at_least: int = schema.get("minItems", 0)
        has_substance = len(self._prompt.answer.split()) > 8
        items: Mapping[str, Any] = schema.get("items", {"type": "string"})
        if name == "covered" and "enum" not in items:
            return list(self._prompt.listened[:1]) if has_substance else []
        return [self.fill(items, name=name) for _ in range(max(at_least, int(has_substance)))]

    def _words(self, name: str) -> str:
        if name in _SPOKEN:
            return bad_words(self._fault or "", self._prompt) or self._question()
        # A slice of what was said, so that wherever a quote is asked for it is verbatim.
        return re.split(r"(?<=[.!?])\s|\n", self._prompt.answer.strip(), maxsplit=1)[0][:120]

    def _question(self) -> str:
        head, _, tail = self._move.partition(":")
        if head in _CLOSING:
            return _CLOSING_WORDS
        if head in {"ask", "open"} and (found := self._prompt.question(tail)):
            return found
        direction = tail.split(":")[0] if head == "probe" else head
        ways = (*_BY_MOVE.get(direction, ()), *_DEFAULT)
        return next((way for way in ways if way not in self._prompt.text), ways[0])


def _number(schema: Mapping[str, Any], *, is_whole: bool) -> float:
    """Three quarters of the way where there are two bounds, else the lower one."""
    low = schema.get("minimum", 0)
    value: float = low + 0.75 * (schema["maximum"] - low) if "maximum" in schema else low
    return int(value) if is_whole else value
