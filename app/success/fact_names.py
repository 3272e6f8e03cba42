"""The names a fact may come under: those of the catalogue, and `custom.` names of a workspace's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from app.success.catalog import catalogue

CUSTOM = "custom."
LONGEST_NAME = 100
_CUSTOM = re.compile(r"custom(\.[a-z0-9][a-z0-9_]*){1,4}")
_AHEAD_DAYS: Mapping[str, float] = MappingProxyType({"meeting.booked": 400})


def is_fact_name(name: str) -> bool:
    """Whether facts may come under this name; a custom one is known by its shape alone."""
    if name.startswith(CUSTOM):
        return len(name) <= LONGEST_NAME and _CUSTOM.fullmatch(name) is not None
    return name in catalogue()


def ahead_days(name: str) -> float:
    """How far ahead of now such a fact may lie: a clock may be wrong by a day, a meeting is planned."""
    return _AHEAD_DAYS.get(name, 1)


def problem_with(name: str) -> str | None:
    """Why a name is refused, with what may have been meant; None for a good one."""
    if is_fact_name(name):
        return None
    if name.startswith(CUSTOM):
        return "A custom name is `custom.` and small letters, digits, `_` and dots, as custom.reports.shared."
    near = get_close_matches(name[:LONGEST_NAME], catalogue(), n=1, cutoff=0.6)
    hint = f"Did you mean {near[0]}?" if near else "A name of your own begins with `custom.`."
    return f"There is no fact of this name. {hint}"
