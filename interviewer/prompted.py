"""A language model as interviewer: one structured, streamed call per turn through whatever `ask` is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from interviewer.guide import Guide, Question
from interviewer.model import (
    Ask,
    Brief,
    ModelFault,
    MovePiece,
    Piece,
    ReadingPiece,
    UsagePiece,
    WordsPiece,
)
from interviewer.moves import Move
from interviewer.reading import KINDS
from interviewer.transcript import Turn
from prompts import load

# The tail of a call stays this size however long the interview gets.
RECENT_TURNS = 6
RECENT_CHARACTERS = 500
ANSWER_CHARACTERS = 4_000

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["reading", "move", "words"],
    "properties": {
        "reading": {
            "type": "object",
            "additionalProperties": False,
            "required": ["kind", "covered"],
            "properties": {
                "kind": {"type": "string", "enum": list(KINDS)},
                "covered": {"type": "array", "items": {"type": "string"}},
            },
        },
        "move": {"type": "string"},
        "words": {"type": "string"},
    },
}


class Prompted:
    """Words turns with a language model. `ask` streams growing partial objects; the system prompt is
    byte-identical over an interview, so a provider may cache it, and the rest does not grow."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    @property
    def name(self) -> str:
        return self._ask.model

    async def speak(self, brief: Brief) -> AsyncIterator[Piece]:
        stream = self._ask.stream(
            system=system_prompt(brief),
            messages=[{"role": "user", "content": tail_prompt(brief)}],
            schema=SCHEMA,
            schema_name="turn",
        )
        given: set[str] = set()
        spoken = ""
        async for partial in stream:
            usage = partial.get("$usage")
            if isinstance(usage, Mapping):
                yield UsagePiece(tokens=_counts(usage), prompts=_hashes())
                continue
            # Keys arrive in order and all but the last are complete.
            if "move" in partial and "reading" not in given:
                given.add("reading")
                yield _reading(partial.get("reading"))
            if "words" in partial:
                if "move" not in given:
                    given.add("move")
                    yield _move(partial.get("move"))
                words = partial["words"]
                if not isinstance(words, str) or not words.startswith(spoken):
                    raise ModelFault("nonsense")
                if words != spoken:
                    yield WordsPiece(words[len(spoken) :])
                    spoken = words
        if not spoken.strip():
            raise ModelFault("empty")
        yield UsagePiece(prompts=_hashes())


def system_prompt(brief: Brief) -> str:
    """What a model is told once; the same bytes for every turn of an interview."""
    setting = brief.setting
    return load("interviewer/turn").render(
        sponsor=setting.sponsor,
        product=setting.product or setting.sponsor,
        language=setting.language,
        guide=_outline(brief.guide, brief),
        avoid="; ".join(brief.guide.avoid) or "none named",
        context=json.dumps(dict(setting.context), ensure_ascii=False, sort_keys=True, default=str),
    )


def tail_prompt(brief: Brief) -> str:
    """What a model is told for this turn; bounded in size."""
    again = load("interviewer/again").render(rules=", ".join(brief.complaints)) if brief.complaints else ""
    return load("interviewer/now").render(
        recent="\n".join(_line(turn) for turn in brief.turns[-RECENT_TURNS:]) or "nothing yet",
        covered=", ".join(sorted(brief.memory.covered)) or "nothing",
        dropped=", ".join(sorted(brief.memory.dropped)) or "nothing",
        reading=", ".join((brief.reading.kind, *brief.reading.labels)),
        moves="\n".join(_told(move, brief) for move in brief.legal),
        answer=_unfenced(brief.reading.text[:ANSWER_CHARACTERS]),
        complaints=f"\n\n{again.strip()}" if again else "",
    )


def _outline(guide: Guide, brief: Brief) -> str:
    return "\n".join(_question(question, brief) for question in guide.questions)


def _question(question: Question, brief: Brief) -> str:
    language = brief.language
    listed = "; ".join(f"{entry.id} = {entry.about.say(language)}" for entry in question.listen_for)
    asked = brief.setting.fill(question.ask.say(language))
    return f"- {question.id}: {asked} Objective: {question.objective}. Listen for: {listed or 'anything'}."


def _told(move: Move, brief: Brief) -> str:
    entry = brief.guide.listen_for().get(move.about or "")
    if entry and entry.ask:
        return f"- {move.key} (for instance: {brief.setting.fill(entry.ask.say(brief.language))})"
    return f"- {move.key}"


def _line(turn: Turn) -> str:
    text = turn.text if len(turn.text) <= RECENT_CHARACTERS else f"{turn.text[:RECENT_CHARACTERS]} …"
    return f"{turn.speaker}: {_unfenced(text) or turn.action}"


def _unfenced(text: str) -> str:
    """A text that cannot end the marks it stands between."""
    return text.replace(">>>", "> > >")


def _reading(value: Any) -> ReadingPiece:
    if not isinstance(value, Mapping) or value.get("kind") not in KINDS:
        raise ModelFault("nonsense")
    covered = value.get("covered")
    if not isinstance(covered, list) or not all(isinstance(entry, str) for entry in covered):
        raise ModelFault("nonsense")
    return ReadingPiece(value["kind"], tuple(covered))


def _move(value: Any) -> MovePiece:
    if not isinstance(value, str):
        raise ModelFault("nonsense")
    return MovePiece(value.strip())


def _counts(usage: Mapping[str, Any]) -> dict[str, int]:
    return {str(key): value for key, value in usage.items() if isinstance(value, int)}


def _hashes() -> dict[str, str]:
    return {prompt.name: prompt.sha256 for prompt in (load("interviewer/turn"), load("interviewer/now"))}
