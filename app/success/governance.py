"""May we turn to this person now? One answer for every play and study, whatever the channel.

What refuses: nobody to turn to, they opted out, they left. What holds until a moment: the account's CSM said
not before a day, a renewal is near, as many touches as the caps allow, quiet hours where the person is. A
person of ours who sends something by hand may pass the CSM's word and the renewal; the rest holds for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from app.success.contact_rules import (
    Blackout,
    Cap,
    Channel,
    Purpose,
    QuietHours,
    Rules,
    is_zone,
    read,
    shipped,
)

__all__ = [
    "Allowed",
    "Blackout",
    "Cap",
    "Channel",
    "Held",
    "PastTouch",
    "Purpose",
    "QuietHours",
    "Refused",
    "Rules",
    "Verdict",
    "may_touch",
    "read",
    "shipped",
]


class Person(Protocol):
    """The contact, as far as the rules look at one."""

    @property
    def email(self) -> str | None: ...
    @property
    def time_zone(self) -> str | None: ...
    @property
    def opted_out_at(self) -> datetime | None: ...
    @property
    def left_at(self) -> datetime | None: ...


class Company(Protocol):
    """Their account. While `no_contact_until` lies ahead its CSM wants nobody there written to."""

    @property
    def time_zone(self) -> str | None: ...
    @property
    def renewal_on(self) -> date | None: ...
    @property
    def no_contact_until(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class PastTouch:
    """One that counts. `is_theirs` where it was this very person, else a colleague at the account."""

    at: datetime
    purpose: Purpose
    is_theirs: bool


@dataclass(frozen=True, slots=True)
class Allowed:
    """Now."""


@dataclass(frozen=True, slots=True)
class Held:
    """Not before `until`; `why` is what holds it first, as a sentence."""

    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Not at all; `why` is a sentence."""

    why: str


Verdict = Allowed | Held | Refused
_FIRST, _LAST = date(1000, 1, 1), date(9000, 1, 1)
Obstacle = Callable[[datetime], "Held | None"]
"""What stands in the way at a moment, and when it has passed."""


def may_touch(
    rules: Rules,
    history: Sequence[PastTouch],
    contact: Person | None,
    account: Company,
    purpose: Purpose,
    now: datetime,
    *,
    channel: Channel = "email",
    by_hand: bool = False,
    since: datetime | None = None,
) -> Verdict:
    """Allowed, held until the first moment at which nothing stands in the way, or refused.

    `history` are the account's touches that count, in any order; `since` is when this one was asked for:
    what would wait longer than the rules let it is refused. All times are aware.
    """
    closed = _refusal(contact, channel)
    if closed is not None:
        return closed
    assert contact is not None  # noqa: S101 - refused above
    zone = zone_of(contact.time_zone, account.time_zone, rules.zone)
    obstacles = list(_obstacles(rules, history, account, purpose, channel, zone, by_hand=by_hand))
    latest = (since or now) + timedelta(days=rules.longest_wait_days)
    moment, first = now, None
    while (found := _first(obstacles, moment)) is not None:
        first = first or found
        moment = found.until
        if moment > latest:
            return Refused(f"{first.why} It would wait for more than {rules.longest_wait_days:g} days.")
    return Allowed() if first is None else Held(moment, first.why)


def _refusal(contact: Person | None, channel: Channel) -> Refused | None:
    if contact is None:
        return Refused("There is nobody to turn to.")
    if contact.opted_out_at is not None:
        return Refused("They asked not to be written to.")
    if contact.left_at is not None:
        return Refused("They have left the account.")
    if channel == "email" and not (contact.email or "").strip():
        return Refused("We have no e-mail address of theirs.")
    return None


def _first(obstacles: Sequence[Obstacle], moment: datetime) -> Held | None:
    return next((found for obstacle in obstacles if (found := obstacle(moment)) is not None), None)


def _obstacles(
    rules: Rules,
    history: Sequence[PastTouch],
    account: Company,
    purpose: Purpose,
    channel: Channel,
    zone: ZoneInfo,
    *,
    by_hand: bool,
) -> Iterator[Obstacle]:
    """In the order in which they are named when several stand in the way."""
    if account.no_contact_until is not None and not by_hand:
        yield _veto(account.no_contact_until, zone)
    if rules.blackout is not None and account.renewal_on is not None and not by_hand:
        yield _near_renewal(rules.blackout, account.renewal_on, zone)
    for cap in rules.caps:
        if cap.purpose in (None, purpose):
            yield _capped(cap, history)
    if rules.quiet is not None and channel == "email":
        yield _quiet(rules.quiet, zone)


def _veto(until: date, zone: ZoneInfo) -> Obstacle:
    end = _midnight(until, 0, zone)
    held = Held(end, f"The account’s CSM asked that nobody there is written to before {until.isoformat()}.")
    return lambda moment: held if moment < end else None


def _near_renewal(blackout: Blackout, renewal_on: date, zone: ZoneInfo) -> Obstacle:
    begins = _midnight(renewal_on, -blackout.days_before, zone)
    ends = _midnight(renewal_on, blackout.days_after + 1, zone)
    held = Held(ends, f"Their renewal on {renewal_on.isoformat()} is too near for automatic messages.")
    return lambda moment: held if begins <= moment < ends else None


def _capped(cap: Cap, history: Sequence[PastTouch]) -> Obstacle:
    """Full while `most` of the counted touches lie in the window that ends now."""
    window = timedelta(days=cap.days)
    times = sorted(
        past.at
        for past in history
        if cap.purpose in (None, past.purpose) and (cap.per == "account" or past.is_theirs)
    )

    def full(moment: datetime) -> Held | None:
        inside = [at for at in times if at > moment - window]
        return Held(inside[-cap.most] + window, cap.sentence) if len(inside) >= cap.most else None

    return full


def _quiet(hours: QuietHours, zone: ZoneInfo) -> Obstacle:
    def sleeping(moment: datetime) -> Held | None:
        local = moment.astimezone(zone)
        day = local.date()
        if hours.weekends and day.weekday() >= 5:
            return Held(
                _at(day + timedelta(days=7 - day.weekday()), hours.ends, zone), "It is their weekend."
            )
        if not hours.is_quiet(local.time()):
            return None
        wakes_today = local.time() < hours.ends
        morning = _at(day if wakes_today else day + timedelta(days=1), hours.ends, zone)
        # on the night the clocks are set back an hour comes twice
        return Held(morning, "It is outside their working hours.") if morning > moment else None

    return sleeping


def zone_of(*names: str | None) -> ZoneInfo:
    """The first of these that is a time zone (IANA), else UTC."""
    return next((ZoneInfo(name) for name in names if name and is_zone(name)), ZoneInfo("UTC"))


def _midnight(day: date, days: int, zone: ZoneInfo) -> datetime:
    """The beginning of the day that many days later; days beyond all calendars count as very far away."""
    near = min(max(day, _FIRST), _LAST)
    return _at(near + timedelta(days=days), time(), zone)


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone).astimezone(ZoneInfo("UTC"))
