"""Quotes from an answer written without spaces: a whole clause of it, verbatim."""

from __future__ import annotations

import re
from collections.abc import Collection

from interviewer.languages import Lexicon
from interviewer.text import plain, same_words, words

_BREAK = re.compile(r"[。．、，,.!?！？…\n「」『』“”\"()（）:：;；]+")
_PRIVATE = re.compile(r"\S@\S|https?:|www\.|\d{5,}|\d{3,}[ /-]\d{3,}")
# In characters, two of which are about a word.
SHORTEST, LONGEST = 5, 24


def quote_unspaced(text: str, lists: Lexicon, used: Collection[str] = ()) -> str | None:
    """The most telling clause of `text`, without the joining words at its ends; None when none is fit to be
    quoted. `used` are texts of ours whose quotes are not repeated."""
    said = " | ".join(same_words(one) for one in used)
    fit = [clause for clause in _clauses(text, lists) if _is_fit(clause, lists)]
    new = [clause for clause in fit if same_words(clause) not in said]
    return max(new, key=lambda clause: _weight(clause, lists), default=None)


def _clauses(text: str, lists: Lexicon) -> list[str]:
    """Stretches between marks, each without what hedges before it and what leads on after it."""
    found = []
    for part in _BREAK.split(text):
        clause = lists.patterns["hedge"].sub("", part.strip())
        opening = next((word for word in lists.words["fillers"] if clause.startswith(word)), "")
        found.append(_ended(clause.removeprefix(opening).strip(), lists))
    return found


def _ended(clause: str, lists: Lexicon) -> str:
    """A clause without the particles it ends on; an ending of a verb stays with its verb."""
    pieces = words(clause)
    while pieces and pieces[-1] in lists.words["weak_ends"] and pieces[-1][0] not in "ってたばずな":
        clause = clause.removesuffix(pieces.pop())
    return clause


def _is_fit(clause: str, lists: Lexicon) -> bool:
    pieces = words(clause)
    telling = [piece for piece in pieces if piece not in lists.words["function"]]
    return (
        SHORTEST <= len(clause) <= LONGEST
        and len(telling) >= 2
        and pieces[0] not in lists.words["loose_starts"]
        and not _PRIVATE.search(clause)
        and not any(rude in clause for rude in lists.words["unquotable"])
    )


def _weight(clause: str, lists: Lexicon) -> float:
    """What judges, counts or names weighs more; about twelve characters are best."""
    strong = sum(lists.hits(name, plain(clause)) for name in ("problem", "number", "praise", "time"))
    telling = sum(piece not in lists.words["function"] for piece in words(clause))
    return min(telling, 4) + 1.2 * strong - 0.1 * abs(len(clause) - 12)
