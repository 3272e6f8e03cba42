"""Stories a simulated respondent may have lived: short accounts by aspect, worded differently each time.

An account is what one would type into a chat, with two kinds of gap:

- `[once|twice|]` is one of its alternatives, an empty one being allowed, drawn anew at every place;
- `{who}` is a slot: drawn once for the whole story where the story lists it under `[slots]`, else drawn
  anew at every place from the shared particulars. Alternatives may hold slots and slots alternatives.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Mood = Literal["happy", "mixed", "unhappy"]
Particulars = Mapping[str, Sequence[str]]

_ALTERNATIVES = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_STRAY_SPACE = re.compile(r" (?=[,.?])")
_BEGINNING = re.compile(r"(?:^|(?<=[.!?…] ))[a-zà-öø-ÿ]")


@dataclass(frozen=True)
class Story:
    """One storyline: its mood and its accounts by aspect. As written they hold gaps, and `slots` say what
    may stand in those of its own; as told (`tell`) they are filled and there are none."""

    name: str
    mood: Mood
    aspects: Mapping[str, tuple[str, ...]]
    slots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def tell(written: Story, chance: random.Random, particulars: Particulars) -> Story:
    """The story with its particulars drawn by `chance`. Raises KeyError for a slot nobody fills."""
    own = {slot: fill(chance.choice(some), chance, particulars) for slot, some in written.slots.items()}
    aspects = {
        aspect: tuple(fill(account, chance, particulars, own) for account in accounts)
        for aspect, accounts in written.aspects.items()
    }
    return Story(written.name, written.mood, aspects)


def fill(
    account: str, chance: random.Random, particulars: Particulars, own: Mapping[str, str] | None = None
) -> str:
    """`account` with its alternatives chosen and its slots filled: from `own`, else from the shared
    particulars. Raises KeyError for a slot neither holds."""
    own = own or {}
    before = ""
    while account != before:
        before = account
        account = _ALTERNATIVES.sub(lambda gap: chance.choice(gap[1].split("|")), account)
        account = _SLOT.sub(lambda gap: own.get(gap[1]) or chance.choice(particulars[gap[1]]), account)
    return _STRAY_SPACE.sub("", " ".join(account.split()))


def slots_in(account: str) -> set[str]:
    """The names of the slots an account holds."""
    return set(_SLOT.findall(account))


def begun(text: str) -> str:
    """`text` with a capital at the beginning of each sentence: accounts are written without."""
    return _BEGINNING.sub(lambda letter: letter[0].upper(), text)
