"""Phrases of up to three words as people used them, counted per theme."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np

from analysis import words
from analysis.types import Labels

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*", re.UNICODE)
_STOP = words.load("stopwords")
# "top up", "sign out": the second word belongs to the verb.
_PARTICLES = frozenset({"up", "out", "off", "down", "back"})
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("xes", "x"), ("ing", ""), ("ed", ""), ("s", ""))
_BARE = re.compile(
    r"\b(won|don|doesn|didn|can|couldn|wouldn|shouldn|isn|aren|wasn|weren|haven|hasn|hadn)(t)\b"
)
LONGEST: Final = 3


@dataclass(slots=True)
class Phrase:
    """One phrase: the rows that contain it and the spellings people gave it."""

    rows: list[int] = field(default_factory=list)
    spellings: Counter[str] = field(default_factory=Counter)

    @property
    def spelling(self) -> str:
        """The commonest spelling."""
        return self.spellings.most_common(1)[0][0]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A word without its commonest English endings, so that `cards` and `card` count as one."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    for ending, rest in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + rest
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


def plain(text: str) -> str:
    """Lower case, straight apostrophes, and the ones people leave out in a chat put back."""
    return _BARE.sub(lambda match: f"{match[1]}'{match[2]}", text.lower().replace("’", "'"))


def stems(text: str) -> frozenset[str]:
    """The stems of all words in a text."""
    return frozenset(stem(match.group()) for match in _WORD.finditer(text))


def find(texts: Sequence[str], rows: Iterable[int]) -> dict[tuple[str, ...], Phrase]:
    """Every phrase of one to three words in the given rows, keyed by its stems."""
    phrases: dict[tuple[str, ...], Phrase] = defaultdict(Phrase)
    for row in rows:
        seen: set[tuple[str, ...]] = set()
        for key, spelling in _in_text(texts[row]):
            phrases[key].spellings[spelling] += 1
            if key not in seen:
                seen.add(key)
                phrases[key].rows.append(row)
    return phrases


def _in_text(text: str) -> Iterable[tuple[tuple[str, ...], str]]:
    found = list(_WORD.finditer(text))
    plain = [m.group().lower().replace("’", "'") for m in found]
    stems = [stem(w) for w in plain]
    names = [w not in _STOP and len(w) > 1 and not w.isdigit() for w in plain]
    for start in range(len(found)):
        if not names[start]:
            continue
        for end in range(start, min(start + LONGEST, len(found))):
            # A phrase does not run over punctuation.
            if end > start and text[found[end - 1].end() : found[end].start()].strip():
                break
            if end + 1 < len(found) and plain[end + 1] in _PARTICLES:
                continue
            if names[end] or (end > start and plain[end] in _PARTICLES):
                spelling = " ".join(_spelled(m.group()) for m in found[start : end + 1])
                yield tuple(stems[start : end + 1]), spelling


def _spelled(word: str) -> str:
    """Lower case, except for what is spelled in capitals on purpose (SSO, iOS, CRM)."""
    return word if sum(c.isupper() for c in word) > 1 else word.lower()


def distinctiveness(
    phrases: dict[tuple[str, ...], Phrase], labels: Labels
) -> dict[tuple[str, ...], Counter[int]]:
    """Rows per theme for each phrase: the counts a class-based TF-IDF needs."""
    counts: dict[tuple[str, ...], Counter[int]] = {}
    for key, phrase in phrases.items():
        counts[key] = Counter(np.asarray(labels)[phrase.rows].tolist())
    return counts
