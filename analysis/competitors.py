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
_SHORTEST: Final = 3
_FEW_NAMES: Final = 2
_CAPITAL_NOUNS: Final = frozenset({"de", "lb"})
_EDGES: Final = ".,'’- "
_INSIDE: Final = re.compile(r"(?<=[\w,;:)] )[^\W\d_][\w&+]*(?:\.(?:com|io|ai))?")
_WORD: Final = r"[^\W\d_][\w&+'’\-]*(?:\.(?:com|io|ai|app|net))?"
_NAME: Final = rf"(?P<name>{_WORD}(?:[ ]{_WORD})?)"


def competitor_name(text: str, own: Collection[str] = (), *, language: str = "en") -> str | None:
    """The competitor a statement about one names, as it is spelled there; None when it names none.

    `own` are names of ours, in any case, which are never a competitor. `language`: ISO 639-1.
    """
    named = in_place_of_a_rival(text, own) or known_product(text, own)
    return named or (None if language in _CAPITAL_NOUNS else _like_a_name(text, own))


def in_place_of_a_rival(text: str, own: Collection[str] = ()) -> str | None:
    """What stands where only a rival does ("moving to …", "… offered us") and is written like a name or is
    a known product; in places that admit nothing else, any word that is not a common one."""
    ours = _folded(own)
    for slot, takes_any in _slots():
        for match in slot.finditer(text[:_MAX_CHARS]):
            name = _name_in(match["name"], ours, takes_any=takes_any)
            if name:
                return name
    return None


def known_product(text: str, own: Collection[str] = ()) -> str | None:
    """The first known product other than ours that stands anywhere in the text."""
    ours = _folded(own)
    found = (match.group() for match in _known().finditer(text[:_MAX_CHARS]))
    return next((name for name in found if name.casefold() not in ours), None)


def _like_a_name(text: str, own: Collection[str]) -> str | None:
    """The first word with a capital inside a sentence; none where many words have one."""
    ours = _folded(own)
    words_in = [match.group() for match in _INSIDE.finditer(text[:_MAX_CHARS])]
    found = [word for word in words_in if _is_written(word) and word.casefold() not in ours]
    return found[0] if 0 < len(found) <= _FEW_NAMES else None


def _folded(own: Collection[str]) -> set[str]:
    return {name.casefold() for name in own}


def _name_in(found: str, ours: set[str], *, takes_any: bool) -> str | None:
    first, _, second = found.partition(" ")
    both = f"{first} {second}".strip(_EDGES)
    if second and (both.casefold() in _vendors() or (_is_written(first) and _is_written(second))):
        return both if both.casefold() not in ours and first.casefold() not in ours else None
    plain = first.strip(_EDGES)
    if plain.casefold() in ours or _is_common(plain):
        return None
    return plain if takes_any or _is_written(plain) or plain.casefold() in _vendors() else None


def _is_common(word: str) -> bool:
    """Whether a word never names a rival; "You'd" and "Switching" are only written large at a beginning."""
    folded = word.casefold().replace("’", "'").split("'")[0]
    return (
        folded.endswith("ing")
        or folded in words.load("never_rivals")
        or folded in words.load("stopwords")
        or len(folded) < _SHORTEST
    )


def _is_written(word: str) -> bool:
    """Whether a word is written like a name: a capital somewhere, and not a common word."""
    return any(c.isupper() for c in word) and not _is_common(word)


@cache
def _slots() -> tuple[tuple[re.Pattern[str], bool], ...]:
    """The places, and whether each takes a word in small letters that nobody knows."""
    lines = sorted(_lines("rival_slots.txt"), key=lambda line: line.startswith("!"))
    return tuple(
        (re.compile(line.lstrip("!").replace("NAME", _NAME), re.IGNORECASE), line.startswith("!"))
        for line in lines
    )


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
