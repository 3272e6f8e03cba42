"""The names a fact may have: the catalogue as shipped, and `custom.` names of a workspace's own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

Silence = Literal["nothing", "unknown"]

CUSTOM = "custom."
_CUSTOM = re.compile(r"custom(\.[a-z0-9][a-z0-9_]*){1,4}")
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class FactKind:
    """What a fact of this name means. After `fresh_days` without news the source counts as stale;
    `ahead_days` is how far ahead of now such a fact may lie."""

    name: str
    about: str
    group: str
    silence: Silence
    fresh_days: float | None = None
    ahead_days: float = 1


@cache
def catalogue() -> Mapping[str, FactKind]:
    """Every shipped kind by name, in the order of the file."""
    text = Path(__file__).with_name("facts.toml").read_text(encoding="utf-8")
    return MappingProxyType({name: FactKind(name, **given) for name, given in tomllib.loads(text).items()})


def kind_of(name: str) -> FactKind | None:
    """The kind of a name; a custom name is known by its shape alone."""
    if name.startswith(CUSTOM):
        fits = len(name) <= LONGEST_NAME and _CUSTOM.fullmatch(name)
        return FactKind(name, "A fact of your own.", "custom", "unknown") if fits else None
    return catalogue().get(name)


def problem_with(name: str) -> str | None:
    """Why a name is refused, with what may have been meant; None for a good one."""
    if kind_of(name) is not None:
        return None
    if name.startswith(CUSTOM):
        return "A custom name is `custom.` and small letters, digits, `_` and dots, as custom.reports.shared."
    near = get_close_matches(name[:LONGEST_NAME], catalogue(), n=1, cutoff=0.6)
    hint = f"Did you mean {near[0]}?" if near else "A name of your own begins with `custom.`."
    return f"There is no fact of this name. {hint}"
