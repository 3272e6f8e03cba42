"""What the rubric listens for in an interviewer's words, by language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from interviewer.text import plain

_FILE = Path(__file__).with_name("words.toml")


def listening_languages() -> list[str]:
    """Languages there are lists for, sorted."""
    return sorted(_lists())


def speaks_of(name: str, text: str, language: str) -> bool:
    """Whether `text` says what the list called `name` describes; English where a language has no lists.
    Raises KeyError for a list that does not exist."""
    lists = _lists()
    return bool(lists.get(language, lists["en"])[name].search(plain(text)))


@cache
def _lists() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        language: {name: re.compile("|".join(entries), re.IGNORECASE) for name, entries in lists.items()}
        for language, lists in raw.items()
    }
