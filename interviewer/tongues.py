"""Which of our languages a text is in, by its letters: learned from our own phrases and word lists.

A naive Bayes model over words and three-letter stretches, counted once from what the languages ship.
It tells our languages apart from about four words on; a language it has not met looks like none of them
or like its nearest neighbour, so whoever needs others has to ask elsewhere (`following.Detect`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log

from interviewer.languages import lexicon, spoken
from interviewer.phrases import phrases
from interviewer.text import plain

_SMOOTHING = 0.3
# Small words tell a language best; they count for more than others.
_SMALL = ("function", "bounds", "weak_ends")
_SMALL_WEIGHS = 3

# Scripts that settle a language, by the first word of a letter's Unicode name. Where several languages
# share one, the commonest stands here.
SCRIPTS = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "ARABIC": "ar",
    "HEBREW": "he",
    "CYRILLIC": "ru",
    "GREEK": "el",
    "THAI": "th",
    "DEVANAGARI": "hi",
}


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language's log shares by feature, and that of a feature never met."""

    shares: Mapping[str, float]
    unmet: float


def likelihoods(tokens: Sequence[str]) -> dict[str, float]:
    """The log likelihood of lower-case words in each of our languages of the Latin script."""
    features = _features(tokens)
    return {
        code: sum(tongue.shares.get(feature, tongue.unmet) for feature in features)
        for code, tongue in _tongues().items()
    }


def is_small_word(token: str, language: str) -> bool:
    """Whether a word is one of the small words of a language."""
    return any(token in lexicon(language).words[name] for name in _SMALL)


def script_of(text: str) -> str | None:
    """The script of at least half of a text's letters where that settles the language (a key of SCRIPTS);
    kana go before kanji."""
    letters = [letter for letter in text if letter.isalpha()]
    found = Counter(name for letter in letters if (name := _named(letter)) in SCRIPTS)
    if found.total() < 2 or 2 * found.total() < len(letters):
        return None
    kana = found["HIRAGANA"] + found["KATAKANA"]
    return "HIRAGANA" if kana > 0.1 * found.total() else found.most_common(1)[0][0]


@cache
def _tongues() -> dict[str, Tongue]:
    counts = {code: _counted(code) for code in spoken() if lexicon(code).spaced}
    met = len(set().union(*counts.values()))
    return {code: _weighed(count, met) for code, count in counts.items()}


def _counted(code: str) -> Counter[str]:
    said = (re.sub(r"\{\w+\}", " ", text) for texts in phrases(code).lists.values() for text in texts)
    count = Counter(feature for text in said for feature in _features(words_in(text)))
    for name, listed in lexicon(code).words.items():
        count.update(_features(words_in(" ".join(listed))) * (_SMALL_WEIGHS if name in _SMALL else 1))
    return count


def _weighed(count: Counter[str], met: int) -> Tongue:
    total = log(count.total() + _SMOOTHING * met)
    shares = {feature: log(times + _SMOOTHING) - total for feature, times in count.items()}
    return Tongue(shares, log(_SMOOTHING) - total)


def words_in(text: str) -> list[str]:
    """The words of a text, lower-cased, without figures; `l'import` is two."""
    return re.findall(r"[^\W\d_]+", plain(text))


def _features(tokens: Iterable[str]) -> list[str]:
    found: list[str] = []
    for token in tokens:
        padded = f" {token} "
        found += [token, *(padded[i : i + 3] for i in range(len(padded) - 2))]
    return found


@cache
def _named(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
