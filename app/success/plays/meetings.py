"""Dates to propose for a meeting, and the calendar file that goes into the invitation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final

from app.success.hours import Calendar

MOST_DATES: Final = 3
_TIMES: Final = (time(10), time(14), time(11))
_FOLD: Final = 73
"""Octets of a line before it is folded; RFC 5545, 3.1, allows 75 with the blank that begins the next."""


def proposals(now: datetime, calendar: Calendar, minutes: int, within_days: int) -> list[datetime]:
    """Up to three times in UTC on working days after tomorrow, as early as `within_days` allows, all within
    the hours we work."""
    first = now.astimezone(calendar.zone).date()
    found: list[datetime] = []
    for number in range(1, max(within_days, 4) + 10):
        day = first + timedelta(days=number)
        if len(found) == MOST_DATES or (number > within_days and found):
            break
        if number > 1 and calendar.is_open_on(day):
            at = datetime.combine(day, _fitting(_TIMES[len(found)], calendar, minutes), calendar.zone)
            found.append(at.astimezone(UTC))
    return found


def _fitting(wanted: time, calendar: Calendar, minutes: int) -> time:
    """The time wanted, or the opening hour where the meeting would not fit into the day."""
    ends = wanted.hour * 60 + wanted.minute + minutes
    fits = calendar.opens <= wanted and ends <= calendar.closes.hour * 60 + calendar.closes.minute
    return wanted if fits else calendar.opens


def calendar_file(
    *,
    uid: str,
    title: str,
    agenda: Sequence[str],
    at: datetime,
    minutes: int,
    made_at: datetime,
) -> str:
    """One meeting as an iCalendar text (RFC 5545). Times are in UTC; `uid` makes a second import the same."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Earshot//Plays//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{_stamp(made_at)}",
        f"DTSTART:{_stamp(at)}",
        f"DTEND:{_stamp(at + timedelta(minutes=minutes))}",
        f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(chr(10).join(f'- {point}' for point in agenda))}",
        "STATUS:TENTATIVE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """Text as a property's value; RFC 5545, 3.3.11."""
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(sign, written)
    return text


def _folded(line: str) -> str:
    """The line in pieces of so many octets, no character cut in two."""
    pieces, piece = [], ""
    for sign in line:
        if len((piece + sign).encode()) > _FOLD:
            pieces.append(piece)
            piece = ""
        piece += sign
    return "\r\n ".join([*pieces, piece])
