"""Whether an answer says enough, and if not, what it lacks."""

from __future__ import annotations

import re

from interviewer.languages import Lexicon
from interviewer.reading import Label
from interviewer.text import plain, words

# Below this many content words an answer is thin, however it is put.
FEW_WORDS = 6

_CUES = (
    "generalising",
    "depends",
    "number",
    "time",
    "event",
    "problem",
    "praise",
    "cause",
    "consequence",
    "change",
    "comparison",
    "people",
    "people_named",
    "loss",
)


def content_words(text: str, lists: Lexicon) -> list[str]:
    """The words that carry meaning, lower-cased, in order."""
    return [word for word in words(plain(text)) if word not in lists.words["function"]]


def cues_in(text: str, lists: Lexicon) -> tuple[str, ...]:
    """What can be heard in an answer, by name; `concrete` when it holds a particular case."""
    bare = plain(text)
    cues = [name for name in _CUES if lists.hits(name, bare)]
    particular = {"number", "time", "people_named"} & set(cues) or _has_name(text)
    if particular and ("event" in cues or len(content_words(text, lists)) >= 10):
        cues.append("concrete")
    return tuple(cues)


def labels_of(text: str, asked: str, cues: tuple[str, ...], lists: Lexicon) -> tuple[Label, ...]:
    """Why an answer is vague; empty when it is not. `asked` is the question it answers."""
    content = content_words(text, lists)
    labels: list[Label] = []
    if len(content) < FEW_WORDS:
        labels.append("few_words")
    if len(content) <= 10 and _mostly(content, lists.words["evaluative"]):
        labels.append("evaluative_only")
    if not {"number", "time", "event", "people_named"} & set(cues) and len(content) < 14:
        labels.append("nothing_concrete")
    if "generalising" in cues and "concrete" not in cues and len(content) < 25:
        labels.append("generalising")
    if "depends" in cues and len(content) < 10:
        labels.append("it_depends")
    if content and len(content) < 10 and set(content) <= set(content_words(asked, lists)):
        labels.append("restates_question")
    first = words(plain(text))[:1]
    if first and first[0] in lists.words["unclear"] and len(content) < 4:
        labels.append("unclear_pronoun")
    return tuple(labels)


def is_full(content: int, cues: tuple[str, ...], covered: bool) -> bool:
    """Whether an answer needs no probe: a particular case, told at length or hitting what we listen for."""
    return "concrete" in cues and (content >= 2 * FEW_WORDS or (content >= 8 and covered))


def _mostly(content: list[str], known: frozenset[str]) -> bool:
    inside = sum(word in known for word in content)
    return inside > 0 and inside >= 0.75 * len(content)


def _has_name(text: str) -> bool:
    """A capitalised word inside a sentence: a product, a person, a place."""
    return bool(re.search(r"(?<=[a-z,] )[A-Z][A-Za-z0-9]{2,}", text))
