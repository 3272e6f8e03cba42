"""How each of the demo's accounts came to where it is: an arc from the file, made into dated facts."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

WEEKS = 28
"""How far back the demo's histories go."""
_WEEKS_A_FIGURE = 4
_SHARES = {"steady": 10, "growing": 5, "fading": 4, "recovered": 4, "storm": 3, "leaderless": 3}
_SHARES |= {"stalled": 2, "fresh": 2, "machines": 3, "unpaid": 2, "renewing": 2}
"""How many of forty accounts live which arc."""


@dataclass(frozen=True)
class Told:
    """One fact of an account. `contact` is an index into its people."""

    name: str
    at: datetime
    value: float = 1.0
    label: str | None = None
    contact: int | None = None


@dataclass(frozen=True)
class Arc:
    """A way to live, as its file has it."""

    name: str
    usage: tuple[float, ...]
    tickets: tuple[int, ...]
    nps: tuple[int, ...]
    features: tuple[str, ...]
    happens: tuple[Mapping[str, Any], ...]
    milestones: tuple[Mapping[str, Any], ...] = ()
    through: str = "ui"
    story: str = "great_support"
    persona: str = "plain"
    last_week: float | None = None
    age_days: int | None = None
    renews_in_days: int | None = None
    churned_days_ago: int | None = None


@cache
def arcs() -> Mapping[str, Arc]:
    """Every arc by name."""
    text = Path(__file__).with_name("arcs.toml").read_text(encoding="utf-8")
    return {name: Arc(name, **_frozen(given)) for name, given in tomllib.loads(text).items()}


def _frozen(given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(one) if isinstance(one, list) else one for key, one in given.items()}


def casting(seed: int, accounts: int) -> list[Arc]:
    """The arc of each account, the same for the same seed."""
    names = [name for name, share in _SHARES.items() for _ in range(share)]
    random.Random(seed).shuffle(names)
    return [arcs()[names[number % len(names)]] for number in range(accounts)]


def history(arc: Arc, people: int, seats: int, seed: int, now: datetime) -> list[Told]:
    """What became known about an account over the weeks up to `now`, oldest first. `people`: how many it has
    contacts; `seats`: how many were bought."""
    chance = random.Random(seed)
    told = [*_usage(arc, people, seats, chance, now), *_tickets(arc, people, chance, now)]
    told += _feedback(arc.nps, people, chance, now)
    told += [
        Told("feature.activated", _ago(now, days=150 - 12 * n, chance=chance), label=feature)
        for n, feature in enumerate(arc.features)
    ]
    told += [_happened(one, people, chance, now) for one in arc.happens]
    began = now - timedelta(days=arc.age_days) if arc.age_days is not None else None
    return sorted((one for one in told if began is None or one.at >= began), key=lambda one: one.at)


def _usage(arc: Arc, people: int, seats: int, chance: random.Random, now: datetime) -> Iterator[Told]:
    """Working days of use, by feature and person, and each week the seats in use."""
    features = arc.features or ("boards",)
    for day in range(WEEKS * 7 - 1, -1, -1):
        at = now - timedelta(days=day)
        level = _level(arc, day)
        if at.weekday() >= 5 or level <= 0:
            continue
        for number, feature in enumerate(features):
            much = round(seats * level * chance.uniform(0.9, 1.1) * (3 - min(number, 2)))
            if much:
                yield Told(f"usage.{arc.through}", _at(at, chance), much, feature, chance.randrange(people))
        if arc.through == "ui":
            yield Told("login", _at(at, chance), contact=chance.randrange(people))
        if at.weekday() == 0:
            yield Told("seats.used", _at(at, chance), max(1, round(seats * min(level, 1.0) * 0.9)))
    yield Told("seats.bought", now - timedelta(days=WEEKS * 7 - 1), seats)


def _level(arc: Arc, days_ago: int) -> float:
    if days_ago < 7 and arc.last_week is not None:
        return arc.last_week
    place = len(arc.usage) - 1 - days_ago // (7 * _WEEKS_A_FIGURE)
    return arc.usage[max(place, 0)]


def _tickets(arc: Arc, people: int, chance: random.Random, now: datetime) -> Iterator[Told]:
    """Tickets with their first answer and, most of them, their end."""
    for number, count in enumerate(reversed(arc.tickets)):
        for _ in range(count):
            days = number * 7 * _WEEKS_A_FIGURE + chance.uniform(0.5, 7 * _WEEKS_A_FIGURE)
            opened = now - timedelta(days=days)
            who = chance.randrange(people)
            priority = chance.choices(("p2", "p3", "p4"), weights=(1, 4, 3))[0]
            yield Told("support.opened", opened, label=priority, contact=who)
            hours = round(chance.uniform(0.5, 9), 1)
            yield Told("support.first_response_hours", opened + timedelta(hours=hours), hours)
            if days > 4:
                solved = opened + timedelta(hours=chance.uniform(10, 70))
                yield Told("support.solved", solved, label=priority, contact=who)


def _feedback(scores: Sequence[int], people: int, chance: random.Random, now: datetime) -> Iterator[Told]:
    for number, score in enumerate(reversed(scores)):
        who = number % people
        yield Told("nps", _ago(now, days=21 + 90 * number, chance=chance), score, contact=who)
        yield Told(
            "csat", _ago(now, days=33 + 60 * number, chance=chance), max(1, round(score / 2)), contact=who
        )


def _happened(one: Mapping[str, Any], people: int, chance: random.Random, now: datetime) -> Told:
    about_person = one["name"].split(".")[0] in ("meeting", "csat", "support")
    return Told(
        one["name"],
        _ago(now, days=one["days_ago"], chance=chance),
        one.get("value", 1.0),
        one.get("label"),
        chance.randrange(people) if about_person else None,
    )


def _ago(now: datetime, *, days: float, chance: random.Random) -> datetime:
    return _at(now - timedelta(days=days), chance)


def _at(day: datetime, chance: random.Random) -> datetime:
    """Some time of that working day, and never later than the day itself was asked for."""
    return day - timedelta(minutes=chance.randrange(5, 300))
