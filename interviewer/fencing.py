"""Respondents' text as material for a model: nothing hidden in it, and no way out of its marks."""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = {"Cc", "Cf", "Cn", "Co", "Cs"}


def inert(text: str, limit: int) -> str:
    """The text as a reader would see it, at most `limit` characters and a mark where it was cut: without
    control, zero-width, bidirectional and tag characters, and without the marks a prompt puts around it."""
    seen = "".join(sign for sign in unicodedata.normalize("NFC", text) if _is_seen(sign))
    seen = re.sub(r"[<＜]{2,}|[>＞]{2,}", lambda marks: " ".join(marks[0]), seen)
    seen = re.sub(r"\n\s*\n+", "\n", seen).strip()
    return seen if len(seen) <= limit else f"{seen[:limit].rstrip()} …"


def on_one_line(text: str, limit: int) -> str:
    """`inert`, with line breaks made into slashes, so that no line of it can pass for another speaker's."""
    return " / ".join(line.strip() for line in inert(text, limit).splitlines())


def _is_seen(sign: str) -> bool:
    return sign == "\n" or unicodedata.category(sign) not in _HIDDEN
