"""Values as words: what a factor says of an account."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.success.health.types import Part, Turn, Unit

_TIED = "\N{NO-BREAK SPACE}"
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_LEVEL = 0.5
"""A change of less than so many percent reads as none."""


def placeholders(sentence: str) -> set[str]:
    """The names a sentence leaves room for."""
    return set(_PLACEHOLDER.findall(sentence))


def sentence(part: Part, value: float, amounts: Mapping[str, float | None]) -> str:
    """What the part says of `value`; `amounts` are what else the sentence may name, in the reading's unit."""
    turn = turn_of(part, value)
    words = {name: "" if amount is None else number(amount) for name, amount in amounts.items()}
    words["value"] = spoken(value, part.unit, is_bare=part.reading.measure == "change")
    said = part.says.get(turn) or part.says.get("some") or part.says.get("rose") or ""
    return _PLACEHOLDER.sub(lambda found: words.get(found[1], ""), said)


def turn_of(part: Part, value: float) -> Turn:
    """Which of its sentences fits a value."""
    if part.reading.measure == "change":
        if abs(value) < _LEVEL and "level" in part.says:
            return "level"
        return "fell" if value < 0 else "rose"
    shown = round(value) if part.unit in ("days", "hours") else value
    if shown == 0:
        return "none"
    return "one" if shown == 1 else "some"


def spoken(value: float, unit: Unit, *, is_bare: bool = False) -> str:
    """A value with its unit; `is_bare` leaves out the sign, where a verb tells the direction."""
    shown = abs(value) if is_bare else value
    match unit:
        case "percent":
            return f"{number(round(shown))}{_TIED}%"
        case "share":
            return f"{number(round(100 * shown))}{_TIED}%"
        case "days":
            return _counted(round(shown), "day")
        case "hours":
            return _counted(round(shown), "hour")
        case "signed":
            return f"{shown:+.1f}".replace("-", "−")
        case "cents":
            return number(round(shown / 100))
        case "count" | "points":
            return number(shown)


def number(value: float) -> str:
    """1,240, 843, 7.5 or −3: one decimal where the number is small and not whole."""
    size = abs(value)
    words = f"{size:,.0f}" if size >= 100 or size == round(size) else f"{size:,.1f}".removesuffix(".0")
    return f"−{words}" if value < 0 and words != "0" else words


def _counted(amount: int, unit: str) -> str:
    return f"{number(amount)}{_TIED}{unit}" + ("" if abs(amount) == 1 else "s")
