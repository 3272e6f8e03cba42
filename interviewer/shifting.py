"""A respondent's clause turned from `we` to `you`, where the turn is surely grammatical."""

from __future__ import annotations

from interviewer.clauses import is_verb
from interviewer.languages import Lexicon

# Who these mean changes with who speaks, or cannot be known from the clause.
_POINTING = frozenset(
    ["you", "your", "yours", "it", "they", "he", "she", "this", "that", "these", "those", "there"]
)


def shifted(tokens: list[str], low: list[str], lists: Lexicon) -> list[str]:
    """`tokens` with each word for the speaker turned to the respondent; `low` are the same, bare."""
    turned = []
    for index, (token, word) in enumerate(zip(tokens, low, strict=True)):
        before = low[index - 1] if index else ""
        if word == "was" and before == "i":
            turned.append("were")
        else:
            turned.append(lists.shifts.get(word, token))
    return turned


def is_sure(low: list[str], lists: Lexicon) -> bool:
    """Shapes that survive the turn: `we|I <verb> …`, or `the|my|our … <verb> …`; nothing said to us in it,
    no dangling end."""
    if _POINTING & set(low):
        return False
    if low[-1] in lists.words["weak_ends"] or (set(low[1:]) & lists.words["subjects"]):
        return False
    if low[0] in lists.words["subjects"]:
        verb = low[2] if low[1] in lists.words["adverbs"] else low[1]
        return is_verb(verb, lists)
    return low[0] in lists.words["determiners"] and any(_is_past(word, lists) for word in low[2:4])


def _is_past(word: str, lists: Lexicon) -> bool:
    """A verb form that fits any person, so the subject before it need not be understood."""
    return word in lists.words["finite_any"]
