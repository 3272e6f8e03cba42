"""A question answered by a model over what was said: a sentence that cannot be traced reaches nobody."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import prompts
from analysis import phrases, words
from analysis.types import Ask

MOST_SENTENCES: Final = 5
_LONGEST: Final = 400
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]")
_QUOTED_ONCE = re.compile(r"(?<!\w)['‘]([^'‘’]+(?:['’]\w[^'‘’]*)*)['’](?!\w)")
_MARKS = re.compile(r"[\"“”„«»]")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "say": {"type": "string"},
                    "statements": {"type": "array", "items": {"type": "integer", "minimum": 1}},
                },
                "required": ["say", "statements"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["sentences"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, and the indexes of the statements it rests on (never empty)."""

    text: str
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """What a model says, as far as it holds; `left_out` counts its sentences that did not. `prompts`: the
    hash of each prompt that made it."""

    sentences: tuple[Sentence, ...]
    left_out: int
    prompts: Mapping[str, str]


async def answer(question: str, texts: Sequence[str], *, ask: Ask) -> Prose | None:
    """A model's answer from statements; None when there is none, or the model fails.

    A sentence stands if it names statements there are, shares a word with them, quotes only what one of them
    says letter by letter, and gives no figure that none of them holds.
    """
    system, user = prompts.load("analysis/answer"), prompts.load("analysis/extract_user")
    lines = "\n".join(f"{number}. {' '.join(text.split())}" for number, text in enumerate(texts, 1))
    try:
        reply = await ask(
            system=system.render(question=" ".join(question.split())),
            user=user.render(statements=lines),
            schema=_SCHEMA,
            schema_name="answer",
        )
    except Exception:  # whatever the model or its door does, the statements themselves are the answer
        return None
    given = reply.get("sentences") if isinstance(reply, Mapping) else None
    if not isinstance(given, list):
        return None
    held = [sentence for part in given[:MOST_SENTENCES] if (sentence := _held(part, texts))]
    hashes = {prompt.name: prompt.sha256 for prompt in (system, user)}
    return Prose(tuple(held), len(given) - len(held), hashes)


def _held(part: object, texts: Sequence[str]) -> Sentence | None:
    return held(part.get("say"), part.get("statements"), texts) if isinstance(part, Mapping) else None


def held(text: object, named: object, texts: Sequence[str], *, longest: int = _LONGEST) -> Sentence | None:
    """A sentence with the numbers (from 1) of the statements a model names for it, if it can be traced."""
    if not isinstance(text, str) or not isinstance(named, list):
        return None
    text = " ".join(text.split())
    if not 0 < len(text) <= longest or not named or not all(_is_one(number, texts) for number in named):
        return None
    evidence = tuple(dict.fromkeys(number - 1 for number in named))
    return Sentence(text, evidence) if _follows(text, [texts[row] for row in evidence]) else None


def _is_one(number: object, texts: Sequence[str]) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= len(texts)


def _follows(text: str, cited: Sequence[str]) -> bool:
    """Whether quotes, figures and at least one word of a sentence are those of the statements it cites."""
    plain = [" ".join(one.split()) for one in cited]
    quoted = [quote.strip() for quote in _QUOTED.findall(text)]
    if len(_MARKS.findall(text)) != 2 * len(quoted):
        return False
    quoted += [quote.strip() for quote in _QUOTED_ONCE.findall(text)]
    if not all(quote and any(quote in one for one in plain) for quote in quoted):
        return False
    figures = {figure for one in plain for figure in _FIGURE.findall(one)}
    if not figures.issuperset(_FIGURE.findall(text)):
        return False
    said = frozenset().union(*(phrases.stems(one) for one in plain))
    common = phrases.stems(text) & said
    return bool(common - phrases.stems(" ".join(words.load("stopwords")))) or not said
