"""Noun phrases without a tagger: what stands between an article or preposition and the next small word."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from analysis import words
from analysis.phrases import stem

Key = tuple[str, ...]

LONGEST: Final = 3
_TOKEN = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d+|[^\w\s]", re.UNICODE)
_STOP = words.load("stopwords")
_GENERIC = frozenset(map(stem, words.load("generic")))
_BEFORE = words.load("before_nouns")
_AFTER_VERBS = words.load("after_verbs")


@dataclass(slots=True)
class NounPhrase:
    """`rows` hold its words anywhere; `as_noun` counts where it stood as a whole noun phrase."""

    rows: list[int] = field(default_factory=list)
    as_noun: int = 0
    spellings: Counter[str] = field(default_factory=Counter)

    @property
    def spelling(self) -> str:
        """The commonest spelling."""
        return self.spellings.most_common(1)[0][0]


def find(texts: Sequence[str]) -> dict[Key, NounPhrase]:
    """Phrases of one to three words that at least twice stood as nouns, keyed by their stems.

    Phrases with a number, a date or an empty noun in them ("last Tuesday", "whole team") are left out.
    A phrase stands as a noun when an article, possessive or preposition comes before it and a small
    word, a mark or the end after it: "the board pack, ", but neither "had already" nor "the second time".
    """
    found: defaultdict[Key, NounPhrase] = defaultdict(NounPhrase)
    for row, text in enumerate(texts):
        for key, spelling, is_noun in _runs(text):
            phrase = found[key]
            if not phrase.rows or phrase.rows[-1] != row:
                phrase.rows.append(row)
            phrase.spellings[spelling] += 1
            phrase.as_noun += is_noun
    return {key: phrase for key, phrase in found.items() if phrase.as_noun >= 2 and _GENERIC.isdisjoint(key)}


def content(label: str) -> frozenset[str]:
    """The stems of a label's content words, to compare labels whatever their order and endings."""
    return frozenset(stem(token) for token in _TOKEN.findall(label) if token.lower() not in _STOP)


def _runs(text: str) -> Iterator[tuple[Key, str, bool]]:
    """Every run of one to three content words: stems, spelling, and whether it stands as a noun here."""
    tokens = _TOKEN.findall(text)
    content = [token[0].isalpha() and len(token) > 1 and token.lower() not in _STOP for token in tokens]
    for start in range(len(tokens)):
        opens = start > 0 and tokens[start - 1].lower() in _BEFORE
        for end in range(start, min(start + LONGEST, len(tokens))):
            if not content[end]:
                break
            following = tokens[end + 1].lower() if end + 1 < len(tokens) else "."
            closes = following not in _AFTER_VERBS and (end + 1 == len(tokens) or not content[end + 1])
            run = tokens[start : end + 1]
            yield tuple(map(stem, run)), " ".join(map(_spelled, run)), opens and closes


def _spelled(word: str) -> str:
    """Lower case, except for what is spelled in capitals on purpose (SSO, CRM)."""
    return word if sum(letter.isupper() for letter in word) > 1 else word.lower()
