"""A play over the past: where it would have begun, and who would have acted on each of its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.database import Db
from app.errors import Invalid
from app.queries import play_lists, records
from app.services.dry_run_trigger import LONGEST_DAYS, Line, dry_run_trigger
from app.services.policy_book import Book
from app.success.conditions import horizon_days
from app.success.plays.foresee import Foreseen, foresee
from app.success.plays.holdout import is_held_out
from app.success.plays.play import conditions_of
from app.success.plays.types import Play
from app.success.policy import shipped_policy

MOST_STARTS = 200
MOST_ACCOUNTS_NOW = 50


@dataclass(frozen=True)
class Start:
    """One beginning: at which account, when, why, and what the steps would have been."""

    account_id: str
    account: str
    at: datetime
    why: str
    is_holdout: bool
    steps: tuple[Foreseen, ...]


@dataclass(frozen=True)
class StepCount:
    """How often a step would have run alone, been a person's, or been left out."""

    step: str
    title: str
    automatic: int
    human: int
    leave_out: int


@dataclass(frozen=True)
class Simulation:
    """`triggers` are those that begin the play; without any, `starts` are accounts as they are today."""

    play: str
    days: int
    triggers: tuple[str, ...]
    accounts: int
    sentence: str
    starts: tuple[Start, ...]
    steps: tuple[StepCount, ...]


async def simulate_play(db: Db, play: Play, book: Book, *, days: int, now: datetime) -> Simulation:
    """The play over the last `days`, by what is stored. Raises Invalid."""
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(f"A simulation goes back 1 to {LONGEST_DAYS} days.", field="days")
    triggers = [one for one in book.triggers.values() if one.play == play.name]
    lines: list[Line] = []
    for trigger in triggers:
        lines += (await dry_run_trigger(db, trigger, book, days=days, now=now)).lines
    if not triggers:
        lines = [
            Line(account.id, account.name, now, "Were it begun today.", None)
            for account in await play_lists.some_accounts(db, MOST_ACCOUNTS_NOW)
        ]
    lines = sorted(lines, key=lambda line: line.at, reverse=True)
    starts = await _starts(db, play, book, lines[:MOST_STARTS], now, days)
    return Simulation(
        play=play.name,
        days=days,
        triggers=tuple(one.name for one in triggers),
        accounts=len({line.account_id for line in lines}),
        sentence=_sentence(starts, len(lines), bool(triggers), days),
        starts=starts,
        steps=_counts(play, starts),
    )


async def _starts(
    db: Db, play: Play, book: Book, lines: Sequence[Line], now: datetime, days: int
) -> tuple[Start, ...]:
    """What each beginning would have met: the policy is asked of the account as it was then."""
    reach = horizon_days([*conditions_of(play), *(rule.when for rule in shipped_policy().rules)]) + days
    wanted = list(dict.fromkeys(line.account_id for line in lines))
    known = {record.account: record for record in await records.records(db, wanted, now, reach)}
    return tuple(
        Start(
            line.account_id,
            line.account,
            line.at,
            line.sentence,
            is_held_out(line.account_id, play.name, play.holdout_share),
            foresee(play, known[line.account_id], line.at, segments=book.segments),
        )
        for line in lines
        if line.account_id in known
    )


def _counts(play: Play, starts: Sequence[Start]) -> tuple[StepCount, ...]:
    acts = [(found.step, found.act) for start in starts if not start.is_holdout for found in start.steps]
    return tuple(
        StepCount(
            step.id,
            step.title,
            *(sum(act == (step.id, each) for act in acts) for each in ("automatic", "human", "leave_out")),
        )
        for step in play
        if step.do not in ("wait", "branch", "end")
    )


def _sentence(starts: Sequence[Start], begun: int, has_triggers: bool, days: int) -> str:
    if not has_triggers:
        return (
            "No trigger that is on begins this play, so its history is empty."
            f" Begun today at {len(starts)} accounts, its steps would be these."
        )
    if not starts:
        return f"It would not have begun in the last {days} days."
    held = sum(start.is_holdout for start in starts)
    accounts = len({start.account_id for start in starts})
    times = "once" if begun == 1 else f"{begun} times"
    told = f"It would have begun {times} at {accounts} account{'' if accounts == 1 else 's'}"
    return f"{told}, {held} of them in the holdout group." if held else f"{told}."
