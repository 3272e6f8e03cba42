"""Each program, that is each play, on its three levels, beside those held out of it."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log1p
from typing import Any, Final

from app.database import Db
from app.queries import outcomes as queries
from app.queries.outcomes import RunLine
from app.success.outcomes.attribution import Effort
from app.success.outcomes.expectations import EXPECTATIONS
from app.success.outcomes.programs import Diagnosis, Effect, Level, diagnose, effect, level

MOST_RUNS: Final = 5_000
"""Runs looked at in a period, the newest."""
_ENGAGED, _ADOPTED, _PAID = timedelta(days=28), timedelta(days=91), timedelta(days=180)
_MOVED_USAGE: Final = 0.05
"""Of the natural log: less than five per cent is no move."""


@dataclass(frozen=True)
class Stage:
    """How far along a program is for one level to be judged, and what to watch until then."""

    title: str
    stage: str
    meanwhile: str


@dataclass(frozen=True)
class Program:
    """One play. `engagement` counts what people followed in four weeks, `adoption` is the natural log of
    1 + usage in four weeks, `business` the share of worth kept half a year on; all per account.

    `adoption_metric` and `business_metric` are what the play says it must move.
    """

    play: str
    title: str
    moment: str
    adoption_metric: str
    business_metric: str
    runs: int
    accounts: int
    ended: int
    reached: int
    engagement: Level
    adoption: Level
    business: Level
    diagnosis: Diagnosis
    effect: Effect
    stages: tuple[Stage, ...]

    @property
    def reached_share(self) -> float | None:
        """Runs whose outcome was met ÷ runs whose outcome is known, 0..1."""
        return self.reached / self.ended if self.ended else None


async def program_reports(
    db: Db, since: datetime, until: datetime, now: datetime
) -> tuple[list[Program], list[Effort]]:
    """The programs with runs that began in the period, those with most runs first; and every run as an
    effort that growth may be credited to."""
    runs = await queries.runs(db, since, until, MOST_RUNS)
    of = defaultdict[str, list[RunLine]](list)
    for run in runs:
        of[run.play].append(run)
    about = {play: _about(lines[-1].source) for play, lines in of.items()}
    kept = await _worth_kept(db, runs, now)
    programs = [_program(play, lines, about[play], kept, now) for play, lines in of.items()]
    efforts = [
        Effort(
            run.account_id,
            run.play,
            run.started_at,
            run.ended_at,
            bool(run.reached),
            about[run.play].get("moment") == "expansion",
        )
        for run in runs
        if not run.is_holdout
    ]
    return sorted(programs, key=lambda one: (-one.runs, one.play)), efforts


def _about(source: str) -> dict[str, Any]:
    """A play's own words about itself, empty for a text that cannot be read any more."""
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError:
        return {}


async def _worth_kept(
    db: Db, runs: Sequence[RunLine], now: datetime
) -> dict[tuple[str, datetime], tuple[int, int]]:
    """Yearly worth at the start of each run old enough and half a year on, in cents."""
    ripe = sorted({(run.account_id, run.started_at) for run in runs if run.started_at + _PAID <= now})
    names = [account for account, _ in ripe]
    days = [at.date() for _, at in ripe] + [(at + _PAID).date() for _, at in ripe]
    cents = await queries.worth_on(db, names + names, days)
    return {key: (cents[place], cents[place + len(ripe)]) for place, key in enumerate(ripe)}


def _program(
    play: str,
    runs: Sequence[RunLine],
    about: dict[str, Any],
    kept: dict[tuple[str, datetime], tuple[int, int]],
    now: datetime,
) -> Program:
    tried = _one_each([run for run in runs if not run.is_holdout])
    held = _one_each([run for run in runs if run.is_holdout])
    engagement = level(
        (run.engaged_before, run.engaged_after) for run in tried if run.started_at + _ENGAGED <= now
    )
    adoption = level(
        (
            (log1p(run.used_before), log1p(run.used_after))
            for run in tried
            if run.started_at + _ADOPTED <= now and run.used_before + run.used_after > 0
        ),
        at_least=_MOVED_USAGE,
    )
    worths = [kept[key] for run in tried if (key := (run.account_id, run.started_at)) in kept]
    business = level((1.0, after / before) for before, after in worths if before > 0)
    known = [run for run in runs if not run.is_holdout and run.reached is not None]
    age = (now - min(run.started_at for run in runs)).total_seconds() / 86_400
    return Program(
        play=play,
        title=str(about.get("title", play)),
        moment=str(about.get("moment", "")),
        adoption_metric=str(about.get("adoption_metric", "")),
        business_metric=str(about.get("business_metric", "")),
        runs=sum(not run.is_holdout for run in runs),
        accounts=len(tried),
        ended=len(known),
        reached=sum(bool(run.reached) for run in known),
        engagement=engagement,
        adoption=adoption,
        business=business,
        diagnosis=diagnose(engagement.way, adoption.way, business.way),
        effect=effect(
            (bool(run.reached) for run in tried if run.reached is not None),
            (bool(run.reached) for run in held if run.reached is not None),
        ),
        stages=tuple(Stage(one.title, one.stage(age), one.meanwhile) for one in EXPECTATIONS),
    )


def _one_each(runs: Sequence[RunLine]) -> list[RunLine]:
    """The first run of each account: accounts are counted, not runs."""
    first: dict[str, RunLine] = {}
    for run in runs:
        first.setdefault(run.account_id, run)
    return list(first.values())
