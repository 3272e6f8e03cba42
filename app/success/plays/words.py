"""What a play says to people: a closed list of names in double braces, and nothing made up for what is
unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

NAMES: Final[Mapping[str, str]] = {
    "account": "the account’s name",
    "first_name": "the first name of whoever is written to, or “there”",
    "csm": "whoever looks after the account, or “our team”",
    "sponsor": "your company’s public name",
    "product": "your product’s name",
    "reason": "why the play began: the trigger’s sentence",
    "usage": "what the account did in the product in the last 28 days, and how that compares",
    "renewal_on": "the date of the renewal",
    "days_to_renewal": "days until the renewal",
}
"""Every name a text of a play may hold, and what stands there."""
ALWAYS_KNOWN: Final = frozenset({"account", "first_name", "csm", "sponsor", "product"})

_NAME = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def names_in(text: str) -> list[str]:
    """The names between double braces, in order, known or not."""
    return _NAME.findall(text)


def fill(text: str, values: Mapping[str, str | None]) -> str:
    """The text with its names replaced. A paragraph that needs a value nobody knows is left out."""
    kept = [paragraph for paragraph in text.strip().split("\n\n") if _is_known(paragraph, values)]
    return "\n\n".join(_NAME.sub(lambda found: values[found[1]] or "", part) for part in kept)


def _is_known(paragraph: str, values: Mapping[str, str | None]) -> bool:
    return all(values.get(name) for name in names_in(paragraph))
