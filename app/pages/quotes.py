"""A quote as every page shows it: the words, who said them, how they feel, and the way to the spot."""

from __future__ import annotations

from dataclasses import dataclass

from app.pages.links import spot
from app.pages.wording import tone
from app.queries.insights import QuoteLine


@dataclass(frozen=True)
class Quote:
    """`who` is a person, their role and account, as far as known."""

    text: str
    who: str
    tone: str
    href: str
    is_synthetic: bool


def quote(line: QuoteLine) -> Quote:
    return Quote(
        text=line.text,
        who=who(line.contact, line.role, line.account),
        tone=tone(line.sentiment),
        href=spot(line.interview_id, line.turn, line.start_offset, line.end_offset),
        is_synthetic=line.is_synthetic,
    )


def who(contact: str | None, role: str | None, account: str | None) -> str:
    """Name, role and account with commas, or a word for nobody known."""
    return ", ".join(part for part in (contact, role, account) if part) or "Anonymous respondent"
