"""How values read on a page: numbers, shares, money, dates, and the words for our own terms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

_WORDS = {
    "ad_hoc": "any time",
    "nps_follow_up": "NPS follow-up",
    "post_onboarding": "after onboarding",
    "pre_renewal": "before renewal",
    "with_human": "with a person",
    "handed_off": "handed to a person",
    "csm": "CSM",
    "crm": "CRM",
    "dont_know": "does not know",
    "asks_back": "asked us something",
    "anything_else": "anything else?",
    "guide": "from the guide",
    "topic": "common topic",
    "fitted": "found in the answers",
}


_TIED = "\N{NO-BREAK SPACE}"


def words(term: str | None) -> str:
    """One of our terms as people read it: `renewal_risk` is "renewal risk"."""
    return _WORDS.get(term or "", (term or "").replace("_", " "))


def count(number: int) -> str:
    return f"{number:,}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """ "1 interview", "2 interviews"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(share: float | None) -> str:
    """A share of 0..1; a small one is never shown as none."""
    if share is None:
        return "–"
    return f"<1{_TIED}%" if 0 < share < 0.005 else f"{round(share * 100)}{_TIED}%"


def money(cents: int | None) -> str:
    """Whole units of the account's currency."""
    return "–" if cents is None else f"{round(cents / 100):,}"


def signed(value: float | None) -> str:
    """A sentiment of -1..1 with its sign."""
    return (
        "–" if value is None else f"{value:+.1f}".replace("-", "−").replace("+0.0", "0").replace("−0.0", "0")
    )


def day(moment: date | datetime | None) -> str:
    return "–" if moment is None else f"{moment.day} {moment:%b %Y}"


def on_day(iso: str) -> str:
    """The day of a moment that is kept as text."""
    return day(datetime.fromisoformat(iso))


def clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def moment(at: datetime) -> str:
    return f"{day(at)}, {clock(at)} UTC"


def tone(sentiment: float | None) -> str:
    """The word a sentiment of -1..1 is shown as."""
    if sentiment is None:
        return "unknown"
    if abs(sentiment) < 0.15:
        return "neutral"
    return "positive" if sentiment > 0 else "negative"


def duration(start: datetime | None, end: datetime | None) -> str:
    """ "6 min"; a dash while unknown."""
    if start is None or end is None:
        return "–"
    minutes = round((end - start).total_seconds() / 60)
    return f"{minutes} min" if minutes else "under a minute"


FILTERS: dict[str, Any] = {
    "words": words,
    "number": count,
    "percent": percent,
    "money": money,
    "signed": signed,
    "day": day,
    "on_day": on_day,
    "clock": clock,
    "moment": moment,
    "tone": tone,
}
"""What templates may call."""
