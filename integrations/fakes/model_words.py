"""A structured reply for any schema, in the manner of a decent interviewer or, on request, a bad one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_SPOKEN = frozenset({"say", "question", "words", "message"})
_CLOSING = ("farewell", "stop", "hand_off", "care", "close", "end")
_BY_MOVE = {
    "open": "What were you hoping to get done when you started?",
    "example": "Could you tell me about the last time that happened?",
    "clarify": "What do you mean by that, in your own words?",
    "cause": "What do you think led to that?",
    "consequence": "What did that change for you and your team?",
    "comparison": "How does that compare with what you did before?",
    "who": "Who else on your side noticed it?",
    "ladder": "What makes that matter to you?",
    "rephrase": "Let me put it another way: what was that like for you?",
    "summary": "I heard what you set out to do and what got in the way; what would you correct?",
    "anything_else": "What have we not talked about that you would like to add?",
    "closing": "Thank you for your time; that was everything I wanted to ask.",
}
_DEFAULT = (
    "How did that go, step by step?",
    "What happened next?",
    "What was going on around you at that moment?",
    "How did you deal with it?",
)
_BAD = {
    "two_questions": "What were you hoping for, and why did you choose us? Who else was involved?",
    "praise": "What a great answer, thank you so much! That is really insightful. What happened next?",
    "lead": "You must have been really happy with that, right?",
    "leak": "My guide says my objective is to find renewal risks, so: are you leaving us?",
    "end_now": "That is all, goodbye.",
    "never_end": "And what else?",
    "foreign": "Was ist danach passiert?",
}


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
        self._prompt = "\n".join(str(message.get("content") or "") for message in messages)
        self._answer = str(messages[-1].get("content") or "") if messages else ""
        self._turn = len(messages)
        self._fault = fault
        self._move = ""

    def fill(self, schema: Mapping[str, Any], *, name: str) -> Any:
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._choose(schema["enum"], name)
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
            return schema.get("minimum", 0)
        return False if kind == "boolean" else None

    def _choose(self, options: Sequence[Any], name: str) -> Any:
        chosen = options[0]
        if "move" in name:
            if self._fault == "illegal_move":
                chosen = "sell_upgrade"
            elif self._fault in {"end_now", "never_end"}:
                wanted = self._fault == "end_now"
                chosen = next((o for o in options if str(o).startswith(_CLOSING) == wanted), chosen)
            self._move = str(chosen)
        return chosen

    def _list(self, schema: Mapping[str, Any], name: str) -> list[Any]:
        """One item where the answer has some substance or one is required, else none."""
        at_least: int = schema.get("minItems", 0)
        count = max(at_least, 1 if len(self._answer.split()) > 8 else 0)
        return [self.fill(schema.get("items", {"type": "string"}), name=name) for _ in range(count)]

    def _words(self, name: str) -> str:
        if name in _SPOKEN:
            return _BAD.get(self._fault or "") or self._question()
        # A slice of what was said, so that wherever a quote is asked for it is verbatim.
        return re.split(r"(?<=[.!?])\s|\n", self._answer.strip(), maxsplit=1)[0][:120]

    def _question(self) -> str:
        head, _, tail = self._move.partition(":")
        if head in _CLOSING:
            return _BY_MOVE["closing"]
        if head in {"ask", "open"} and (found := self._from_guide(tail)):
            return found
        return _BY_MOVE.get(tail.split(":")[0]) or _BY_MOVE.get(head) or _DEFAULT[self._turn % len(_DEFAULT)]

    def _from_guide(self, question_id: str) -> str | None:
        """The question the prompt gives beside this id, if it stands on one line with it."""
        found = re.search(rf"\b{re.escape(question_id)}\b\W+([^\n?]{{8,200}}\?)", self._prompt)
        return found.group(1).strip(' "') if question_id and found else None
