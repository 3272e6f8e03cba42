"""Other languages word by word in English: clumsy, but near enough in meaning for the second opinion, which
has learnt from more English than anything else, as has the encoder.

A glossary (`glosses/<language>.txt`) is a list of `word=gloss`; a trailing `*` stands for any ending.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from interviewer.opinion.evidence import without_accents
from interviewer.text import plain

_GLOSSES = Path(__file__).parent / "glosses"
_WORD = re.compile(r"\w+")
# As much as is glossed: an answer's kind is plain by then.
_MOST_CHARS = 600


@dataclass(frozen=True, slots=True)
class Glossary:
    """Whole words and beginnings of words, without accents, with their English."""

    words: dict[str, str]
    beginnings: dict[str, str]

    def english(self, word: str) -> str | None:
        """The English for a word, by its longest known beginning; None when there is none."""
        whole = self.words.get(word)
        if whole is not None:
            return whole
        cuts = (word[:size] for size in range(len(word), 1, -1))
        return next((self.beginnings[cut] for cut in cuts if cut in self.beginnings), None)


def in_english(text: str, language: str) -> str:
    """The text with each known word in English, unknown ones as they are; an English text as it is.
    `language` is the interview's, and counts where the text could be in several."""
    said = without_accents(plain(text[:_MOST_CHARS]))
    spoken = _tongue(_WORD.findall(said), language)
    if spoken is None:
        return text
    return _WORD.sub(lambda word: spoken.english(word[0]) or word[0], said).replace("_", " ")


def _tongue(words: list[str], language: str) -> Glossary | None:
    """The glossary that knows most of the words; None for English, or for a language without one."""
    tongues = _glossaries()
    known = {code: sum(one.english(word) is not None for word in words) for code, one in tongues.items()}
    known["en"] = sum(word in _english_words() for word in words)
    return tongues.get(max(known, key=lambda code: (known[code], code == language, code == "en")))


@cache
def _glossaries() -> dict[str, Glossary]:
    return {path.stem: _read(path) for path in sorted(_GLOSSES.glob("*.txt"))}


@cache
def _english_words() -> frozenset[str]:
    glosses = (
        gloss for one in _glossaries().values() for gloss in (*one.words.values(), *one.beginnings.values())
    )
    return frozenset(word for gloss in glosses for word in gloss.split("_"))


def _read(path: Path) -> Glossary:
    words: dict[str, str] = {}
    beginnings: dict[str, str] = {}
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for entry in " ".join(lines).split():
        word, _, english = without_accents(entry).partition("=")
        (beginnings if word.endswith("*") else words).setdefault(word.rstrip("*"), english)
    return Glossary(words, beginnings)
