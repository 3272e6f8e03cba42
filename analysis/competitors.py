"""The competitor a statement names: a product in a place where only a rival stands, in any spelling."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Final

from analysis import words

_FOLDER: Final = Path(__file__).parent / "signals"
_MAX_CHARS: Final = 2_000
_WORD: Final = r"[^\W\d_][\w&+'’\-]*(?:\.(?:com|io|ai|app|net))?"
_NAME: Final = rf"(?P<name>{_WORD}(?:[ ]{_WORD})?)"


def competitor_name(text: str, own: Collection[str] = ()) -> str | None:
    """The competitor a statement about one names, as it is spelled there; None when it names none.

    `own` are names of ours, in any case, which are never a competitor.
    """
    return in_place_of_a_rival(text, own) or known_product(text, own)


def in_place_of_a_rival(text: str, own: Collection[str] = ()) -> str | None:
    """What stands where only a rival does ("moving to …", "… offered us") and is written like a name or is
    a known product."""
    ours = {name.casefold() for name in own}
    matches = (match for slot in _slots() for match in slot.finditer(text[:_MAX_CHARS]))
    return next((name for match in matches if (name := _name_in(match, ours))), None)


def known_product(text: str, own: Collection[str] = ()) -> str | None:
    """The first known product other than ours that stands anywhere in the text."""
    ours = {name.casefold() for name in own}
    found = (match.group() for match in _known().finditer(text[:_MAX_CHARS]))
    return next((name for name in found if name.casefold() not in ours), None)


def _name_in(match: re.Match[str], ours: set[str]) -> str | None:
    first, _, second = match["name"].partition(" ")
    both = f"{first} {second}".strip(" .,'’-")
    if second and (both.casefold() in _vendors() or (_is_written(first) and _is_written(second))):
        return both if both.casefold() not in ours and first.casefold() not in ours else None
    plain = first.strip(".,'’-")
    if plain.casefold() in ours or _is_common(plain):
        return None
    return plain if _is_written(plain) or plain.casefold() in _vendors() else None


def _is_common(word: str) -> bool:
    return word.casefold() in words.load("never_rivals") or word.casefold() in words.load("stopwords")


def _is_written(word: str) -> bool:
    """Whether a word is written like a name: a capital somewhere, and not a word that never is one."""
    return any(c.isupper() for c in word) and not _is_common(word) and not word.startswith(("I'", "I’"))


@cache
def _slots() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(line.replace("NAME", _NAME), re.IGNORECASE) for line in _lines("rival_slots.txt"))


@cache
def _vendors() -> frozenset[str]:
    return frozenset(_lines("vendors.txt"))


def _lines(file: str) -> list[str]:
    lines = (_FOLDER / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def _known() -> re.Pattern[str]:
    longest_first = sorted(_vendors(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
