"""What JSON may say that PostgreSQL cannot keep: NUL, half a surrogate pair, numbers beyond all numbers."""

from __future__ import annotations

import math
import re
from typing import Any

_LOST = re.compile("[\x00\ud800-\udfff]")

DEEPEST = 50
"""Levels of nesting; ours needs about ten, and serialising many more exhausts the stack."""


def unstorable(value: Any) -> tuple[str, str] | None:
    """The dotted place of the first thing that cannot be kept and a sentence about it, or None."""
    waiting: list[tuple[tuple[str, ...], Any]] = [((), value)]
    while waiting:
        place, item = waiting.pop()
        sentence = _about(item) or ("This is nested too deeply." if len(place) > DEEPEST else None)
        if sentence is not None:
            return ".".join(place[:DEEPEST]), sentence
        if isinstance(item, dict):
            for key, inner in item.items():
                if _about(key):
                    return ".".join(place), "A name in here has a character that cannot be stored."
                waiting.append(((*place, str(key)), inner))
        elif isinstance(item, list):
            waiting += [((*place, str(index)), inner) for index, inner in enumerate(item)]
    return None


def _about(item: Any) -> str | None:
    if isinstance(item, str) and _LOST.search(item):
        return "This has a character that cannot be stored (NUL or half of a surrogate pair)."
    if isinstance(item, float) and not math.isfinite(item):
        return "This is not a finite number."
    return None
