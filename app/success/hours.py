"""When something is due: calendar hours run always, business hours only while we work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.success.toml_files import Table, tables

Clock = Literal["business", "calendar"]

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAME: Final = "hours"
"""There is one calendar for a workspace, of this name."""
LONGEST_HOURS: Final = 24 * 366
"""No clock runs for longer than a year."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When we work: from `opens` to `closes` by the wall clock of `zone`, on `weekdays` (Monday is 0) but
    `holidays`. A day on which the clock changes is as long as it is."""

    zone: ZoneInfo
    weekdays: frozenset[int]
    opens: time
    closes: time
    holidays: frozenset[date] = frozenset()

    @property
    def day_hours(self) -> float:
        """The hours of a usual working day."""
        return (_minutes(self.closes) - _minutes(self.opens)) / 60

    def is_open_on(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.holidays


def due(at: datetime, hours: float, calendar: Calendar | None) -> datetime:
    """When `hours` have passed since `at`, in UTC; without a calendar every hour counts."""
    if calendar is None:
        return at.astimezone(UTC) + timedelta(hours=hours)
    left = timedelta(hours=hours)
    for opens, closes in _open_times(at, calendar):
        start = max(opens, at)
        if start + left <= closes:
            return start + left
        left -= max(closes - start, timedelta(0))
    raise ValueError("a calendar without a working day")  # its reader refuses one


def due_in_days(at: datetime, days: float, calendar: Calendar) -> datetime:
    """When so many working days have passed since `at`, in UTC."""
    return due(at, days * calendar.day_hours, calendar)


def _open_times(at: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """When we open and close, in UTC, from the day of `at` on."""
    first = at.astimezone(calendar.zone).date()
    for number in range(2 * LONGEST_HOURS):
        day = first + timedelta(days=number)
        if calendar.is_open_on(day):
            opens, closes = (
                datetime.combine(day, clock, calendar.zone).astimezone(UTC)
                for clock in (calendar.opens, calendar.closes)
            )
            yield opens, closes


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


# --- as TOML ---


@cache
def shipped() -> Mapping[str, str]:
    """The text of the calendar that comes with the product."""
    return MappingProxyType({NAME: Path(__file__).with_name("hours.toml").read_text(encoding="utf-8")})


def read(text: str, file: str) -> Calendar:
    """A calendar. Raises Problems."""
    top = tables(text, file)
    top.only("time_zone", "weekdays", "from", "to", "holidays")
    weekdays = top.texts("weekdays", most=len(WEEKDAYS))
    for name in weekdays:
        if name not in WEEKDAYS:
            top.place.at("weekdays").complain(f"must be from {', '.join(WEEKDAYS)}.")
    if not weekdays:
        top.place.at("weekdays").complain("must name a day, or nothing would ever be due.")
    opens, closes = _time(top, "from"), _time(top, "to")
    if opens >= closes:
        top.place.at("to").complain("must be later than `from`.")
    zone, holidays = _zone(top), _holidays(top)
    top.settle()
    return Calendar(zone, frozenset(map(WEEKDAYS.index, weekdays)), opens, closes, holidays)


def _zone(top: Table) -> ZoneInfo:
    try:
        return ZoneInfo(top.text("time_zone", longest=64))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        top.place.at("time_zone").complain("must be a time zone such as Europe/Lisbon.")
        return ZoneInfo("UTC")


def _time(top: Table, name: str) -> time:
    try:
        return time.fromisoformat(top.text(name, longest=5))
    except ValueError:
        top.place.at(name).complain("must be a time of day in quotes, such as 09:00.")
        return time(9 if name == "from" else 17)


def _holidays(top: Table) -> frozenset[date]:
    found = top.values.get("holidays", [])
    if isinstance(found, list) and all(type(day) is date for day in found):
        return frozenset(found)
    top.place.at("holidays").complain("must be a list of dates without quotes, such as [2026-12-24].")
    return frozenset()
