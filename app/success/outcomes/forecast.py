"""What lies ahead: renewals that fall due and what is likely to be left of them, and who may grow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

AHEAD_DAYS = 90


@dataclass(frozen=True, slots=True)
class Ahead:
    """One account: its yearly worth in cents, whether it renews within the days ahead, how likely it is to
    leave in them (0..1, None where not known), and whether it is flagged as likely to grow."""

    cents: int
    renews: bool
    leaves: float | None
    may_grow: bool


@dataclass(frozen=True, slots=True)
class Forecast:
    """`due_cents` is the target: the worth of the `due` renewals. `expected_cents` is the sum of worth x
    (1 - probability of leaving) over those with a prediction, `unknown` how many have none. `growing`
    accounts are flagged as likely to grow, `growing_cents` is their worth today: the pipeline of expansion.
    """

    due: int
    due_cents: int
    expected_cents: int
    unknown: int
    growing: int
    growing_cents: int


def forecast(accounts: Iterable[Ahead]) -> Forecast:
    """The sums over these accounts; one without a prediction is expected to bring nothing, and counted."""
    every = list(accounts)
    due = [one for one in every if one.renews]
    growing = [one for one in every if one.may_grow]
    return Forecast(
        due=len(due),
        due_cents=sum(one.cents for one in due),
        expected_cents=round(sum(one.cents * (1 - one.leaves) for one in due if one.leaves is not None)),
        unknown=sum(one.leaves is None for one in due),
        growing=len(growing),
        growing_cents=sum(one.cents for one in growing),
    )
