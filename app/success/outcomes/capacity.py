"""How much one CSM carries, and what the machine carries for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from app.success.outcomes.intervals import Interval, difference

CLAIMED_SHARE = (0.4, 0.6)
"""The share of activities that vendors say they automate: to compare with, no promise."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """`accounts_per_csm` is the mean over those who have any; `unowned` accounts have nobody.

    `automated_share` (0..1) is of all steps done. `tier_effect` is churn among accounts served automatically
    minus churn among the others, -1..1, with its interval.
    """

    csms: int
    accounts_per_csm: float | None
    most_accounts: int
    unowned: int
    automatic_steps: int
    human_steps: int
    first_response_hours: float | None
    automated_churn: float | None
    baseline_churn: float | None
    tier_effect: Interval | None

    @property
    def automated_share(self) -> float | None:
        """Steps done automatically ÷ all steps done."""
        steps = self.automatic_steps + self.human_steps
        return self.automatic_steps / steps if steps else None


@dataclass(frozen=True, slots=True)
class Tier:
    """Accounts at the start of a period, and how many of them left in it."""

    accounts: int = 0
    lost: int = 0

    @property
    def churn(self) -> float | None:
        return self.lost / self.accounts if self.accounts else None


def capacity(
    accounts_by_csm: Mapping[str | None, int],
    *,
    automatic_steps: int,
    human_steps: int,
    response_hours: Iterable[float],
    automated: Tier,
    baseline: Tier,
) -> Capacity:
    """The figures. `automated` are accounts nobody works on by hand, `baseline` all others."""
    owned = {name: count for name, count in accounts_by_csm.items() if name}
    hours = list(response_hours)
    return Capacity(
        csms=len(owned),
        accounts_per_csm=sum(owned.values()) / len(owned) if owned else None,
        most_accounts=max(owned.values(), default=0),
        unowned=sum(count for name, count in accounts_by_csm.items() if not name),
        automatic_steps=automatic_steps,
        human_steps=human_steps,
        first_response_hours=median(hours) if hours else None,
        automated_churn=automated.churn,
        baseline_churn=baseline.churn,
        tier_effect=difference(automated.lost, automated.accounts, baseline.lost, baseline.accounts),
    )
