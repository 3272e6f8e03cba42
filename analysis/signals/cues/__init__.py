"""Words that hint at an intent, a text file per language: an ending `*` and a gap `…` are all the grammar."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from analysis import phrases
from analysis.exemplars import ExemplarError

_FOLDER: Final = Path(__file__).parent
_MAX_CHARS: Final = 2_000
_AGAINST: Final = "not"
_GAP: Final = r"(?:\s+\S+){0,4}?\s+"


@dataclass(frozen=True, slots=True, eq=False)
class Cues:
    """One language's words by intent, and those that speak against one."""

    hints: Mapping[str, re.Pattern[str]]
    against: Mapping[str, re.Pattern[str]]

    def heard(self, text: str) -> dict[str, int]:
        """How many hints of each intent stand in a text; an intent spoken against is left out."""
        plain = phrases.plain(text[:_MAX_CHARS])
        counts = {name: sum(1 for _ in hint.finditer(plain)) for name, hint in self.hints.items()}
        denied = self.denied(text)
        return {name: count for name, count in counts.items() if count and name not in denied}

    def denied(self, text: str) -> frozenset[str]:
        """The intents a text speaks against."""
        plain = phrases.plain(text[:_MAX_CHARS])
        return frozenset(name for name, words in self.against.items() if words.search(plain))


def languages() -> frozenset[str]:
    """ISO 639-1 codes of the languages there are words for."""
    return frozenset(path.stem for path in _FOLDER.glob("*.toml"))


@cache
def load(language: str) -> Cues:
    """The words of one of `languages`. Raises ExemplarError naming file and intent."""
    return read(_FOLDER / f"{language}.toml")


def read(path: Path) -> Cues:
    """The words of a file. Raises ExemplarError naming file and intent."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ExemplarError(f"{path.name} cannot be read: {error}") from error
    against = told.pop(_AGAINST, {})
    return Cues(_compiled(path.name, told), _compiled(path.name, against))


def _compiled(file: str, told: Mapping[str, object]) -> dict[str, re.Pattern[str]]:
    made = {}
    for name, lines in told.items():
        if (
            not isinstance(lines, list)
            or not lines
            or not all(isinstance(x, str) and x.strip() for x in lines)
        ):
            raise ExemplarError(f"{file}: the words of {name} are not a list of texts")
        made[name] = _pattern(lines)
    return made


def _pattern(lines: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(set(lines), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_one, longest_first))})(?!\w)")


def _one(line: str) -> str:
    written = re.escape(" ".join(line.lower().split()))
    return written.replace(r"\ …\ ", _GAP).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
