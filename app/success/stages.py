"""The stages of an account's life with us, and which may follow which."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage; `next` are those it may lead to."""

    name: str
    title: str
    about: str
    next: tuple[str, ...]


@cache
def stages() -> Mapping[str, Stage]:
    """Every stage by name, in the order of the file."""
    read = tomllib.loads(Path(__file__).with_name("stages.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            name: Stage(name, given["title"], given["about"], tuple(given["next"]))
            for name, given in read.items()
        }
    )


def problem_with(stage: str) -> str | None:
    """Why this is no stage, with what may have been meant; None when it is one."""
    if stage in stages():
        return None
    near = get_close_matches(stage[:50], stages(), n=1, cutoff=0.5)
    return f"Choose from: {', '.join(stages())}." + (f" Did you mean {near[0]}?" if near else "")


def may_follow(before: str | None, after: str) -> bool:
    """Whether an account may go on to a stage; where nothing or a stage of another's is known, to any."""
    known = stages().get(before or "")
    return known is None or after == before or after in known.next


def stages_after(before: str | None) -> tuple[Stage, ...]:
    """Where an account may go from here."""
    return tuple(
        stage for stage in stages().values() if stage.name != before and may_follow(before, stage.name)
    )
