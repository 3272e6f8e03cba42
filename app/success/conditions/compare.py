"""A value against what it is tested with."""

from __future__ import annotations

from datetime import date

from app.success.conditions.fields import Kind
from app.success.conditions.types import Against, Op, Scalar

_SMALL = {ord("A") + place: ord("a") + place for place in range(26)}


def kind(value: Scalar) -> Kind:
    """What kind of value this is. True is a flag, not the number one."""
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, str):
        return "text"
    return "date" if isinstance(value, date) else "number"


def folded(text: str) -> str:
    """Text as it is compared: A to Z without their case, every other sign as it is."""
    return text.translate(_SMALL)


def holds(op: Op, value: Scalar | None, against: Against) -> bool | None:
    """Whether a test holds. Unknown for an unknown value, and where more or less has no meaning."""
    if op == "known":
        return value is not None
    if op == "unknown":
        return value is None
    if value is None:
        return None
    if op in ("is", "one_of"):
        return _is_among(value, against)
    if op in ("is_not", "none_of"):
        return not _is_among(value, against)
    return _compared(op, value, against)


def _is_among(value: Scalar, against: Against) -> bool:
    several = against if isinstance(against, tuple) else () if against is None else (against,)
    return any(_same(value, one) for one in several)


def _same(value: Scalar, other: Scalar) -> bool:
    if isinstance(value, str) and isinstance(other, str):
        return folded(value) == folded(other)
    return kind(value) == kind(other) and value == other


def _compared(op: Op, value: Scalar, against: Against) -> bool | None:
    if isinstance(value, bool) or isinstance(against, bool):
        return None
    if isinstance(value, int | float) and isinstance(against, int | float):
        return _ordered(op, (value > against) - (value < against))
    if isinstance(value, date) and isinstance(against, date):
        return _ordered(op, (value > against) - (value < against))
    return None


def _ordered(op: Op, sign: int) -> bool:
    match op:
        case "above":
            return sign > 0
        case "at_least":
            return sign >= 0
        case "below":
            return sign < 0
        case _:
            return sign <= 0
