"""Whether words are nothing but phrases of a list: `yes of course, thank you` is made of courtesy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from analysis import words

# Letters of scripts that write vowels as marks stay whole words: हाँ is one.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0e31-\u0e4e"
WORD: Final = re.compile(rf"\w[\w{_MARKS}]*(?:['’.\-]\w[\w{_MARKS}]*)*")


class SetPhrases:
    """Phrases of one to a few words, known by their words."""

    def __init__(self, phrases: frozenset[str]) -> None:
        self._phrases = {tuple(spoken(phrase)) for phrase in phrases}
        self._longest = max(map(len, self._phrases), default=0)
        self._openers = {phrase[0] for phrase in self._phrases if phrase}

    def cover(self, said: Sequence[str]) -> bool:
        """True when `said` can be cut into these phrases without a rest; no words are covered by none."""
        if not said or said[0] not in self._openers:
            return False
        reached = [True] + [False] * len(said)
        for start in range(len(said)):
            if reached[start] and said[start] in self._openers:
                for end in range(start + 1, min(len(said), start + self._longest) + 1):
                    reached[end] = reached[end] or tuple(said[start:end]) in self._phrases
        return reached[-1]

    def open(self, said: Sequence[str]) -> bool:
        """True when `said` begins with one of these phrases."""
        return any(tuple(said[:length]) in self._phrases for length in range(1, self._longest + 1))


@cache
def load(*names: str) -> SetPhrases:
    """The phrases of the named word lists together."""
    return SetPhrases(frozenset().union(*map(words.load, names)))


def spoken(text: str) -> list[str]:
    """The words of a text in lower case, apostrophes straight."""
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]
