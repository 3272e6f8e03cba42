"""How figures and dates read in a review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from app.success.qbr.types import Tally

_NOUGHT = 0.05
"""What reads as nought: `number` shows a tenth at the least."""
_CHANNELS = {
    "email": "e-mail",
    "in_app": "message in the product",
    "invitation": "invitation to an interview",
}
_CAPITALS = {
    "api": "API",
    "csat": "CSAT",
    "nps": "NPS",
    "qbr": "QBR",
    "ebr": "EBR",
    "sso": "SSO",
    "csv": "CSV",
}
_TERMS = {"check_in": "check-in"}
_FEW = 20
"""Below this many a change is told as "up from 3": a percentage of so few says nothing."""


def number(value: float) -> str:
    return f"{value:,.0f}" if abs(value - round(value)) < 0.05 else f"{value:,.1f}"


def counted(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def day(at: date | datetime) -> str:
    return f"{at.day} {at:%b %Y}"


def listed(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1] if parts else "")))


def money(cents: int, currency: str) -> str:
    return f"{currency} {cents / 100:,.0f}"


def plain(term: str) -> str:
    """One of our terms, or a label of another system's, as people read it."""
    if term in _TERMS:
        return _TERMS[term]
    spaced = term.replace("_", " ").replace("-", " ")
    return " ".join(_CAPITALS.get(word, word) for word in spaced.split(" "))


def percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def channel(name: str) -> str:
    return _CHANNELS.get(name, plain(name))


def total(tallies: Sequence[Tally]) -> float:
    return sum(one.total for one in tallies)


def count(tallies: Sequence[Tally]) -> int:
    return sum(one.count for one in tallies)


def mean(tallies: Sequence[Tally]) -> str:
    """The mean of what was told: as it is where it was told once, else with one decimal."""
    many = count(tallies)
    return number(total(tallies)) if many == 1 else f"{total(tallies) / many:.1f}"


def compared(now: float, before: float) -> str:
    """ "18 % fewer than in the period before (50,240)", of few "up from 3 in the period before"; a period
    without any is told as such."""
    if before < _NOUGHT:
        return "after none in the period before" if now >= _NOUGHT else "as in the period before"
    if round(now) == round(before):
        return "as many as in the period before"
    if max(now, before) < _FEW:
        return f"{'up' if now > before else 'down'} from {number(before)} in the period before"
    share = round(abs(now - before) / before * 100)
    side = "more" if now > before else "fewer"
    return f"{share or '<1'} % {side} than in the period before ({number(before)})"
