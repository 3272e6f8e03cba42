"""What letters to customers say besides their own text, in the languages we have words for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

DEFAULT = "en"
_FILE = Path(__file__).parent / "templates" / "email" / "words.toml"


def words(language: str | None, values: Mapping[str, str]) -> dict[str, str]:
    """Every sentence in this language (ISO 639-1, English where there is none) with the values in."""
    every = every_language()
    chosen = every.get((language or DEFAULT).lower()[:2]) or every[DEFAULT]
    return {name: sentence.format_map(values) for name, sentence in chosen.items()}


@cache
def every_language() -> Mapping[str, Mapping[str, str]]:
    """The sentences by language, then by name."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
