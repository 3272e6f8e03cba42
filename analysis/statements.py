"""Statements: one claim each, cut from an answer with exact offsets and nothing rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from analysis import replies, set_phrases
from analysis.sentences import CLAUSE_WORDS, LIST_MARK, clauses, count, has_break, sentences, trim
from analysis.set_phrases import WORD, spoken
from analysis.types import Answer, Statement

MAX_CHARS: Final = 480
_SHORT_WORDS: Final = 3
_SHORT_CHARS: Final = 4
_CONTEXT_CHARS: Final = 240
_ITEM_WORDS: Final = 8
_ECHO_CHARS: Final = 10
_ECHO_WORDS: Final = 3
_COURTESY_WORDS: Final = 12

_UNSPACED = re.compile(r"[぀-ヿ㐀-䶿一-鿿가-힯]")
_COLOURING = frozenset(
    {"great", "perfect", "nice", "cool", "fine", "good", "awesome", "excellent", "wonderful", "toll", "super"}
    | {"prima", "genial", "parfait", "perfecto", "ottimo", "perfetto", "ótimo", "perfeito"}
)

Span = tuple[int, int]


def cut(answers: Sequence[Answer]) -> tuple[Statement, ...]:
    """Statements of all answers, in order; courtesy, filler and echoes of the question are left out."""
    return tuple(statement for answer in answers for statement in cut_answer(answer))


def cut_answer(answer: Answer) -> Iterator[Statement]:
    """Statements of one answer. Every one equals its slice of `answer.text`.

    An answer that is nothing but a yes, a no, a choice or a verdict is one statement and carries the
    question that gives it sense; an item of a list carries the line it stands under.
    """
    cuts = spans(answer.text)
    leads = _lead_ins(answer.text, cuts)
    echo = _Echo(answer.question)
    said = [
        Statement(answer.turn, start, end, text, answer.text[slice(*lead)] if lead else "")
        for (start, end), lead in zip(cuts, leads, strict=True)
        if (start, end) not in leads
        and not is_courtesy(text := answer.text[start:end])
        and not echo.repeats(text)
    ]
    if answer.question and len(said) <= 1 and all(_is_bare(s.text) for s in said):
        yield from _reply(answer, cuts, said)
    else:
        yield from said


def spans(text: str) -> list[Span]:
    """Start and end of each claim in `text`, in code points, in order, never overlapping."""
    whole = [trim(text, start, end) for start, end in sentences(text)]
    kept = [(start, end) for start, end in whole if WORD.search(text, start, end)]
    parts = [clause for start, end in kept for clause in clauses(text, start, end)]
    merged = _merge_short(text, parts)
    return [piece for start, end in merged for piece in _cap(text, start, end)]


def is_courtesy(text: str) -> bool:
    """True for thanks, greetings and filler in any language an interview can be held in."""
    said = spoken(text[:_CONTEXT_CHARS])
    return len(said) <= _COURTESY_WORDS and set_phrases.load("courtesy").cover(said)


def _reply(answer: Answer, cuts: Sequence[Span], said: Sequence[Statement]) -> Iterator[Statement]:
    """A short answer with the question that gives it sense; without such a question only what claims."""
    question = replies.question_for(answer.text, answer.question)[-_CONTEXT_CHARS:]
    if question and said:
        yield replace(said[0], context=question)
    elif question and cuts and replies.kind(answer.text):
        start, end = cuts[0][0], cuts[-1][1]
        yield Statement(answer.turn, start, end, answer.text[start:end], question)
    else:
        yield from said


def _lead_ins(text: str, cuts: Sequence[Span]) -> list[Span | None]:
    """For each span the line it stands under as an item of a list (`What I miss: a) …`), else None.

    Without list marks only short lines right below a colon are items.
    """
    leads: list[Span | None] = []
    lead: Span | None = None
    before = 0
    for start, end in cuts:
        gap = text[before:start]
        if lead and not LIST_MARK.search(gap) and has_break(text, before, start):
            is_item = gap.count("\n") == 1 and count(text, start, end) <= _ITEM_WORDS
            lead = lead if is_item else None
        if text[end - 1] in ":：":
            lead = (max(start, end - _CONTEXT_CHARS), end)
            leads.append(None)
        else:
            leads.append(lead)
        before = end
    return leads


class _Echo:
    """Recognises what only repeats a stretch of the question."""

    def __init__(self, question: str) -> None:
        self._words = f" {' '.join(spoken(question))} "
        self._letters = "".join(spoken(question)) if _UNSPACED.search(question) else ""

    def repeats(self, text: str) -> bool:
        """At least five words in a row, or ten letters where words are not spaced; or a quoted question."""
        if not self._words.strip():
            return False
        said = spoken(text)
        if self._letters and len(letters := "".join(said)) >= _ECHO_CHARS:
            return letters in self._letters
        is_stretch = f" {' '.join(said)} " in self._words
        return is_stretch and (
            len(said) >= CLAUSE_WORDS or (len(said) >= _ECHO_WORDS and text.rstrip().endswith("?"))
        )


def _merge_short(text: str, parts: Sequence[Span]) -> list[Span]:
    """Join fragments of one or two words to a neighbour on the same line: forward, else backward."""
    merged: list[Span] = []
    pending: Span | None = None
    for start, end in parts:
        if is_courtesy(text[start:end]) and not _is_exclamation(text[start:end]):
            merged.append((start, end))
            continue
        if pending and not has_break(text, pending[1], start):
            start, pending = pending[0], None
        elif pending:
            merged.append(pending)
            pending = None
        if _is_short(text, start, end):
            pending = (start, end)
        else:
            merged.append((start, end))
    if pending:
        last = merged[-1] if merged else None
        if last and not is_courtesy(text[slice(*last)]) and not has_break(text, last[1], pending[0]):
            merged[-1] = (last[0], pending[1])
        else:
            merged.append(pending)
    return sorted(merged)


def _is_exclamation(text: str) -> bool:
    """`Great.` before a claim colours it (often in irony), so it stays with the claim."""
    return set(spoken(text)) <= _COLOURING


def _is_short(text: str, start: int, end: int) -> bool:
    if _UNSPACED.search(text, start, end):
        return end - start < _SHORT_CHARS
    return count(text, start, end) < _SHORT_WORDS


def _is_bare(text: str) -> bool:
    return _is_short(text, 0, len(text)) or replies.kind(text) is not None


def _cap(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut endless run-ons at the last comma or space before the limit."""
    while end - start > MAX_CHARS:
        window = text[start : start + MAX_CHARS]
        cut_at = max(window.rfind(mark, MAX_CHARS // 2) for mark in (", ", " ", "、"))
        stop = start + (cut_at + 1 if cut_at > 0 else MAX_CHARS)
        yield trim(text, start, stop)
        start = stop
    if text[start:end].strip():
        yield trim(text, start, end)
