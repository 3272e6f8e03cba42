"""Stories a simulated respondent may have lived: short accounts by aspect, filled differently each time."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "stories"


@dataclass(frozen=True)
class Story:
    """One storyline: its mood (`happy`, `mixed`, `unhappy`) and its sentences by aspect, filled."""

    name: str
    mood: str
    aspects: Mapping[str, tuple[str, ...]]


def story_names() -> list[str]:
    """The storylines' names, sorted."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def tell(name: str, chance: random.Random) -> Story:
    """The story `name` with its particulars drawn by `chance`. Raises KeyError for an unknown name."""
    raw = _file(name)
    particulars = {slot: chance.choice(options) for slot, options in raw["slots"].items()}
    aspects = {
        aspect: tuple(_filled(sentence, particulars) for sentence in sentences)
        for aspect, sentences in raw.items()
        if aspect not in {"mood", "slots"}
    }
    return Story(name, raw["mood"], aspects)


def mood_of(name: str) -> str:
    return str(_file(name)["mood"])


@cache
def _file(name: str) -> dict[str, Any]:
    if name not in story_names():
        raise KeyError(name)
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _filled(sentence: str, particulars: Mapping[str, str]) -> str:
    filled = re.sub(r"\{(\w+)\}", lambda slot: particulars[slot[1]], sentence)
    return filled[0].upper() + filled[1:]
