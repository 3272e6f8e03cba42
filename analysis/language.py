"""Which language a statement is in, leaning on the interview's own where a few words cannot tell."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

_SMALL_WORDS: Final = Path(__file__).parent / "words" / "small_words.toml"
# Fewer letters than the first say nothing; between the two the guess must be surer.
_FEW_LETTERS, _ENOUGH_LETTERS = 12, 24
_CERTAIN: Final = 0.6
_CERTAIN_IF_SHORT: Final = 0.8
_CERTAIN_IF_NOT_PRIOR: Final = 0.4
_OTHER_SCRIPT: Final = 0.5
# A third of a statement's words, and two at least, are small ones of its language. Beside English an
# accent counts as one.
_CLEAR_SHARE, _CLEAR_WORDS = 0.3, 2
_MAX_CHARS: Final = 2_000
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
# Scripts that one language alone writes.
_KANA, _HANGUL = re.compile(r"[\u3040-\u30ff]"), re.compile(r"[\uac00-\ud7a3]")


def detect(text: str, prior: str = "en") -> str:
    """ISO 639-1 code of the text's language; `prior` unless the text clearly says otherwise.

    Small words decide where they can, in microseconds; what they leave open goes to a statistical
    identifier, whose tables take half a second to read, once.
    """
    text = text[:_MAX_CHARS].replace("\n", " ").replace("’", "'")
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return prior
    foreign = sum(ord(c) > 0x24F for c in letters) / len(letters)
    if foreign >= _OTHER_SCRIPT:
        return _by_script(text) or str(_identifier().classify(text)[0])
    if len(letters) < _FEW_LETTERS:
        return prior
    found = _by_small_words(text, prior)
    if found:
        return found
    code, probability = _identifier().classify(text)
    needed = _CERTAIN if len(letters) >= _ENOUGH_LETTERS else _CERTAIN_IF_SHORT
    if _speaks_against(text, prior):
        needed = _CERTAIN_IF_NOT_PRIOR
    if code == prior or probability < needed or _lacks_small_words(text, code):
        return prior
    return str(code)


def _by_script(text: str) -> str | None:
    if _KANA.search(text):
        return "ja"
    return "ko" if _HANGUL.search(text) else None


def _by_small_words(text: str, prior: str) -> str | None:
    """The language whose small words clearly hold the text together; None where they leave it open."""
    counts = _counts(text)
    best = max(counts, key=lambda code: (counts[code], code == prior))
    if counts.get(prior, 0) == counts[best] > 0:
        return prior
    alone = [code for code in counts if counts[code] == counts[best]] == [best]
    clear = counts[best] >= _CLEAR_SHARE * len(_words(text))
    return best if alone and clear and _speaks_against(text, prior) else None


def _speaks_against(text: str, prior: str) -> bool:
    """Whether another language's small words hold the text together, and none that is the prior's alone."""
    words, small, counts = _words(text), _small_words(), _counts(text)
    if prior not in small:
        return False
    best = max(counts, key=lambda code: counts[code])
    for_best = sum(word in small[best] - small[prior] for word in words)
    for_prior = sum(word in small[prior] - small[best] for word in words)
    accented = prior == "en" and not text.isascii()
    return for_best + accented >= _CLEAR_WORDS and not for_prior


def _lacks_small_words(text: str, code: str) -> bool:
    """Whether a language we have small words of shows none of them here, so that it cannot well be it."""
    counts = _counts(text)
    return code in counts and not counts[code]


def _counts(text: str) -> dict[str, int]:
    words = _words(text)
    return {code: sum(word in small for word in words) for code, small in _small_words().items()}


def _words(text: str) -> list[str]:
    """Lower-case words; `l'équipe` is two of them, `don't` is one and also its parts."""
    found: list[str] = []
    for match in _WORD.finditer(text.lower()):
        word = match.group()
        found += [word] if word in _small_words()["en"] else word.split("'")
    return found


@cache
def _small_words() -> dict[str, frozenset[str]]:
    lists = tomllib.loads(_SMALL_WORDS.read_text(encoding="utf-8"))
    return {code: frozenset(words.split()) for code, words in lists.items()}


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
