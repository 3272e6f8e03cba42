"""Whose growth it was: what plays and CSMs own of an expansion, and what they only touched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(days=90)
"""A run that ended longer ago has no part in an expansion."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """Yearly worth that an account added, in cents, and whose account it was then."""

    account: str
    at: datetime
    cents: int
    csm: str | None = None


@dataclass(frozen=True, slots=True)
class Effort:
    """One run of a play on an account; `reached` says that its outcome was checked and met, `is_for_growth`
    that the play's moment is expansion."""

    account: str
    play: str
    started_at: datetime
    ended_at: datetime | None
    reached: bool
    is_for_growth: bool


@dataclass(frozen=True, slots=True)
class Credit:
    """Cents a year by name. Owned ones add up to no more than the expansion there was; influenced ones may
    be counted under several plays. `unowned_cents` is what no play owns."""

    owned: dict[str, int]
    influenced: dict[str, int]
    by_csm: dict[str, int]
    unowned_cents: int
    influenced_cents: int

    @property
    def owned_cents(self) -> int:
        return sum(self.owned.values())


def credit(
    expansions: Iterable[Expansion], efforts: Sequence[Effort], *, window: timedelta = WINDOW
) -> Credit:
    """Each expansion is owned by the last play for growth whose outcome was reached within the window before
    it, and influenced by every other play that ran on the account in that window."""
    owned, touched, by_csm = (
        defaultdict[str, int](int),
        defaultdict[str, int](int),
        defaultdict[str, int](int),
    )
    unowned = influenced = 0
    of = defaultdict[str, list[Effort]](list)
    for effort in efforts:
        of[effort.account].append(effort)
    for grown in expansions:
        near = [one for one in of[grown.account] if _is_near(one, grown.at, window)]
        owner = max(
            (one for one in near if one.reached and one.is_for_growth),
            key=lambda one: (one.started_at, one.play),
            default=None,
        )
        if grown.csm:
            by_csm[grown.csm] += grown.cents
        if owner is None:
            unowned += grown.cents
            influenced += grown.cents if near else 0
        else:
            owned[owner.play] += grown.cents
        for play in {one.play for one in near} - ({owner.play} if owner else set()):
            touched[play] += grown.cents
    return Credit(dict(owned), dict(touched), dict(by_csm), unowned, influenced)


def _is_near(effort: Effort, at: datetime, window: timedelta) -> bool:
    return effort.started_at <= at and (effort.ended_at is None or effort.ended_at >= at - window)
