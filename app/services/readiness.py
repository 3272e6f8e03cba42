"""How far a workspace is: its figures, gathered and judged; its journey and its touchpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.database import Db
from app.queries import readiness as queries
from app.queries.readiness import HandedOver, Reached
from app.services.policy_book import Book
from app.success import catalog
from app.success.plays.types import MOMENTS, Invite, Moment, Play
from app.success.readiness import Readiness, judge

DAYS = 90
"""How far back figures reach."""
_MANY_KINDS = ("usage", "support", "billing", "feedback", "stakeholders")
_STUDIES: Mapping[Moment, tuple[str, ...]] = {
    "onboarding": ("post_onboarding",),
    "adoption": ("adoption",),
    "expansion": ("expansion",),
    "renewal": ("pre_renewal",),
    "churn_risk": ("churn", "nps_follow_up"),
}


@dataclass(frozen=True)
class Stop:
    """One moment of the journey: the plays that are on for it, what makes them start, the open studies that
    listen there, and how often a play ran."""

    moment: Moment
    plays: tuple[str, ...]
    triggers: tuple[str, ...]
    studies: tuple[str, ...]
    runs: int


@dataclass(frozen=True)
class Found:
    """What a workspace stands at. `by_hand` are steps of plays that people had to do too often."""

    readiness: Readiness
    figures: Mapping[str, float]
    journey: tuple[Stop, ...]
    touchpoints: Sequence[Reached]
    by_hand: Sequence[HandedOver]


async def readiness(db: Db, book: Book, now: datetime) -> Found:
    """How far the workspace of this transaction is. `book`: what is on in it."""
    since = now - timedelta(days=DAYS)
    by_hand = await queries.handed_over(db, since)
    runs = await queries.runs_by_play(db, since)
    used = _used(book, runs)
    figures = await _figures(db, now, since) | {
        "triggers_on": float(len(book.triggers)),
        "plays_on": float(len(used)),
        "plays_that_ask": float(sum(1 for play in used.values() if _asks(play))),
        "moments_covered": float(len({play.moment for play in used.values()})),
        "steps_by_hand": float(len(by_hand)),
    }
    studies = await queries.open_studies(db)
    journey = tuple(_stop(moment, book, used, runs, studies) for moment in MOMENTS)
    return Found(judge(figures), figures, journey, await queries.reached(db, since), by_hand)


def _used(book: Book, runs: Mapping[str, int]) -> dict[str, Play]:
    """The plays that something starts: a trigger that is on names them, or they ran lately."""
    started = {trigger.play for trigger in book.triggers.values()} | set(runs)
    return {name: play for name, play in book.plays.items() if name in started}


async def _figures(db: Db, now: datetime, since: datetime) -> dict[str, float]:
    figures = await queries.data(db, now)
    figures |= await queries.triggers(db, now, since)
    figures |= await queries.workflows(db, now, since)
    accounts = figures["accounts"]
    with_fact = {kind: await queries.accounts_with(db, _names(kind), since) for kind in _MANY_KINDS}
    return figures | {
        "percent_with_usage": _percent(with_fact["usage"], accounts),
        "fact_groups": float(sum(1 for count in with_fact.values() if count)),
        "percent_scored": _percent(figures["scores"], accounts),
        "percent_scores_still": _percent(figures["scores_still"], figures["scores"]),
    }


def _stop(
    moment: Moment,
    book: Book,
    used: Mapping[str, Play],
    runs: Mapping[str, int],
    studies: Sequence[tuple[str, str]],
) -> Stop:
    plays = {name: play for name, play in used.items() if play.moment == moment}
    return Stop(
        moment,
        tuple(play.title for play in plays.values()),
        tuple(trigger.title for trigger in book.triggers.values() if trigger.play in plays),
        tuple(study for study, at in studies if at in _STUDIES[moment]),
        sum(runs.get(name, 0) for name in plays),
    )


def _asks(play: Play) -> bool:
    return any(isinstance(step, Invite) for step in play)


def _names(group: str) -> list[str]:
    return [name for name, kind in catalog.catalogue().items() if kind.group == group]


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 0.0
