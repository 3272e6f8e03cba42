"""Stories a simulated respondent may have lived: short accounts by aspect, worded differently each time.

A story is a TOML file: a `mood` (`happy`, `mixed`, `unhappy`), lists of accounts by aspect, and `[slots]`.
`stories/` holds the subjects respondents are cast for, `strengths/` what anybody may like about the product,
`everyday/` what everybody can tell. An account is what one would type into a chat, with two kinds of gap:

- `[once|twice|]` is one of its alternatives, an empty one being allowed, drawn anew at every place;
- `{who}` is a slot: drawn once for the whole story where the story lists it under `[slots]`, else drawn
  anew at every place from `particulars.toml`. Alternatives may hold slots and slots alternatives.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_ALTERNATIVES = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_STRAY_SPACE = re.compile(r" (?=[,.?])")
_BEGINNING = re.compile(r"(?:^|(?<=[.!?] ))[a-z]")


@dataclass(frozen=True)
class Story:
    """One storyline: its mood (`happy`, `mixed`, `unhappy`) and its accounts by aspect, filled."""

    name: str
    mood: str
    aspects: Mapping[str, tuple[str, ...]]


def story_names() -> list[str]:
    """The storylines respondents are cast for, sorted."""
    return _names("stories")


def strength_names() -> list[str]:
    """What respondents may like about the product, whatever their story, sorted."""
    return _names("strengths")


def everyday_names() -> list[str]:
    """What every respondent can tell about, sorted."""
    return _names("everyday")


def tell(name: str, chance: random.Random) -> Story:
    """The story, strength or everyday matter `name`, its particulars drawn by `chance`. Raises KeyError
    for an unknown name."""
    raw = _file(name)
    own = {slot: fill(chance.choice(options), chance) for slot, options in raw.get("slots", {}).items()}
    aspects = {
        aspect: tuple(fill(account, chance, own) for account in accounts)
        for aspect, accounts in raw.items()
        if aspect not in {"mood", "slots"}
    }
    return Story(name, raw["mood"], aspects)


def fill(account: str, chance: random.Random, own: Mapping[str, str] | None = None) -> str:
    """`account` with its alternatives chosen and its slots filled: from `own`, else from the shared
    particulars. Raises KeyError for a slot neither holds."""
    own = own or {}
    before = ""
    while account != before:
        before = account
        account = _ALTERNATIVES.sub(lambda gap: chance.choice(gap[1].split("|")), account)
        account = _SLOT.sub(lambda gap: own.get(gap[1]) or chance.choice(_particulars()[gap[1]]), account)
    return _STRAY_SPACE.sub("", " ".join(account.split()))


def begun(text: str) -> str:
    """`text` with a capital at the beginning of each sentence: accounts are written without."""
    return _BEGINNING.sub(lambda letter: letter[0].upper(), text)


def mood_of(name: str) -> str:
    """The mood of the story `name`. Raises KeyError for an unknown name."""
    return str(_file(name)["mood"])


def _names(folder: str) -> list[str]:
    return sorted(path.stem for path in (_HERE / folder).glob("*.toml"))


@cache
def _file(name: str) -> dict[str, Any]:
    for folder in ("stories", "strengths", "everyday"):
        if name in _names(folder):
            return tomllib.loads((_HERE / folder / f"{name}.toml").read_text(encoding="utf-8"))
    raise KeyError(name)


@cache
def _particulars() -> dict[str, list[str]]:
    return tomllib.loads((_HERE / "particulars.toml").read_text(encoding="utf-8"))
