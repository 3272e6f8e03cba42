"""Statements: one claim each, cut from an answer with exact offsets and nothing rewritten.

The splitter is our own because every statement must be a slice of its answer; libraries that
normalise first lose the offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from analysis import words
from analysis.types import Answer, Statement

MAX_CHARS: Final = 480
_SHORT_WORDS: Final = 3
_CLAUSE_WORDS: Final = 5
_HARD_WRAP_CHARS: Final = 50

_WORD = re.compile(r"\w+(?:['’.\-]\w+)*", re.UNICODE)
_CJK = re.compile(r"[぀-ヿ㐀-䶿一-鿿가-힯]")
_EMOJI = "\U0001f000-\U0001faff←-➿⬀-⯿️‍"
_END = re.compile(
    rf"(?P<mark>[.!?…]+)(?P<tail>[\"'”’»)\]*_]*(?:[ \t]*[{_EMOJI}]+)*)(?=\s|$)|(?P<cjk>[。！？｡]+[」』）]*)"
)
_NEWLINES = re.compile(r"[ \t]*(?:\r\n|[\n\r\u2028\u2029\x0b\x0c])\s*")
_LIST_MARK = re.compile(r"(?:[-*•·–—▪◦]+|\(?(?:\d{1,2}|[a-zA-Z])[.)])[ \t]+")
_CONTRAST = re.compile(
    r"(?:[,;]\s+|\s+[–—-]{1,2}\s+|(?<=[,;])\s*)(?=(?:but|however|although|though|whereas|yet)\b)|;\s+",
    re.IGNORECASE,
)
_ABBREVIATIONS = words.load("abbreviations")
_ABBREVIATIONS_BEFORE_LOWER = words.load("abbreviations_lower")
_COURTESY = re.compile(
    "(?:(?:" + "|".join(sorted(map(re.escape, words.load("courtesy")), key=len, reverse=True)) + ")(?: |$))+"
)
_COURTESY_WORDS: Final = 12
_COLOURING = frozenset(
    {"great", "perfect", "nice", "cool", "fine", "good", "awesome", "excellent", "wonderful"}
)


def cut(answers: Sequence[Answer]) -> tuple[Statement, ...]:
    """Statements of all answers, in order; courtesy, filler and echoes of the question are left out."""
    return tuple(statement for answer in answers for statement in cut_answer(answer))


def cut_answer(answer: Answer) -> Iterator[Statement]:
    """Statements of one answer. Every one equals its slice of `answer.text`."""
    echo = _words(answer.question)
    for start, end in spans(answer.text):
        text = answer.text[start:end]
        if not _is_courtesy(text) and not _is_echo(_words(text), echo):
            yield Statement(answer.turn, start, end, text)


def spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each claim in `text`, in code points, in order, never overlapping."""
    sentences = [_trim(text, start, end) for start, end in _sentences(text)]
    kept = [(start, end) for start, end in sentences if _WORD.search(text, start, end)]
    clauses = [clause for start, end in kept for clause in _clauses(text, start, end)]
    merged = _merge_short(text, clauses)
    return [piece for start, end in merged for piece in _cap(text, start, end)]


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line_start, line_end in _lines(text):
        start = line_start
        for match in _END.finditer(text, line_start, line_end):
            if match.end() < line_end and _ends_sentence(text, match, line_end):
                yield start, match.end()
                start = match.end()
        if start < line_end:
            yield start, line_end


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Lines as somebody meant them: a hard wrap in the middle of a sentence is not a new line."""
    start = 0
    for match in _NEWLINES.finditer(text):
        line = text[start : match.start()]
        following = text[match.end() : match.end() + 1]
        is_wrap = (
            len(line.rsplit("\n", 1)[-1]) >= _HARD_WRAP_CHARS
            and following.islower()
            and line[-1:] not in ".!?…:;"
            and match.group().count("\n") <= 1
        )
        if not is_wrap:
            yield start, match.start()
            start = match.end()
    yield start, len(text)


def _ends_sentence(text: str, match: re.Match[str], line_end: int) -> bool:
    if match["cjk"]:
        return True
    following = text[match.end() : line_end].lstrip()[:1]
    mark = match["mark"]
    if set(mark) <= {".", "…"} and (len(mark) > 1 or "…" in mark):
        return not following.islower()
    if mark != ".":
        # "what now?" she asked: a quotation inside a sentence does not end it.
        return not (match["tail"].strip("*_") and following.islower())
    before = re.search(r"[^\s(\[\"'“‘]*$", text[: match.start("mark")])
    word = before.group().lower() if before else ""
    if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word != "i"):
        return False
    if word in _ABBREVIATIONS_BEFORE_LOWER:
        return not following.islower()
    # "2. second point" at the start of a line is a list mark, "version 2. Then" ends a sentence.
    return not (word.isdigit() and len(word) <= 2 and _starts_line(text, match.start("mark") - len(word)))


def _starts_line(text: str, position: int) -> bool:
    head = text[:position].rstrip(" \t")
    return not head or head[-1] in "\n\r"


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    mark = _LIST_MARK.match(text, start, end)
    if mark:
        start = mark.end()
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split at a contrast when both sides are long enough to be claims of their own."""
    for match in _CONTRAST.finditer(text, start, end):
        left, right = _count(text, start, match.start()), _count(text, match.end(), end)
        if left >= _CLAUSE_WORDS and right >= _CLAUSE_WORDS:
            yield start, match.start()
            start = match.end()
    yield start, end


def _merge_short(text: str, parts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join fragments of one or two words to a neighbour on the same line: forward, else backward."""
    merged: list[tuple[int, int]] = []
    pending: tuple[int, int] | None = None
    for start, end in parts:
        if _is_courtesy(text[start:end]) and not _is_exclamation(text[start:end]):
            merged.append((start, end))
            continue
        if pending and not _has_newline(text, pending[1], start):
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
        if last and not _is_courtesy(text[slice(*last)]) and not _has_newline(text, last[1], pending[0]):
            merged[-1] = (last[0], pending[1])
        else:
            merged.append(pending)
    return sorted(merged)


def _is_exclamation(text: str) -> bool:
    """`Great.` before a claim colours it (often in irony), so it stays with the claim."""
    return set(_words(text)) <= _COLOURING


def _is_short(text: str, start: int, end: int) -> bool:
    if _CJK.search(text, start, end):
        return end - start < 4
    return _count(text, start, end) < _SHORT_WORDS


def _cap(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut endless run-ons at the last comma or space before the limit."""
    while end - start > MAX_CHARS:
        window = text[start : start + MAX_CHARS]
        cut_at = max(window.rfind(mark, MAX_CHARS // 2) for mark in (", ", " ", "、"))
        stop = start + (cut_at + 1 if cut_at > 0 else MAX_CHARS)
        yield _trim(text, start, stop)
        start = stop
    if text[start:end].strip():
        yield _trim(text, start, end)


def _has_newline(text: str, start: int, end: int) -> bool:
    return any(mark in text[start:end] for mark in "\n\r\u2028\u2029")


def _count(text: str, start: int, end: int) -> int:
    return sum(1 for _ in _WORD.finditer(text, start, end))


def _words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def _is_courtesy(text: str) -> bool:
    spoken = _words(text)
    return len(spoken) <= _COURTESY_WORDS and bool(_COURTESY.fullmatch(" ".join(spoken)))


def _is_echo(spoken: Sequence[str], question: Sequence[str]) -> bool:
    """True when an answer only repeats a stretch of the question, at least five words long."""
    if len(spoken) < _CLAUSE_WORDS:
        return False
    return f" {' '.join(spoken)} " in f" {' '.join(question)} "
