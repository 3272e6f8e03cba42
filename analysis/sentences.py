"""Where sentences and clauses begin and end, in code points of the text as it was typed.

The splitter is our own because every statement must be a slice of its answer; libraries that
normalise first lose the offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from analysis import words
from analysis.set_phrases import WORD

CLAUSE_WORDS: Final = 5
_HARD_WRAP_CHARS: Final = 50
_FEWEST_ITEMS: Final = 2

_EMOJI = "\U0001f000-\U0001faff←-➿⬀-⯿️‍"
_CLOSERS = "\"'”’»)\\]*_"
_END = re.compile(
    rf"(?P<mark>[.!?…]+)(?P<tail>[{_CLOSERS}]*(?:[ \t]*[{_EMOJI}]+)*)(?=\s|$)"
    rf"|(?P<full>[。！？｡؟۔।॥]+[」』）{_CLOSERS}]*(?:[ \t]*[{_EMOJI}]+)*)"
)
_NEWLINES = re.compile(r"[ \t]*(?:\r\n|[\n\r\u2028\u2029\x0b\x0c])\s*")
_BREAKS: Final = "\n\r\u2028\u2029\x0b\x0c"
LIST_MARK = re.compile(r"(?:[-*•·–—▪◦・]+|\(?(?:\d{1,2}|[a-zA-Z])[.)])[ \t]+")
# "Three things: a) exports fail b) no sign-on": marks inside a line, in the order of letters or numbers.
_INLINE_MARK = re.compile(r"(?:(?<=\s)|(?<=[:：,;])|^)\(?(?P<mark>[a-h]|[1-9])\)[ \t]+", re.IGNORECASE)
_CONTRAST = re.compile(
    r"(?:[,;]\s+|\s+[–—-]{1,2}\s+|(?<=[,;])\s*)(?=(?:"
    r"but|however|although|though|whereas|yet|aber|jedoch|allerdings|trotzdem|mais|cependant|pourtant|toutefois"
    r"|pero|sin embargo|aunque|però|tuttavia|ma (?=(?:non|il|è|i|ci|ho|poi|con|per|quando|anche|abbiamo)\b)"
    r"|mas|porém|contudo|maar|echter)\b)|;\s+",
    re.IGNORECASE,
)
_ABBREVIATIONS = words.load("abbreviations")
_BEFORE_LOWER = words.load("abbreviations_lower")
_BEFORE_NUMBER = words.load("abbreviations_number")
_AFTER_ORDINALS = words.load("after_ordinals")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence or list item, in order; white space and list marks stay in."""
    for line_start, line_end in _lines(text):
        marks = _inline_marks(text, line_start, line_end)
        for start, end in zip([line_start, *marks], [*marks, line_end], strict=True):
            yield from _in_line(text, start, end)


def clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence split at a contrast, where both sides are long enough to be claims of their own."""
    for match in _CONTRAST.finditer(text, start, end):
        left, right = count(text, start, match.start()), count(text, match.end(), end)
        if left >= CLAUSE_WORDS and right >= CLAUSE_WORDS:
            yield start, match.start()
            start = match.end()
    yield start, end


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The same stretch without white space at its ends and without its list mark."""
    while start < end and text[start].isspace():
        start += 1
    mark = LIST_MARK.match(text, start, end)
    if mark:
        start = mark.end()
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def count(text: str, start: int, end: int) -> int:
    """Words between two places."""
    return sum(1 for _ in WORD.finditer(text, start, end))


def has_break(text: str, start: int, end: int) -> bool:
    """True when a new line or a list mark stands between two places."""
    gap = text[start:end]
    return any(mark in gap for mark in _BREAKS) or bool(LIST_MARK.search(gap))


def _in_line(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for match in _END.finditer(text, start, end):
        if match.end() < end and _ends_sentence(text, match, first, end):
            yield start, match.end()
            start = match.end()
    if start < end:
        yield start, end


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
            and not LIST_MARK.match(text, match.end())
        )
        if not is_wrap:
            yield start, match.start()
            start = match.end()
    yield start, len(text)


def _inline_marks(text: str, start: int, end: int) -> list[int]:
    """Where the items of a list inside one line begin: at least two marks that count up from a or 1."""
    found: list[int] = []
    wanted = ""
    for match in _INLINE_MARK.finditer(text, start, end):
        mark = match["mark"].lower()
        if mark == wanted or (not found and mark in "a1"):
            found.append(match.start())
            wanted = chr(ord(mark) + 1)
    found = [place for place in found if place > start]
    opens = LIST_MARK.match(text, start, end) is not None
    return found if len(found) + opens >= _FEWEST_ITEMS else []


def _ends_sentence(text: str, match: re.Match[str], line_start: int, line_end: int) -> bool:
    if match["full"]:
        return True
    following = text[match.end() : line_end].lstrip()
    mark, tail = match["mark"], match["tail"].strip("*_")
    if set(mark) <= {".", "…"} and (len(mark) > 1 or "…" in mark):
        return not following[:1].islower()
    if tail and following[:1].islower():
        # "what now?" she asked: a quotation inside a sentence does not end it.
        return False
    return mark != "." or not _belongs_to_word(text, match.start("mark"), line_start, following)


def _belongs_to_word(text: str, stop: int, line_start: int, following: str) -> bool:
    """True when the full stop at `stop` is part of an abbreviation, an initial or a number."""
    before = re.search(r"[^\s(\[\"'“‘]*$", text[max(line_start, stop - 40) : stop])
    word = before.group().lower() if before else ""
    if word.isdigit() and len(word) <= 2:
        # "2. second point" opens a line, "am 3. Oktober" goes on, "version 2. Then" ends.
        opens = not text[line_start : stop - len(word)].strip()
        next_word = WORD.match(following)
        return opens or (next_word is not None and next_word.group().lower() in _AFTER_ORDINALS)
    if word in _BEFORE_NUMBER and following[:1].isdigit():
        return True
    if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word not in "iaeouyéà"):
        # "it took 300 ms. Then": a unit ends a sentence.
        return not text[line_start : stop - len(word)].rstrip()[-1:].isdigit()
    return word in _BEFORE_LOWER and following[:1].islower()
