"""What a trigger would have fired over the past, on whom, and who of them left: before it is switched on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from app.database import Db
from app.errors import Invalid
from app.queries import records, tuning
from app.queries.tuning import Past
from app.services.policy_book import Book
from app.success.record import Record
from app.success.triggers.history import Would, simulate
from app.success.triggers.judging import scores_read
from app.success.triggers.trigger import horizon_days
from app.success.triggers.types import Trigger

LONGEST_DAYS = 365
MOST_ACCOUNTS = 1_000
_LOOKS = 25_000
_LOOKS_WITH_SCORES = 4_000
"""Looks of one dry run: some seconds' worth. A look that computes a score takes many times as long."""


@dataclass(frozen=True)
class Line:
    """A firing there would have been; `churned_on` where its account left afterwards."""

    account_id: str
    account: str
    at: datetime
    sentence: str
    churned_on: date | None


@dataclass(frozen=True)
class DryRun:
    """`lines` newest first. `churned` of the `accounts` it would have fired at left afterwards, half of them
    more than `lead_days` later; `missed` left without it having fired. It looked at `looked_at` of all `of`
    accounts, those that left before the others."""

    trigger: str
    days: int
    lines: tuple[Line, ...]
    accounts: int
    churned: int
    missed: int
    lead_days: float | None
    looked_at: int
    of: int
    sentence: str


async def dry_run_trigger(
    db: Db,
    trigger: Trigger,
    book: Book,
    *,
    days: int,
    now: datetime,
    overrides: Mapping[str, float] | None = None,
    every: int = 1,
    most: int = MOST_ACCOUNTS,
) -> DryRun:
    """The trigger over the last `days`, by what is stored, looking at `most` accounts `every` so many days.

    overrides: thresholds to try, instead of the workspace's own. Raises Invalid.
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(f"A dry run goes back 1 to {LONGEST_DAYS} days.", field="days")
    since = (now - timedelta(days=days)).date()
    most = min(most, max((_LOOKS_WITH_SCORES if scores_read(trigger) else _LOOKS) // days, 1))
    past = {one.id: one for one in await tuning.past_accounts(db, since, most)}
    reach = max(horizon_days([trigger]), book.horizon_days if scores_read(trigger) else 0.0) + days
    found = await records.records(db, list(past), now, reach)
    tried = {**book.overrides.get(trigger.name, {}), **(overrides or {})}
    would = await asyncio.to_thread(_all, trigger, found, now, (days, every), book, tried)
    return _told(trigger, days, would, past, await tuning.count_past(db, since))


def _all(
    trigger: Trigger,
    found: Sequence[Record],
    now: datetime,
    days: tuple[int, int],
    book: Book,
    tried: Mapping[str, float],
) -> list[Would]:
    """Every account's firings; days: how far back, and how many from one look to the next."""
    return [
        one
        for record in found
        for one in simulate(
            trigger, record, now, *days, segments=book.segments, overrides=tried, health=book.health
        )
    ]


def _told(trigger: Trigger, days: int, would: Sequence[Would], past: Mapping[str, Past], of: int) -> DryRun:
    lines = [
        Line(one.account, past[one.account].name, one.at, one.sentence, past[one.account].churned_on)
        for one in sorted(would, key=lambda one: (one.at, one.account), reverse=True)
    ]
    fired = {line.account_id for line in lines}
    first = {line.account_id: line for line in lines}  # the last one kept is the oldest
    leads = [(line.churned_on - line.at.date()).days for line in first.values() if line.churned_on]
    missed = sum(one.churned_on is not None and one.id not in fired for one in past.values())
    return DryRun(
        trigger=trigger.name,
        days=days,
        lines=tuple(lines),
        accounts=len(fired),
        churned=len(leads),
        missed=missed,
        lead_days=median(leads) if leads else None,
        looked_at=len(past),
        of=of,
        sentence=_sentence(len(lines), len(fired), len(leads)),
    )


def _sentence(fired: int, accounts: int, churned: int) -> str:
    if not fired:
        return "It would not have fired."
    times = "once" if fired == 1 else f"{fired} times"
    on = "1 account" if accounts == 1 else f"{accounts} accounts"
    return f"It would have fired {times} on {on}, {churned or 'none'} of which churned."
