"""A theme named by a model, from quotes alone; the words people used stand where the model fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import prompts
from analysis import phrases, words
from analysis.answering import held
from analysis.types import Ask

_LABEL_WORDS: Final = 3
_LABEL_CHARS: Final = 40
_SUMMARY_CHARS: Final = 240
_TEXT: Final = {"type": "string"}
_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "label": _TEXT,
        "summary": _TEXT,
        "statements": {"type": "array", "items": {"type": "integer", "minimum": 1}},
    },
    "required": ["label", "summary", "statements"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class ThemeName:
    """A label of one to three words, a sentence with the indexes of the quotes it rests on (both empty where
    it claimed what they do not say), and the hash of each prompt that made them."""

    label: str
    summary: str
    evidence: tuple[int, ...]
    prompts: Mapping[str, str]


async def name_theme(
    quotes: Sequence[str], *, taken: Sequence[str], ask: Ask, language: str = "en"
) -> ThemeName | None:
    """What a model calls the theme these quotes share, in their language; None when it fails, repeats a
    taken label, or names what no quote speaks of.
    """
    system, user = prompts.load("analysis/name_theme"), prompts.load("analysis/extract_user")
    lines = "\n".join(f"{number}. {' '.join(quote.split())}" for number, quote in enumerate(quotes, 1))
    try:
        reply = await ask(
            system=system.render(taken="; ".join(taken) or "none", language=language),
            user=user.render(statements=lines),
            schema=_SCHEMA,
            schema_name="theme_name",
        )
    except Exception:  # whatever the model or its door does, the label in people's words stands
        return None
    if not isinstance(reply, Mapping):
        return None
    label = _one_line(reply.get("label"))
    used = {label.casefold() for label in taken}
    if not _is_label(label) or label.casefold() in used or not _is_of(label, quotes):
        return None
    hashes = {prompt.name: prompt.sha256 for prompt in (system, user)}
    summary = held(reply.get("summary"), reply.get("statements"), quotes, longest=_SUMMARY_CHARS)
    if summary is None:
        return ThemeName(label, "", (), hashes)
    return ThemeName(label, summary.text, summary.evidence, hashes)


def _is_of(label: str, quotes: Sequence[str]) -> bool:
    """Whether most of a label's words are the quotes' own, so that it is in their language too."""
    wanted = phrases.stems(label) - phrases.stems(" ".join(words.load("stopwords")))
    said = phrases.stems(" ".join(quotes))
    return 2 * len(wanted & said) > len(wanted)


def _is_label(label: str) -> bool:
    return 0 < len(label) <= _LABEL_CHARS and len(label.split()) <= _LABEL_WORDS


def _one_line(text: object) -> str:
    return " ".join(text.split()) if isinstance(text, str) else ""
