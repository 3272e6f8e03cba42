"""What an interviewer does not say, by language: one file of patterns each, beside the word lists."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import interviewer.languages

_FILES = Path(interviewer.languages.__file__).parent / "lexicon" / "unsayable"


@dataclass(frozen=True, slots=True)
class Unsayable:
    """One language's patterns by name, compiled; `numbers` are number words with their figures, `months`
    the twelve in order, `capitals` what is written large without being a name."""

    patterns: Mapping[str, re.Pattern[str]]
    numbers: Mapping[str, str]
    months: tuple[str, ...]
    capitals: frozenset[str]

    def hits(self, name: str, text: str) -> bool:
        """Whether the list called `name` matches anywhere in text (lower-cased, straight quotes)."""
        return self.patterns[name].search(text) is not None

    def found(self, name: str, text: str) -> Iterator[str]:
        """The stretches of text the list called `name` matches."""
        return (match[0] for match in self.patterns[name].finditer(text))


def unsayable_languages() -> list[str]:
    """Languages there is a file for, sorted."""
    return sorted(path.stem for path in _FILES.glob("*.toml"))


@cache
def unsayable(language: str) -> Unsayable:
    """The patterns of `language`; English where there are none."""
    if language not in unsayable_languages():
        return unsayable("en")
    lists = tomllib.loads((_FILES / f"{language}.toml").read_text(encoding="utf-8"))
    spaced = not lists.get("unspaced")
    named = {**lists["patterns"], "interrogatives": lists["interrogatives"], "valence": lists["valence"]}
    return Unsayable(
        patterns={name: _any_of(entries, spaced) for name, entries in named.items()},
        numbers=lists.get("numbers", {}),
        months=tuple(lists["months"]),
        capitals=frozenset(lists["capitals"]),
    )


def _any_of(entries: list[str], spaced: bool) -> re.Pattern[str]:
    """One pattern for a list of them. Written without spaces, a language has no word ends to hold to; an
    entry that begins with a mark has no word's beginning."""
    if not spaced:
        return re.compile("|".join(entries))
    return re.compile("|".join(_bounded(entry) for entry in entries))


def _bounded(entry: str) -> str:
    start = "" if entry.startswith(("[", r"\(")) else r"(?<!\w)"
    return rf"{start}(?:{entry})(?!\w)"
