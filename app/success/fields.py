"""The fields of an account that a system may tell us, and what each holds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FieldType = Literal["text", "whole", "date", "any"]

CUSTOM = "custom."
LONGEST_TEXT = 500
_EVERY_CUSTOM = "custom.*"
_CUSTOM = re.compile(r"custom\.[a-z0-9][a-z0-9_]{0,60}")
_LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class FieldKind:
    """What a field holds."""

    name: str
    about: str
    kind: FieldType


@cache
def fields() -> Mapping[str, FieldKind]:
    """Every kind by name; `custom.*` stands for all names of a workspace's own."""
    text = Path(__file__).with_name("fields.toml").read_text(encoding="utf-8")
    return MappingProxyType({name: FieldKind(name, **given) for name, given in tomllib.loads(text).items()})


def field_kind(name: str) -> FieldKind | None:
    """The kind of a field, None for a name that is not ours."""
    if name.startswith(CUSTOM):
        return fields()[_EVERY_CUSTOM] if _CUSTOM.fullmatch(name) else None
    return fields().get(name)


def problem_with(name: str) -> str | None:
    """Why a field's name is refused, with what may have been meant; None for a good one."""
    if field_kind(name) is not None:
        return None
    if name.startswith(CUSTOM):
        return "A custom field is `custom.` and up to 61 small letters, digits and `_`."
    near = get_close_matches(name[:100], fields(), n=1, cutoff=0.6)
    hint = f"Did you mean {near[0]}?" if near else "A field of your own begins with `custom.`."
    return f"An account has no field of this name. {hint}"


def field_value(name: str, given: object) -> Any:
    """The value as it is kept: text, number, truth, or a day as `YYYY-MM-DD`; None empties the field.

    Raises ValueError with a sentence.
    """
    kind = field_kind(name)
    if kind is None or given is None or given == "":
        return None
    made = _READERS[kind.kind](given)
    if name == "time_zone":
        _refuse_unknown_zone(made)
    return made


def _refuse_unknown_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("This is not a time zone such as Europe/Lisbon.") from None


def _text(given: object) -> str:
    text = str(given).strip() if isinstance(given, str | int | float) and not isinstance(given, bool) else ""
    if not 1 <= len(text) <= LONGEST_TEXT:
        raise ValueError(f"This takes a text of 1 to {LONGEST_TEXT} characters.")
    return text


def _whole(given: object) -> int:
    try:
        number = float(given) if isinstance(given, str | int | float) else float("nan")
    except (ValueError, OverflowError):
        number = float("nan")
    if isinstance(given, bool) or not number.is_integer() or not 0 <= number <= _LARGEST:
        raise ValueError("This takes a whole number of nought or more.")
    return int(number)


def _day(given: object) -> str:
    if isinstance(given, datetime):
        return given.date().isoformat()
    if isinstance(given, date):
        return given.isoformat()
    try:
        return datetime.fromisoformat(str(given).strip()).date().isoformat()
    except ValueError:
        raise ValueError("This takes a day as YYYY-MM-DD.") from None


def _any(given: object) -> str | float | int | bool:
    if isinstance(given, bool | int | float):
        return given
    return _day(given) if isinstance(given, date) else _text(given)


_READERS: Mapping[FieldType, Callable[[object], Any]] = MappingProxyType(
    {"text": _text, "whole": _whole, "date": _day, "any": _any}
)
