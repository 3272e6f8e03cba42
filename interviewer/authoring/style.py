"""How questions are mended in a language: its tables, read from `words/<language>.toml`.

A translator edits the file alone. Patterns are regular expressions over a question without its question
marks; `{adj}` and the like stand for the sets named in the file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from interviewer.languages import lexicon
from interviewer.text import plain

_FILES = Path(__file__).parent / "words"
_SLOT = re.compile(r"\{(?:(\w+)([:!]))?(\d)\}")


@dataclass(frozen=True, slots=True)
class Turn:
    """One way to mend a question: what it matches, the new wording, and that of the part split off."""

    pattern: re.Pattern[str]
    to: str
    second: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """One language's tables. `rewrites` match a whole question, `splits` cut it in two, `trims` take out a
    part, `contractions` join what runs together (`de le`: `du`); `marks` are what rules look for, `jargon`
    pairs a word of the trade with a plain one, `{low:1}` is a group with a small first letter."""

    language: str
    marks: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    rewrites: tuple[Turn, ...] = ()
    splits: tuple[Turn, ...] = ()
    trims: tuple[Turn, ...] = ()
    jargon: tuple[tuple[re.Pattern[str], str], ...] = ()
    forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    marked: str = "{}?"
    contractions: tuple[Turn, ...] = ()

    def hits(self, name: str, text: str) -> bool:
        """Whether the marks called `name` are in a text, however it is written."""
        pattern = self.marks.get(name)
        return bool(pattern and pattern.search(plain(text)))

    def body(self, question: str) -> str:
        """A question without its marks: `¿Qué pasó?` is `Qué pasó`."""
        straight = " ".join(question.replace("’", "'").split())
        return straight.lstrip("¿ ").rstrip("?？ .!")

    def asked(self, body: str) -> str:
        """A body as a question: capital first, marks as the language sets them."""
        bare = " ".join(body.split()).strip(" ,;:–—-")
        for joined in self.contractions:
            bare = joined.pattern.sub(joined.to, bare)
        return self.marked.format(bare[:1].upper() + bare[1:])

    def fill(self, template: str, match: re.Match[str]) -> str | None:
        """A template with a match's groups in it; None when a form that is needed is not known."""
        lost = False

        def group(slot: re.Match[str]) -> str:
            nonlocal lost
            table, strict, number = slot[1], slot[2] == "!", int(slot[3])
            text = match[number] or ""
            if match.start(number) == 0 and slot.start() > 0:
                text = self._lowered(text)
            if table == "low":
                return text[:1].lower() + text[1:]
            if table is None:
                return text
            first, space, rest = text.partition(" ")
            known = self.forms[table].get(first.lower())
            lost = lost or (strict and known is None)
            return (known or first) + space + rest

        filled = _SLOT.sub(group, template)
        return None if lost else filled

    def _lowered(self, text: str) -> str:
        """What began a sentence and moves inside it; a noun or a name keeps its capital."""
        first = text.split(" ")[0].lower()
        return text[:1].lower() + text[1:] if first in lexicon(self.language).words["function"] else text


def styled_languages() -> list[str]:
    """Languages there are tables for, sorted."""
    return sorted(path.stem for path in _FILES.glob("*.toml"))


@cache
def style(language: str) -> Style:
    """The tables of `language`; empty ones where there are none."""
    if language not in styled_languages():
        return Style(language)
    tables = tomllib.loads((_FILES / f"{language}.toml").read_text(encoding="utf-8"))
    sets = {name: "|".join(entries) for name, entries in tables.get("sets", {}).items()}
    edge = ("", "") if tables.get("unspaced") else (r"(?<!\w)", r"(?!\w)")

    def bounded(patterns: Sequence[str]) -> re.Pattern[str]:
        joined = "|".join(_with_sets(pattern, sets) for pattern in patterns)
        return re.compile(f"{edge[0]}(?:{joined}){edge[1]}", re.IGNORECASE)

    return Style(
        language=language,
        marks={name: bounded(patterns) for name, patterns in tables["marks"].items()},
        rewrites=tuple(_turns(tables.get("rewrite", []), sets)),
        splits=tuple(_turns(tables.get("split", []), sets)),
        trims=tuple(_turns(tables.get("trim", []), sets)),
        jargon=tuple((bounded([word]), plain_word) for word, plain_word in tables.get("jargon", {}).items()),
        forms=tables.get("forms", {}),
        marked=tables.get("marked", "{}?"),
        contractions=tuple(_turns(tables.get("contract", []), sets)),
    )


def _turns(entries: Sequence[Mapping[str, Any]], sets: Mapping[str, str]) -> Iterator[Turn]:
    for entry in entries:
        pattern = re.compile(_with_sets(entry["from"], sets), re.IGNORECASE)
        yield Turn(pattern, entry["to"], entry.get("second", ""))


def _with_sets(pattern: str, sets: Mapping[str, str]) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda name: f"(?:{sets[name[1]]})", pattern)
