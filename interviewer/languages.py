"""Languages: which codes exist, and the word lists of those the built-in interviewer speaks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_LISTS = Path(__file__).parent / "lexicon"

# ISO 639-1, two letters; a guide may be written in any of them when a language model speaks.
KNOWN = frozenset((Path(__file__).parent / "iso_639_1.txt").read_text(encoding="ascii").split())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's word lists, compiled: `patterns` by name, `words` as sets, `facets` as
    (what a listen_for's `about` says, what an answer says when it speaks to that)."""

    language: str
    patterns: Mapping[str, re.Pattern[str]]
    words: Mapping[str, frozenset[str]]
    facets: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]
    shifts: Mapping[str, str]

    def hits(self, name: str, text: str) -> bool:
        """Whether the pattern list called `name` matches anywhere in text (lower-cased, plain quotes)."""
        pattern = self.patterns.get(name)
        return bool(pattern and pattern.search(text))


def spoken() -> list[str]:
    """The languages the built-in interviewer has word lists for, sorted."""
    return list(_spoken())


@cache  # asked for in every turn, and a look at the disk each time would be felt
def _spoken() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in _LISTS.glob("*.toml")))


@cache
def lexicon(language: str) -> Lexicon:
    """The word lists of `language`; English where there are none."""
    path = _LISTS / f"{language}.toml"
    if language not in spoken():
        return lexicon("en")
    lists = tomllib.loads(path.read_text(encoding="utf-8"))
    return Lexicon(
        language=language,
        patterns={name: _any_of(entries) for name, entries in lists["patterns"].items()},
        words={name: frozenset(entries) for name, entries in lists["words"].items()},
        facets={
            name: (_any_of(facet["about"]), _any_of(facet["answer"]))
            for name, facet in lists["facets"].items()
        },
        shifts=lists.get("shifts", {}),
    )


def _any_of(entries: list[str]) -> re.Pattern[str]:
    """One pattern for a list of them. A bare word or phrase matches whole words; `^` and `$` anchor."""
    return re.compile("|".join(_bounded(entry) for entry in entries), re.IGNORECASE)


def _bounded(entry: str) -> str:
    start = "" if entry.startswith(("^", r"\b", "[", "(?<")) else r"(?<!\w)"
    end = "" if entry.endswith(("$", r"\b", "]", "*")) else r"(?!\w)"
    return f"{start}(?:{entry}){end}"
