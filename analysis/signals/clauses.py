"""The part of a statement that shows a signal: the clause around the words that gave it away."""

from __future__ import annotations

import re
from typing import Final

_JOINT: Final = re.compile(
    r"\s*[,;:.!?–—…]+\s+|\s+(?:but|when|whenever|because|although|though|while|since|until|unless|however|yet|so"
    r"|aber|weil|als|obwohl|mais|quand|parce que|pero|cuando|porque|mas|maar|toen|omdat|ma|quando|perché)\s+",
    re.IGNORECASE,
)
_FEWEST_WORDS: Final = 2


def clause_around(text: str, words: re.Pattern[str]) -> tuple[int, int]:
    """Start and end of the clause in which `words` first stand, in code points; all of the text where they
    stand nowhere or nearly alone."""
    lowered = text.lower().replace("’", "'")
    found = words.search(lowered) if len(lowered) == len(text) else None
    if found is None:
        return 0, len(text)
    joints = list(_JOINT.finditer(text))
    start = max((joint.end() for joint in joints if joint.end() <= found.start()), default=0)
    end = min((joint.start() for joint in joints if joint.start() >= found.end()), default=len(text))
    trimmed = text[start:end].rstrip(" \t\r\n,;:")
    if len(trimmed.split()) < _FEWEST_WORDS:
        return 0, len(text)
    return start, start + len(trimmed)
