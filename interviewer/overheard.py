"""What binds us in languages the interviewer does not speak: a refusal is a refusal in Swedish too.

Small lists (`lexicon/overheard/<language>.toml`) of stops, wishes for a person, refusals and distress, of "I
don't know", yes and no. All languages are listened for at once: their phrases are too long to mean
anything else in another.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from re import Pattern

from interviewer.languages import any_of
from interviewer.reading import Kind
from interviewer.text import plain, sentences, words

_LISTS = Path(__file__).parent / "lexicon" / "overheard"
# The most urgent first; the last only where nothing binds.
_BINDING: tuple[Kind, ...] = ("distress", "human", "stop", "refusal")
# Heard in a sentence of at most so many words: in a longer one the same words tell a story.
_COMMAND_WORDS, _REFUSAL_WORDS = 14, 24
# A whole answer of no more words than this may be a bare yes, no or "I don't know".
_BARE_WORDS = 8
# Letters that keep their stroke or dot when accents are taken off.
_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ς": "σ"})


@dataclass(frozen=True, slots=True)
class _Ear:
    """One language's patterns by list, over folded text."""

    patterns: Mapping[str, Pattern[str]]

    def hears(self, name: str, text: str) -> bool:
        return bool(self.patterns[name].search(text))

    def is_bare(self, name: str, text: str) -> bool:
        return bool(self.patterns[name].fullmatch(text))


def overheard(text: str) -> Kind | None:
    """What binds us in an answer in whatever language, None when nothing is heard."""
    told = [folded(sentence) for sentence in sentences(text)]
    short = [one for one in told if len(words(one)) <= _COMMAND_WORDS]
    middling = [one for one in told if len(words(one)) <= _REFUSAL_WORDS]
    rooms = {"distress": told, "human": short, "stop": short, "refusal": middling}
    heard = (kind for kind in _BINDING if any(ear.hears(kind, one) for ear in _ears() for one in rooms[kind]))
    return next(heard, None)


def bare_answer(text: str, *, in_closing: bool) -> Kind | None:
    """What a short answer in a language we do not speak comes to: nobody knows, or in the closing, nothing
    is missing."""
    said = folded(text).rstrip(" .!。！।")
    if not said or len(words(said)) > _BARE_WORDS:
        return None
    if any(ear.hears("dont_know", said) for ear in _ears()):
        return "dont_know"
    is_plain = any(ear.is_bare(name, said) for ear in _ears() for name in ("yes", "no"))
    return "nothing_more" if in_closing and is_plain else None


def folded(text: str) -> str:
    """A text as these lists see it: plain, and without the accents that people in a hurry leave out."""
    return _without_accents(plain(text))


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.translate(_STROKES))
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if not _is_accent(sign)))


def _is_accent(sign: str) -> bool:
    return "\u0300" <= sign <= "\u036f" or sign in "\u0653\u0654\u0655"


@cache
def _ears() -> tuple[_Ear, ...]:
    return tuple(_ear(path) for path in sorted(_LISTS.glob("*.toml")))


def _ear(path: Path) -> _Ear:
    lists = tomllib.loads(path.read_text(encoding="utf-8"))
    spaced = lists.get("spaces", True)
    patterns = {
        name: any_of([_without_accents(entry) for entry in entries], spaced)
        for name, entries in lists["patterns"].items()
    }
    return _Ear(patterns)
