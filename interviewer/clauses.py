"""Cutting what somebody typed into clauses, without a parser: word lists and marks."""

from __future__ import annotations

import re

from interviewer.languages import Lexicon

_TOKEN = re.compile(r"[\w%€$£]+(?:[.,'’\-/]\w+)*[%€]?|&")
_BREAK = re.compile(
    r"[.!?…;:,()\n]+(?=\s|$)|\s[–—-]+\s|\s*[–—]\s*|[()\[\]{}<>|*~^\\]+|[\"“”„«»?!]+"
    r"|(?<!\w)_+|_+(?!\w)"  # around a word they set it in italics, within one they are part of it
)
# Addresses, links and long numbers stay out of our mouth, with the clause they stand in.
_PRIVATE = re.compile(r"\S@\S|https?:|www\.|\d{5,}|\d{3,}[ /-]\d{3,}")
# Words that join like with like as often as clause with clause, each in its own language.
_AND = frozenset({"and", "und", "et", "y", "e", "en"})
_JOINED = 4


def joins(lists: Lexicon) -> frozenset[str]:
    """The `and` of a language, and its sign."""
    return (_AND & lists.words["clause_breaks"]) | {"&"}


def clauses(text: str, lists: Lexicon) -> list[list[str]]:
    """Runs of words between marks and joining words, in order."""
    found: list[list[str]] = []
    for part in _BREAK.split(text):
        if _PRIVATE.search(part):
            continue
        part = lists.patterns["hedge"].sub("", part.lstrip())
        run: list[str] = []
        for token in _TOKEN.findall(part):
            if token.lower() in lists.words["clause_breaks"] | joins(lists) and run:
                found.append(run)
                run = []
            run.append(token)
        found.append(run)
    return _rejoined([clause for clause in found if clause], lists)


def _rejoined(clauses: list[list[str]], lists: Lexicon) -> list[list[str]]:
    """Clauses with `red and green slides` in one piece: a join before a plain word or two parts nothing."""
    whole: list[list[str]] = []
    for clause in clauses:
        low = [bare(token) for token in clause[:2]]
        opens = lists.words["subjects"] | lists.words["articles"] | lists.words["function"]
        parts = len(low) < 2 or low[1] in opens or holds_verb(low[1:], lists)
        if whole and low[0] in joins(lists) and len(clause) <= _JOINED and not parts:
            whole[-1] = [*whole[-1], *clause]
        else:
            whole.append(clause)
    return whole


def noun_end(low: list[str], start: int, lists: Lexicon) -> int:
    """Where the noun phrase that begins at `start` ends at the latest."""
    bounds = lists.words["bounds"] | joins(lists)
    return next((i for i in range(start + 1, len(low)) if low[i] in bounds), len(low))


def without_tail(low: list[str], lists: Lexicon) -> int:
    """Where a clause ends without the `I think` or `honestly` that trails behind it."""
    for cut in range(max(0, len(low) - 4), len(low)):
        tail = " ".join(low[cut:])
        hedged = lists.patterns["hedge"].match(tail)
        is_hedge = hedged is not None and hedged.end() == len(tail)
        if is_hedge or all(word in lists.words["fillers"] for word in low[cut:]):
            return cut
    return len(low)


def holds_verb(low: list[str], lists: Lexicon) -> bool:
    return any(is_verb(word, lists) or word in lists.words["finite_any"] for word in low)


def is_verb(word: str, lists: Lexicon) -> bool:
    ends_so = lists.language == "en" and word.endswith("ed") and len(word) > 4
    return ends_so or word in lists.words["finite"]


def bare(token: str) -> str:
    return token.lower().replace("’", "'")
