"""The rules for turning to people, as values and as the TOML they are read from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from app.success.toml_files import Table, tables

Channel = Literal["email", "in_app", "file"]
"""By mail, as a message in the product, or as a personal link in a file for somebody's own mailer."""

Purpose = Literal["message", "invitation", "reminder"]
"""Something to read, an invitation to an interview, the one reminder of it."""

NAME = "contact"
_PURPOSES: tuple[Purpose, ...] = ("message", "invitation", "reminder")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `most` touches in any stretch of `days`, per person or per account; of one purpose if given."""

    per: Literal["contact", "account"]
    most: int
    days: float
    purpose: Purpose | None = None

    @property
    def sentence(self) -> str:
        """What is said of a touch that this holds back."""
        noun = (self.purpose or "message") + ("" if self.most == 1 else "s")
        count = f"{self.most} {noun}" if self.purpose else f"{self.most} {noun} of any kind"
        whose = "This person" if self.per == "contact" else "This account"
        return f"{whose} had {count} in {self.days:g} days, which is the most."


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begins` to `ends` where the person is, over midnight if that is how they lie; and weekends."""

    begins: time
    ends: time
    weekends: bool

    def is_quiet(self, clock: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends


@dataclass(frozen=True, slots=True)
class Blackout:
    """Days around a renewal without automatic messages, the renewal's own day included."""

    days_before: int
    days_after: int


@dataclass(frozen=True, slots=True)
class Rules:
    """Whom we may turn to, when and how often. `zone` is for people whose own zone nobody knows."""

    caps: tuple[Cap, ...]
    quiet: QuietHours | None = None
    blackout: Blackout | None = None
    zone: str = "UTC"
    longest_wait_days: float = 14
    remind_after_days: float = 4
    count_opens: bool = False

    @property
    def window_days(self) -> float:
        """How far back what counts can lie."""
        return max((cap.days for cap in self.caps), default=0)


@cache
def shipped() -> Mapping[str, str]:
    """The rules that hold where a workspace has none of its own, as TOML by name."""
    return {NAME: Path(__file__).with_name("contact.toml").read_text(encoding="utf-8")}


def read(text: str, file: str = f"{NAME}.toml") -> Rules:
    """The rules of a TOML text. Raises app.success.toml_files.Problems with every fault of it."""
    table = tables(text, file)
    table.only(
        "time_zone", "longest_wait_days", "remind_after_days", "count_opens", "caps", "quiet", "blackout"
    )
    shipped_rules = Rules(())
    rules = Rules(
        caps=tuple(_cap(entry) for entry in table.list_of_tables("caps", most=20, needed=False)),
        quiet=_quiet(table.table("quiet")) if "quiet" in table else None,
        blackout=_blackout(table.table("blackout")) if "blackout" in table else None,
        zone=_zone(table, shipped_rules.zone),
        longest_wait_days=table.number(
            "longest_wait_days", least=0, most=90, default=shipped_rules.longest_wait_days
        ),
        remind_after_days=table.number(
            "remind_after_days", least=1, most=25, default=shipped_rules.remind_after_days
        ),
        count_opens=table.flag("count_opens", default=shipped_rules.count_opens),
    )
    for per in ("contact", "account"):
        if not any(cap.per == per and cap.purpose is None for cap in rules.caps):
            table.place.at("caps").complain(
                f"needs one cap per {per} without a purpose, so that everything is counted."
            )
    table.settle()
    return rules


def _cap(entry: Table) -> Cap:
    entry.only("per", "most", "days", "purpose")
    purpose = entry.choice("purpose", _PURPOSES) if "purpose" in entry else None
    return Cap(
        per="account" if entry.choice("per", ("contact", "account")) == "account" else "contact",
        most=entry.whole("most", least=1, most=1_000),
        days=entry.number("days", least=0.01, most=400),
        purpose=next((known for known in _PURPOSES if known == purpose), None),
    )


def _quiet(table: Table) -> QuietHours:
    table.only("begins", "ends", "weekends")
    return QuietHours(_clock(table, "begins"), _clock(table, "ends"), table.flag("weekends", default=False))


def _blackout(table: Table) -> Blackout:
    table.only("days_before", "days_after")
    return Blackout(
        table.whole("days_before", least=0, most=365),
        table.whole("days_after", least=0, most=365, default=0),
    )


def _clock(table: Table, name: str) -> time:
    said = table.text(name, longest=5)
    found = _CLOCK.fullmatch(said)
    if said and found is None:
        table.place.at(name).complain('must be a time of day in quotes, as in "18:00".')
    return time(int(found[1]), int(found[2])) if found else time()


def _zone(table: Table, default: str) -> str:
    name = table.text("time_zone", longest=60, default=default)
    if name and not is_zone(name):
        table.place.at("time_zone").complain('is no time zone we know; write it as in "Europe/Berlin".')
    return name


def is_zone(name: str) -> bool:
    """Whether this names a time zone (IANA)."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
