"""A language model as interviewer: one structured, streamed call per turn through whatever `ask` is."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

from interviewer.checks import asks
from interviewer.fencing import inert, on_one_line
from interviewer.guide import Question
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
from interviewer.text import sentences
from interviewer.transcript import Turn
from prompts import load

# The tail of a call stays this size however long the interview gets.
RECENT_TURNS = 6
RECENT_CHARACTERS = 400
EARLIER_QUESTIONS = 4
QUESTION_CHARACTERS = 120
ANSWER_CHARACTERS = 4_000
CONTEXT_CHARACTERS = 4_000

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
    byte-identical over an interview, so a provider may cache it, and the rest does not grow. `settings`
    are what the model is asked with besides (`temperature` …), to be noted with every turn."""

    def __init__(self, ask: Ask, settings: Mapping[str, object] | None = None) -> None:
        self._ask = ask
        self._settings = dict(settings or {})

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
        yield UsagePiece({}, _hashes(brief), self._settings)
        given: set[str] = set()
        spoken = ""
        async for partial in stream:
            usage = partial.get("$usage")
            if isinstance(usage, Mapping):
                yield UsagePiece(_counts(usage))
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


def system_prompt(brief: Brief) -> str:
    """What a model is told once; the same bytes for every turn of an interview, whatever language it
    turns to: the questions stand here as the interview began, and beside the moves as they are due."""
    setting, guide = brief.setting, brief.guide
    context = json.dumps(dict(setting.context), ensure_ascii=False, sort_keys=True, default=str)
    return load("interviewer/turn").render(
        sponsor=setting.sponsor,
        product=setting.product or setting.sponsor,
        guide="\n".join(_outlined(question, brief) for question in guide.questions),
        avoid="; ".join(guide.avoid) or "none named",
        context=on_one_line(context, CONTEXT_CHARACTERS),
    )


def tail_prompt(brief: Brief) -> str:
    """What a model is told for this turn; bounded in size."""
    recent = brief.turns[: len(brief.turns) - len(brief.memory.pending)][-RECENT_TURNS:]
    asked = [text for turn in brief.memory.said for text in _questions_in(turn)]
    return load("interviewer/now").render(
        language=brief.speaks,
        recent="\n".join(_line(turn) for turn in recent) or "nothing yet",
        last=asked[-1] if asked else "none yet",
        asked=" ".join(asked[:-1][-EARLIER_QUESTIONS:]) or "nothing",
        covered=", ".join(sorted(brief.memory.covered)) or "nothing",
        dropped=", ".join(sorted(brief.memory.dropped)) or "nothing",
        reading=", ".join((brief.reading.kind, *brief.reading.labels)),
        moves="\n".join(_told(move, brief) for move in brief.legal),
        answer=inert(brief.reading.text, ANSWER_CHARACTERS),
        complaints=_complaints(brief),
    )


def _complaints(brief: Brief) -> str:
    """What was wrong with the words before, rule by rule; empty when nothing was."""
    if not brief.complaints:
        return ""
    known = dict(re.findall(r"^- (\w+): (.+)$", load("interviewer/rules").text, re.MULTILINE))
    rules = "\n".join(f"- {known.get(rule, rule)}" for rule in dict.fromkeys(brief.complaints))
    return "\n\n" + load("interviewer/again").render(rules=rules).strip()


def _outlined(question: Question, brief: Brief) -> str:
    language = brief.guide.language_for(brief.setting.language)
    listed = "; ".join(f"{entry.id} = {entry.about.say(language)}" for entry in question.listen_for)
    asked = brief.setting.fill(question.ask.say(language))
    return f"- {question.id}: {asked} Objective: {question.objective}. Listen for: {listed or 'anything'}."


def _told(move: Move, brief: Brief) -> str:
    """A move by its key and, where the guide has words for it, those."""
    question = brief.guide.question(move.question or "") if move.name == "ask" else None
    entry = brief.guide.listen_for().get(move.about or "")
    words = question.ask if question else entry.ask if entry else None
    return f"- {move.key} ({brief.setting.fill(words.say(brief.language))})" if words else f"- {move.key}"


def _questions_in(text: str) -> list[str]:
    return [on_one_line(one, QUESTION_CHARACTERS) for one in sentences(text) if asks(one)]


def _line(turn: Turn) -> str:
    return f"{turn.speaker}: {on_one_line(turn.text, RECENT_CHARACTERS) or turn.action}"


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


def _hashes(brief: Brief) -> dict[str, str]:
    names = ["turn", "now", *(["again", "rules"] if brief.complaints else [])]
    return {prompt.name: prompt.sha256 for prompt in (load(f"interviewer/{name}") for name in names)}
