"""Other systems' ids, so that two writings of one id are one id."""

from __future__ import annotations

import re
import string

SYSTEM = re.compile(r"[a-z0-9][a-z0-9_.-]{0,49}")
LONGEST_ID = 200

_SUFFIX = string.ascii_uppercase + "012345"
_SALESFORCE = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")


def fold(system: str, external_id: str) -> str:
    """What an id is looked up by: without regard to case, and Salesforce's short form as its long one.

    Salesforce's fifteen characters mean their case; the three that follow in the long form spell out which
    letters are capitals, so the long form can be compared without regard to case.
    """
    text = external_id.strip()
    if fold_system(system) == "salesforce" and _SALESFORCE.fullmatch(text) and len(text) == 15:
        text += _capitals(text)
    return text.casefold()


def fold_system(system: str) -> str:
    return system.strip().lower()


def _capitals(text: str) -> str:
    """Three characters, each naming the capitals among five letters as a number of five bits."""
    groups = (text[start : start + 5] for start in (0, 5, 10))
    return "".join(
        _SUFFIX[sum(1 << place for place, letter in enumerate(group) if letter in string.ascii_uppercase)]
        for group in groups
    )


def problem_with(system: str, external_id: str) -> tuple[str, str] | None:
    """Which part of an identity is not good, and why; None for a good one."""
    if not SYSTEM.fullmatch(fold_system(system)):
        return "system", "A system's name has 1 to 50 small letters, digits, `_`, `.` or `-`."
    if not 1 <= len(external_id.strip()) <= LONGEST_ID:
        return "external_id", f"An id elsewhere has 1 to {LONGEST_ID} characters."
    return None
