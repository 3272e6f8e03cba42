"""Answers that say nothing without their question: yes, no, both, good; and the question they need."""

from __future__ import annotations

from typing import Final, Literal

from analysis import set_phrases, words
from analysis.sentences import sentences, trim
from analysis.set_phrases import spoken

Reply = Literal["yes", "no", "choice", "verdict"]

_MARKS: Final = ("?", "？", "؟")
_LONGEST: Final = 8
_SPACELESS: Final = 0x2E80


def kind(text: str) -> Reply | None:
    """What kind of bare reply a text is, None for anything that says more."""
    said = spoken(text[:200])
    if not said or len(said) > _LONGEST:
        return None
    if set_phrases.load("no").cover(said) or (said[0] in words.load("no") and _all(said, "no", "courtesy")):
        return "no"
    if set_phrases.load("choices").open(said) and _all(said, "choices", "yes", "courtesy"):
        return "choice"
    if set_phrases.load("verdicts").open(said) and _all(said, "verdicts", "courtesy"):
        return "verdict"
    return "yes" if set_phrases.load("yes").open(said) and _all(said, "yes", "courtesy") else None


def question_for(reply: str, question: str) -> str:
    """The sentence of `question`, verbatim, that gives a short `reply` its sense; empty when none does.

    A yes or no needs a closed question about the subject, a verdict one that asks for a judgement, and
    any other fragment whatever was asked last.
    """
    asked = _last_question(question)
    if not asked:
        return ""
    said, what = spoken(asked), kind(reply)
    if _holds(asked, said, "housekeeping") or _holds(asked, said, "smalltalk"):
        return ""
    if what == "verdict":
        return asked if _holds(asked, said, "verdict_questions") or _is_closed(asked, said) else ""
    if what in {"yes", "no"}:
        return asked if _is_closed(asked, said) else ""
    return asked


def in_context(text: str, context: str) -> str:
    """A statement as it should be read for its meaning: a bare reply or a short item after its context."""
    if not context:
        return text
    is_item = not context.rstrip().endswith(_MARKS)
    leans = len(spoken(text)) <= 2 if is_item else kind(text) is not None
    return f"{context} {text}" if leans else text


def denies(text: str, context: str) -> bool:
    """True for a bare no: it says the opposite of what its question supposes."""
    return bool(context) and kind(text) == "no"


def _all(said: list[str], *lists: str) -> bool:
    return set_phrases.load(*lists).cover(said)


def _last_question(question: str) -> str:
    found = [question[slice(*trim(question, start, end))] for start, end in sentences(question)]
    asked = [sentence for sentence in found if sentence.rstrip("*_\"'”») ").endswith(_MARKS)]
    return asked[-1] if asked else ""


def _is_closed(asked: str, said: list[str]) -> bool:
    """A question without a question word asks for a yes or a no."""
    if said[:2] == ["est-ce", "que"]:
        return True
    return not (set_phrases.load("open_words").open(said) or _holds(asked, said[:3], "open_words"))


def _holds(asked: str, said: list[str], name: str) -> bool:
    """True when the question holds one of a list's phrases; scripts without spaces by letters."""
    row = f" {' '.join(said)} "
    return any(
        phrase in asked if ord(phrase[0]) >= _SPACELESS else f" {phrase} " in row
        for phrase in words.load(name)
    )
