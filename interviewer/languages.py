"""Languages: which codes exist, and the word lists of those the built-in interviewer speaks."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_LISTS = Path(__file__).parent / "lexicon"

# ISO 639-1, two letters; a guide may be written in any of them when a language model speaks.
KNOWN = frozenset((Path(__file__).parent / "iso_639_1.txt").read_text(encoding="ascii").split())

# What an entry begins with that need not begin a word.
_FREE = ("^", r"\b", "[", "(?<")

# People in a hurry leave accents out; these kinds are heard all the same.
_TYPED_PLAINLY = (
    "stop",
    "skip",
    "refusal",
    "human",
    "distress",
    "legal",
    "instruction",
    "abuse",
    "already_said",
    "dont_know",
    "nothing_more",
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's word lists, compiled: `patterns` by name, `words` as sets, `facets` as
    (what a listen_for's `about` says, what an answer says when it speaks to that). `spaced` is whether
    words are written with spaces between them."""

    language: str
    patterns: Mapping[str, re.Pattern[str]]
    words: Mapping[str, frozenset[str]]
    facets: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]
    shifts: Mapping[str, str]
    spaced: bool = True
    unaccented: Mapping[str, re.Pattern[str]] = field(default_factory=dict)

    def hits(self, name: str, text: str) -> bool:
        """Whether the pattern list called `name` matches anywhere in text (lower-cased, plain quotes).
        What must never be missed is heard without its accents too (`nao quero continuar`)."""
        pattern = self.patterns.get(name)
        if pattern is None:
            return False
        typed_plainly = self.unaccented.get(name)
        if typed_plainly and text.isascii():
            return bool(typed_plainly.search(text))  # without accents it finds all that the other would
        return bool(pattern.search(text) or (typed_plainly and typed_plainly.search(text)))


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
    spaced = lists.get("spaces", True)
    return Lexicon(
        language=language,
        spaced=spaced,
        patterns={name: any_of(entries, spaced) for name, entries in lists["patterns"].items()},
        unaccented={name: any_of(bare) for name, bare in _unaccented(lists["patterns"]).items()},
        words={name: frozenset(entries) for name, entries in lists["words"].items()},
        facets={
            name: (any_of(facet["about"], spaced), any_of(facet["answer"], spaced))
            for name, facet in lists["facets"].items()
        },
        shifts=lists.get("shifts", {}),
    )


def any_of(entries: list[str], spaced: bool = True) -> re.Pattern[str]:
    """One pattern for a list of them. A bare word or phrase matches whole words; `^` and `$` anchor. Where
    words are not spaced it matches anywhere."""
    if not spaced:
        return re.compile("|".join(f"(?:{entry})" for entry in entries), re.I)
    # Those that begin with a word are looked for at the beginnings of words only, all at once.
    worded = [_ended(entry) for entry in entries if not entry.startswith(_FREE)]
    others = [_ended(entry) for entry in entries if entry.startswith(_FREE)]
    return re.compile("|".join([*others, *([rf"(?<!\w)(?:{'|'.join(worded)})"] if worded else [])]), re.I)


def _unaccented(patterns: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The lists that must not be missed, without accents; lists that have none are left out."""
    bare = {name: [_without_accents(entry) for entry in patterns[name]] for name in _TYPED_PLAINLY}
    return {name: entries for name, entries in bare.items() if entries != patterns[name]}


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if not "\u0300" <= sign <= "\u036f"))


def _ended(entry: str) -> str:
    end = "" if entry.endswith(("$", r"\b", "]", "*")) else r"(?!\w)"
    return f"(?:{entry}){end}"
