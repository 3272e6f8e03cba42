"""A respondent played by a language model: the plan is a scripted one's, the words are the model's.

What an answer means is known from the plan, as for any simulated respondent: the model is told what its
answer must be like, and where it fails or strays from that, the scripted words are said instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from interviewer.model import Ask
from interviewer.rehearsal.personas import ACTS
from interviewer.rehearsal.respondent import Respondent, Said
from interviewer.text import words
from interviewer.transcript import Turn
from prompts import load

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["answer"],
    "properties": {"answer": {"type": "string"}},
}
# Safety words and commands are said as written: a rehearsal must know for certain that they were said.
_AS_WRITTEN = {"distress", "legal", "human", "stop", "skip", "instruction"}
# Longer than this many times the plan, or shorter than this part of it, is another answer than planned.
_TOO_LONG, _TOO_SHORT = 2.5, 0.3
_ROOM = 10
_RECENT = 6


class PlayedRespondent:
    """Answers as `scripted` would, in a model's words. `ask` may fail: then the scripted words are said."""

    def __init__(self, scripted: Respondent, ask: Ask) -> None:
        self._scripted = scripted
        self._ask = ask

    async def answer(self, question_text: str, transcript: Sequence[Turn]) -> Said:
        """What they say to `question_text`; `transcript` is everything said so far."""
        planned = self._scripted.answer(question_text, transcript)
        if planned.action != "say" or planned.meant.kind in _AS_WRITTEN:
            return planned
        try:
            answer = await self._asked(question_text, transcript, planned)
        except Exception:
            return planned
        return replace(planned, text=answer) if _keeps_to(planned, answer) else planned

    async def _asked(self, question_text: str, transcript: Sequence[Turn], planned: Said) -> str:
        last: dict[str, Any] = {}
        stream = self._ask.stream(
            system=self._system(),
            messages=[{"role": "user", "content": _task(question_text, transcript, planned)}],
            schema=SCHEMA,
            schema_name="answer",
        )
        async for partial in stream:
            if "answer" in partial:
                last = partial
        return " ".join(str(last.get("answer", "")).split())

    def _system(self) -> str:
        persona = self._scripted.persona
        acts = [ACTS[act].replace("_", " ") for act in persona.acts]
        manner = persona.name.replace("_", " ") + (f" (now and then: {', '.join(acts)})" if acts else "")
        notes = "\n".join(f"- {note}" for note in self._scripted.notes())
        return load("rehearsal/respondent").render(
            persona=manner, language=self._scripted.language, notes=notes
        )


def _task(question_text: str, transcript: Sequence[Turn], planned: Said) -> str:
    recent = [f"{turn.speaker}: {turn.text}" for turn in transcript[-_RECENT - 1 : -1]]
    meant = planned.meant
    completeness = ("", " and complete" if meant.full else " and incomplete")[meant.kind == "substantive"]
    return "\n".join(
        [
            *recent,
            f"You are asked now: {question_text}",
            f"Your answer must be: {meant.kind}{completeness}, about {len(words(planned.text))} words.",
            f"You had this in mind, to be said your own way and so that it answers: {planned.text}",
        ]
    )


def _keeps_to(planned: Said, answer: str) -> bool:
    """Whether words of a model have about the length that was planned; a vague answer may only be short."""
    wanted, got = len(words(planned.text)), len(words(answer))
    return bool(got) and _TOO_SHORT * wanted <= got <= _TOO_LONG * wanted + _ROOM * (
        planned.meant.kind != "vague"
    )
