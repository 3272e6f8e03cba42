"""The tuning report: what the reason codes say about each trigger, and which others would have seen more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.database import Db
from app.queries import tuning as queries
from app.queries.tuning import Answer
from app.services.dry_run_trigger import dry_run_trigger
from app.services.policy_book import Book
from app.success.outcomes.responses import Answered, Response, answered
from app.success.triggers import trigger as files
from app.success.triggers.judging import scores_read
from app.success.triggers.tuning import Proposed, Sprawl, Tuned, proposed, sprawl, tuned

DAYS = 180
"""How far back firings count."""


@dataclass(frozen=True)
class Downstream:
    """What became of the accounts a trigger fired at: how many, how many left afterwards, of which `unacted`
    without anybody having acted."""

    accounts: int
    churned: int
    unacted: int


@dataclass(frozen=True)
class Tuning:
    """Advice for each trigger that is on, by name; the guard against sprawl."""

    days: int
    triggers: Mapping[str, Tuned]
    downstream: Mapping[str, Downstream]
    sprawl: Sprawl


async def tuning(db: Db, book: Book, now: datetime, *, days: int = DAYS) -> Tuning:
    """The report over the last `days`."""
    by_trigger: dict[str, list[Answer]] = {name: [] for name in book.triggers}
    for one in await queries.answers(db, now - timedelta(days=days)):
        by_trigger.setdefault(one.trigger, []).append(one)
    figures = {name: figures_of(found, now) for name, found in by_trigger.items()}
    return Tuning(
        days,
        {
            name: tuned(name, figures[name], codes_of(found), book.reason_codes, days)
            for name, found in by_trigger.items()
        },
        {name: downstream(found) for name, found in by_trigger.items()},
        sprawl(book.triggers, figures),
    )


def figures_of(found: Sequence[Answer], now: datetime) -> Answered:
    """How these firings were answered."""
    return answered(
        (
            Response(
                one.account_id,
                one.trigger,
                one.fired_at,
                one.due_at,
                one.acted_at,
                one.closed_at,
                one.reason_code,
            )
            for one in found
        ),
        now,
    )


def codes_of(found: Sequence[Answer]) -> dict[str, int]:
    """How often each code closed one, the most frequent first."""
    return dict(Counter(one.reason_code for one in found if one.reason_code).most_common())


def downstream(found: Sequence[Answer]) -> Downstream:
    """Whether the accounts stayed, by account."""
    left = {one.account_id for one in found if one.churned_on and one.churned_on >= one.fired_at.date()}
    acted = {one.account_id for one in found if one.acted_at is not None}
    return Downstream(len({one.account_id for one in found}), len(left), len(left - acted))


async def proposals(db: Db, book: Book, now: datetime, *, days: int = DAYS) -> list[Proposed]:
    """Shipped triggers that are off and would have told those who left from those who stayed, best first.

    Those that read scores are left out, and looks are few and far between: all at once would take minutes.
    """
    since = (now - timedelta(days=days)).date()
    found: list[Proposed] = []
    for name, text in files.shipped().items():
        trigger = files.read(text, f"{name}.toml")
        if name in book.triggers or scores_read(trigger):
            continue
        run = await dry_run_trigger(db, trigger, book, days=days, now=now, every=3, most=100)
        past = await queries.past_accounts(db, since, run.looked_at)
        churned = {one.id for one in past if one.churned_on}
        others = {one.id for one in past if not one.churned_on}
        one = proposed(name, {line.account_id for line in run.lines}, churned, others)
        found += [one] if one else []
    return sorted(found, key=lambda one: -one.seen)
