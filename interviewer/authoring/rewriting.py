"""A better wording for a question, or none: steps are tried until one breaks no rule."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from interviewer.authoring.style import Style, Turn, style
from interviewer.authoring.wording import rules_broken
from interviewer.languages import lexicon
from interviewer.text import sentences, words

# A question is rarely wrong in more ways than these, and the search stays instant.
_STEPS = 4
_TRIES = 60
# Longer ones need an author, not a table.
_LONGEST = 160
_LEAD_IN = 8


@dataclass(frozen=True, slots=True)
class Proposal:
    """A wording that breaks no rule; `second` is the other half of what was split, or ""."""

    better: str
    second: str = ""


@lru_cache(maxsize=1024)  # a guide is judged again after every change to one of its questions
def proposal(text: str, language: str) -> Proposal | None:
    """The nearest wording that breaks no rule; None when the tables of the language lead to none."""
    if len(text) > _LONGEST:
        return None
    marks = style(language)
    if "?" not in text and "？" not in text:  # an invitation such as `Tell us about …`
        plainer = in_plain_words(text, marks)
        return Proposal(plainer) if _is_good(plainer, language) else None
    waiting = deque([(text, "", 0)])
    seen = {text}
    while waiting and len(seen) < _TRIES:
        question, second, step = waiting.popleft()
        if step == _STEPS:
            continue
        for mended, other in _steps(question, marks):
            if mended in seen:
                continue
            seen.add(mended)
            rest = other or second
            if _is_good(mended, language):
                return Proposal(mended, _good_or_nothing(rest, language, mended))
            waiting.append((mended, rest, step + 1))
    return None


def _is_good(question: str, language: str) -> bool:
    return len(words(question)) > 1 and not rules_broken(question, language)


def _good_or_nothing(question: str, language: str, first: str) -> str:
    """The half that was split off, itself mended if need be. A bare `Why?` is a probe, not a question."""
    if not question or not _has_content(question, language):
        return ""
    if _is_good(question, language):
        return question if question != first else ""
    found = proposal(question, language)
    return found.better if found and found.better != first else ""


def _has_content(question: str, language: str) -> bool:
    function = lexicon(language).words["function"]
    found = words(question)
    return len(found) > 3 and any(word.lower() not in function for word in found)


def _steps(question: str, marks: Style) -> Iterator[tuple[str, str]]:
    """Every mended question one step away, with the half that was split off, the best kind first."""
    body = marks.body(question)
    lead, tail = _lead_in(body)
    for turn in marks.rewrites:
        yield from _turned(turn, body, "", marks)
        if lead:
            yield from _turned(turn, tail, lead, marks)
    asked = [one for one in sentences(question) if one.rstrip().endswith(("?", "？"))]
    if len(asked) > 1:
        yield asked[0], asked[1]
    elif asked and asked[0] != question:
        yield asked[0], ""
    for turn in marks.splits:
        yield from _turned(turn, body, "", marks)
    for turn in marks.trims:
        trimmed = turn.pattern.sub(turn.to, body, count=1)
        if trimmed != body:
            yield marks.asked(trimmed), ""
    plainer = in_plain_words(body, marks)
    if plainer != body:
        yield marks.asked(plainer), ""


def _turned(turn: Turn, body: str, lead: str, marks: Style) -> Iterator[tuple[str, str]]:
    match = turn.pattern.fullmatch(body)
    if match is None:
        return
    mended = marks.fill(turn.to, match)
    second = marks.fill(turn.second, match)
    if mended is None or second is None:
        return
    if lead:
        mended = f"{lead}, {mended[:1].lower()}{mended[1:]}"
    yield marks.asked(mended), marks.asked(second) if second else ""


def _lead_in(body: str) -> tuple[str, str]:
    """`Thinking of last week, did you …` in its two parts; no lead-in gives ("", body)."""
    lead, comma, tail = body.partition(", ")
    return (lead, tail) if comma and len(lead.split()) <= _LEAD_IN else ("", body)


def in_plain_words(text: str, marks: Style) -> str:
    """A text with every word of the trade replaced."""
    for pattern, plain_word in marks.jargon:
        text = pattern.sub(plain_word, text)
    return text
