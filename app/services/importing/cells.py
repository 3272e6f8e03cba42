"""Cells of a table as values of ours; what cannot be one is refused with its field."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from app.errors import Invalid

_TRUE = frozenset({"true", "yes", "y", "1", "x"})
_FALSE = frozenset({"false", "no", "n", "0"})
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_LARGEST = 10**15


def day(text: str, field: str) -> date:
    """`2026-03-01`, `2026/03/01`, `1.3.2026`, or the day of a moment. Raises Invalid."""
    return moment(text, field).date()


def moment(text: str, field: str) -> datetime:
    """A time; one without a zone is taken for UTC, a day for its beginning. Raises Invalid."""
    plain = text.strip().replace("/", "-")
    dotted = _DOTTED.fullmatch(plain)
    try:
        if dotted:
            when = datetime(int(dotted[3]), int(dotted[2]), int(dotted[1]), tzinfo=UTC)
        else:
            when = datetime.fromisoformat(plain)
    except ValueError:
        raise Invalid(
            "This takes a day or time as 2026-03-01 or 2026-03-01T09:30:00Z.", field=field
        ) from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def number(text: str, field: str) -> float:
    """A number with a point or a comma, and whatever stands between thousands. Raises Invalid."""
    plain = re.sub(r"(?<=\d)[\s' \u202f](?=\d)", "", text.strip())
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})*,\d{1,2}", plain):
        plain = plain.replace(".", "").replace(",", ".")
    if not _NUMBER.fullmatch(plain) or abs(float(plain)) > _LARGEST:
        raise Invalid("This takes a number, as 1234.50.", field=field)
    return float(plain)


def cents(text: str, field: str) -> int:
    """An amount in whole units, with or without its sign, as hundredths. Raises Invalid."""
    bare = re.sub(r"^\s*(?:[$€£]|[A-Z]{3}\s)\s*|\s*(?:[$€£]|\s[A-Z]{3})\s*$", "", text)
    amount = round(number(bare, field) * 100)
    if amount < 0:
        raise Invalid("An amount is nought or more.", field=field)
    return amount


def truth(text: str, field: str) -> bool:
    """yes or no. Raises Invalid."""
    plain = text.strip().lower()
    if plain in _TRUE or plain in _FALSE:
        return plain in _TRUE
    raise Invalid("This takes yes or no.", field=field)
