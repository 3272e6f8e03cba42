"""The parts people play at an account, and the many words for each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

ROLES: Mapping[str, str] = MappingProxyType(
    {
        "champion": "champion",
        "executive_sponsor": "executive sponsor",
        "admin": "admin",
        "end_user": "end user",
        "procurement": "procurement",
        "economic_buyer": "economic buyer",
    }
)
"""What the product acts on; any other role is kept as it was told."""

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "sponsor": "executive_sponsor",
        "exec sponsor": "executive_sponsor",
        "administrator": "admin",
        "user": "end_user",
        "purchasing": "procurement",
        "buyer": "economic_buyer",
        "decision maker": "economic_buyer",
        "budget holder": "economic_buyer",
    }
)


def role_of(told: str | None) -> str | None:
    """One of our roles where the words mean one, else the words; None for none."""
    words = (told or "").strip()
    plain = re.sub(r"[\s_-]+", " ", words).lower()
    name = plain.replace(" ", "_")
    return name if name in ROLES else _WORDS.get(plain, words or None)


def is_ours(role: str | None) -> bool:
    return role in ROLES
