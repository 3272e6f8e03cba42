"""How triggers were answered: whether somebody acted, how soon, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

FALSE_ALARM = "false_positive"
_SECONDS_AN_HOUR, _SECONDS_A_DAY = 3600, 86_400


@dataclass(frozen=True, slots=True)
class Response:
    """One firing: when it fired, was due, was acted on and closed, and the reason code it was closed with."""

    account: str
    trigger: str
    fired_at: datetime
    due_at: datetime
    acted_at: datetime | None = None
    closed_at: datetime | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """How firings were answered. Counts are firings, shares 0..1 and None where nothing is to be counted.

    `late` were acted on after they were due, or were due and not acted on at all; `false_alarms` were closed
    as such, `helped` were acted on and closed for another reason.
    """

    fired: int
    acted: int
    late: int
    due: int
    closed: int
    false_alarms: int
    helped: int
    hours: tuple[float, ...]

    @property
    def action_rate(self) -> float | None:
        """Firings acted on ÷ firings: trigger-to-action rate."""
        return _share(self.acted, self.fired)

    @property
    def in_time(self) -> float | None:
        """Acted on before it was due ÷ those acted on or due by now: time to action against SLA."""
        return _share(self.due - self.late, self.due)

    @property
    def median_hours(self) -> float | None:
        """Hours from firing to action, half took less."""
        return median(self.hours) if self.hours else None

    @property
    def conversion(self) -> float | None:
        """Acted on and closed for a reason other than a false alarm ÷ acted on: action-to-outcome."""
        return _share(self.helped, self.acted)

    @property
    def false_share(self) -> float | None:
        """Closed as false alarms ÷ closed."""
        return _share(self.false_alarms, self.closed)


def answered(firings: Iterable[Response], now: datetime) -> Answered:
    """The figures over these firings."""
    every = list(firings)
    acted = [one for one in every if one.acted_at is not None]
    ripe = [one for one in every if one.acted_at is not None or one.due_at <= now]
    return Answered(
        fired=len(every),
        acted=len(acted),
        late=sum((one.acted_at or now) > one.due_at for one in ripe),
        due=len(ripe),
        closed=sum(one.closed_at is not None for one in every),
        false_alarms=sum(one.code == FALSE_ALARM for one in every if one.closed_at is not None),
        helped=sum(one.closed_at is not None and one.code != FALSE_ALARM for one in acted),
        hours=tuple(
            (one.acted_at - one.fired_at).total_seconds() / _SECONDS_AN_HOUR
            for one in acted
            if one.acted_at is not None
        ),
    )


@dataclass(frozen=True, slots=True)
class Lead:
    """How early churn was seen. `flagged` of the `churned` accounts had fired before they left, `days` are
    from the first firing of each to the day it left."""

    churned: int
    flagged: int
    days: tuple[float, ...]

    @property
    def seen(self) -> float | None:
        """Churned accounts that had fired before ÷ churned accounts, 0..1."""
        return _share(self.flagged, self.churned)

    @property
    def median_days(self) -> float | None:
        """Days between the first flag and the churn, half had less."""
        return median(self.days) if self.days else None


def lead(firings: Sequence[Response], churned: Mapping[str, datetime], *, window_days: float = 365) -> Lead:
    """Lead time by account of `churned` (when it left); firings older than the window before are of another
    story and do not count."""
    first: dict[str, float] = {}
    for one in firings:
        left = churned.get(one.account)
        days = (left - one.fired_at).total_seconds() / _SECONDS_A_DAY if left else -1
        if 0 <= days <= window_days:
            first[one.account] = max(days, first.get(one.account, 0.0))
    return Lead(len(churned), len(first), tuple(sorted(first.values())))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
