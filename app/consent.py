"""What a respondent is told and agrees to: versioned texts by language, in `consent/<version>.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

CURRENT = "2026-11"
"""The version new studies use; a study keeps the one it began with."""

_FOLDER = Path(__file__).parent / "texts"


@cache
def _texts(version: str) -> dict[str, dict[str, str]]:
    known = {path.stem for path in _FOLDER.glob("*.toml")}
    if version not in known:
        raise KeyError(f"no consent text of version {version}")
    return tomllib.loads((_FOLDER / f"{version}.toml").read_text(encoding="utf-8"))


def text(version: str, language: str) -> str:
    """The consent text; English where a language is missing."""
    return _pick(version, "consent", language)


def disclosure(version: str, language: str) -> str:
    """The sentence that says an AI asks."""
    return _pick(version, "disclosure", language)


def _pick(version: str, kind: str, language: str) -> str:
    by_language = _texts(version)[kind]
    return by_language.get(language) or by_language["en"]
