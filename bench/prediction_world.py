"""A made-up world of accounts in which what decides is never seen.

What happens inside an account (a reorganisation, a rival on trial, a changed way of working, a cut budget, a
champion who leaves, a department that joins) moves a hidden value and bends what can be observed: late, in
part, and often the same way for opposite reasons. Whether an account renews hangs on the worst the hidden
value was in half a year before notice had to be given. None of it is a feature, nor linear in one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from analysis.prediction.history import Floats, History, Series, series

WEEKS, WEEK = 164, 7.0
FIRST_DAY = (datetime(2023, 10, 2, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).days
LAST_DAY = FIRST_DAY + WEEKS * WEEK
_NOTICE = 8
"""Weeks before a renewal at which it is decided."""


@dataclass
class Inside:
    """What goes on inside one account, week by week; nobody outside sees it."""

    value: Floats
    by_hand: Floats = field(default_factory=lambda: np.zeros(WEEKS))
    by_machine: Floats = field(default_factory=lambda: np.zeros(WEEKS))
    rival: Floats = field(default_factory=lambda: np.zeros(WEEKS))
    cut: Floats = field(default_factory=lambda: np.zeros(WEEKS))
    ready: Floats = field(default_factory=lambda: np.zeros(WEEKS))
    trouble: Floats = field(default_factory=lambda: np.zeros(WEEKS))
    seen: dict[str, list[int]] = field(default_factory=dict)

    def note(self, name: str, week: int) -> None:
        self.seen.setdefault(name, []).append(min(week, WEEKS - 1))


def world(accounts: int, seed: int = 0) -> list[History]:
    """The observable histories of that many accounts over some three years."""
    chance = np.random.default_rng(seed)
    climate = _climate(chance)
    return [_account(place, chance, climate) for place in range(accounts)]


def _climate(chance: Generator) -> Floats:
    """How tight money is each week, for everybody: a slow wave nobody can foresee."""
    steps = np.cumsum(chance.normal(0, 0.12, WEEKS))
    return 0.5 + 0.5 * np.tanh(steps - steps.mean())


def _account(place: int, chance: Generator, climate: Floats) -> History:
    start = int(max(0, chance.integers(-70, WEEKS - 30)))
    term = 52 if chance.random() < 0.8 else 13
    inside = _inside(chance, climate)
    left, terms, grew = _contracts(chance, inside, start, term)
    end = WEEKS if left is None else left
    seen = _observed(chance, inside, start, end)
    return History(
        account=f"acc_{place}",
        began=FIRST_DAY + start * WEEK,
        left=None if left is None else FIRST_DAY + left * WEEK + float(chance.integers(0, 7)),
        grew=np.array([FIRST_DAY + week * WEEK for week in grew]),
        terms=terms,
        series=seen,
    )


def _inside(chance: Generator, climate: Floats) -> Inside:
    level = chance.normal(0.7, 0.7)
    value = np.empty(WEEKS)
    value[0] = level
    for week in range(1, WEEKS):
        value[week] = value[week - 1] + 0.04 * (level - value[week - 1]) + chance.normal(0, 0.10)
    inside = Inside(value)
    for cause, rate in _CAUSES:
        for week in np.flatnonzero(chance.random(WEEKS) < rate):
            cause(chance, inside, int(week))
    for week in np.flatnonzero(chance.random(WEEKS) < 0.012 * climate):
        _budget_cut(chance, inside, int(week))
    return inside


def _reorganised(chance: Generator, inside: Inside, week: int) -> None:
    """Usage falls some weeks later; half of the new teams take it up again, the other half never does."""
    begins = week + int(chance.integers(2, 9))
    fall = chance.uniform(0.4, 1.0)
    recovers = chance.random() < 0.5
    lasts = int(chance.integers(6, 14)) if recovers else WEEKS
    inside.by_hand[begins : begins + lasts] -= fall
    inside.value[week:] += _fading(week, -0.3, 20) if recovers else -1.3
    if chance.random() < 0.25:
        inside.note("stakeholder.reorganised", week + 2)


def _rival(chance: Generator, inside: Inside, week: int) -> None:
    """A rival is tried out: machines copy everything over, so usage rises before they go."""
    lasts = int(chance.integers(12, 36))
    inside.rival[week : week + lasts] = 1.0
    inside.by_machine[week + 3 : week + lasts] += 0.5
    inside.by_hand[week + 6 : week + lasts] -= 0.25
    if chance.random() < 0.4:
        inside.note("touch.article_searched", week + 4)
    if chance.random() < 0.15:
        inside.note("said.leaving", week + 5)


def _new_workflow(chance: Generator, inside: Inside, week: int) -> None:
    """What people did by hand a script does now: usage by hand falls, and all is well."""
    inside.by_hand[week:] -= chance.uniform(0.4, 0.9)
    inside.by_machine[week:] += chance.uniform(0.5, 1.0)
    inside.value[week:] += 0.25


def _budget_cut(chance: Generator, inside: Inside, week: int) -> None:
    """Nobody works otherwise; money is just gone."""
    inside.cut[week : week + 40] = 1.0
    if chance.random() < 0.3:
        inside.note("procurement.delayed", week + int(chance.integers(2, 12)))


def _champion_left(chance: Generator, inside: Inside, week: int) -> None:
    """It matters where nobody else speaks for us."""
    has_second = chance.random() < 0.5
    inside.value[week:] += 0.0 if has_second else _fading(week, -1.4, 60)
    inside.trouble[week : week + 26] -= 0.0 if has_second else 0.5
    if chance.random() < 0.55:
        inside.note("stakeholder.left", week + int(chance.integers(0, 5)))


def _incident(chance: Generator, inside: Inside, week: int) -> None:
    """Something broke: tickets, anger, and mostly forgiveness."""
    inside.trouble[week : week + 5] += chance.uniform(0.8, 2.0)
    inside.value[week:] += _fading(week, -chance.uniform(0.2, 0.9), 12)
    if chance.random() < 0.5:
        inside.note("support.urgent", week)
    if chance.random() < 0.3:
        inside.note("support.reopened", week + 1)


def _department(chance: Generator, inside: Inside, week: int) -> None:
    """Another department joins, slowly; money follows later, if at all."""
    grows = np.clip((np.arange(WEEKS) - week) / chance.uniform(8, 20), 0, 1) * chance.uniform(0.2, 0.6)
    inside.by_hand += grows
    begins = week + int(chance.integers(8, 30))
    inside.ready[begins : begins + 30] = 1.0
    inside.value[week:] += 0.3
    for _ in range(int(chance.integers(1, 4))):
        inside.note("feature.activated", week + int(chance.integers(1, 16)))
    if chance.random() < 0.25:
        inside.note("request.use_case", week + int(chance.integers(2, 10)))


_CAUSES = (
    (_reorganised, 0.009),
    (_rival, 0.006),
    (_new_workflow, 0.007),
    (_champion_left, 0.008),
    (_incident, 0.02),
    (_department, 0.009),
)


def _fading(week: int, depth: float, half_life: float) -> Floats:
    return depth * 0.5 ** (np.arange(WEEKS - week) / half_life)


def _contracts(
    chance: Generator, inside: Inside, start: int, term: int
) -> tuple[int | None, Floats, list[int]]:
    """When the account left (a week, or None), its terms, and the weeks in which it grew."""
    arr = float(np.exp(chance.normal(10.3, 0.9))) * 100
    terms, grew = [], list[int]()
    begins, renews = start, start + int(chance.integers(4, term)) if start == 0 else start + term
    while True:
        grown = [week for week in range(begins, min(renews, WEEKS)) if _grows(chance, inside, week)]
        grew += grown[:1]
        gone = np.flatnonzero(chance.random(max(0, min(renews, WEEKS) - begins)) < 0.0005)
        terms.append((FIRST_DAY + begins * WEEK, FIRST_DAY + renews * WEEK, arr))
        if len(gone):  # bankrupt, bought, closed: nothing announces it
            return begins + int(gone[0]), np.array(terms), [one for one in grew if one <= begins + gone[0]]
        if renews >= WEEKS:
            return None, np.array(terms), grew
        if _leaves(chance, inside, renews, term):
            return renews, np.array(terms), grew
        arr *= 1.25 if grown else 1.0
        begins, renews = renews, renews + term


def _leaves(chance: Generator, inside: Inside, renews: int, term: int) -> bool:
    decided = max(0, renews - _NOTICE)
    worst = float(inside.value[max(0, decided - 26) : decided + 1].min())
    odds = -2.6 - 1.7 * np.tanh(1.2 * worst) - 0.8 * max(0.0, worst)
    odds += 2.4 * inside.rival[decided] * (worst < 0.6) + 1.2 * inside.cut[decided] * (worst < 1.0)
    odds -= 1.2 if term == 13 else 0.0
    return bool(chance.random() < 1 / (1 + np.exp(-odds)))


def _grows(chance: Generator, inside: Inside, week: int) -> bool:
    wants = inside.ready[week] and inside.value[week] > 0.2 and not inside.cut[week]
    return bool(chance.random() < (0.035 if wants else 0.0012))


def _observed(chance: Generator, inside: Inside, start: int, end: int) -> dict[str, Series]:
    """What the feeds tell, where they are connected, of the weeks as a customer."""
    weeks = np.arange(start, end)
    days = FIRST_DAY + weeks * WEEK + 4
    size = np.exp(chance.normal(3.2, 0.8))
    feels = np.tanh(np.concatenate([np.repeat(inside.value[0], 3), inside.value[:-3]]))  # three weeks late
    season = _season(chance)
    mood = np.exp(0.25 * feels + season + chance.normal(0, 0.18, WEEKS))
    by_hand = size * mood * np.exp(inside.by_hand)
    by_machine = size * chance.uniform(0, 0.8) * np.exp(inside.by_machine + chance.normal(0, 0.2, WEEKS))
    people = np.maximum(1, 0.25 * by_hand * np.exp(chance.normal(0, 0.15, WEEKS)))
    seats = np.exp(chance.normal(0.1, 0.25)) * people[start : end + 1].max()
    tickets = chance.poisson(0.35 * np.exp(0.25 * inside.trouble) + np.maximum(0, inside.trouble))
    told: dict[str, Series] = {}
    if chance.random() > 0.08:
        told["usage.ui"] = _amounts(days, chance.poisson(by_hand[weeks]))
        told["usage.api"] = _amounts(days, chance.poisson(by_machine[weeks]))
    if chance.random() > 0.3:
        told["login"] = _amounts(days, chance.poisson(2 * people[weeks]), np.rint(people[weeks]))
        monthly = weeks[::4]
        told["seats.used"] = series(days[::4], np.rint(people[monthly]))
        told["seats.bought"] = series(days[:1], np.array([max(1.0, seats)]))
    told["support.opened"] = _amounts(days, tickets[weeks])
    told |= _asked(chance, inside, weeks, days)
    for name, when in inside.seen.items():
        kept = np.array(sorted(week for week in when if start <= week < end), dtype=np.float64)
        if len(kept):
            told[name] = series(FIRST_DAY + kept * WEEK + 2)
    return told


def _season(chance: Generator) -> Floats:
    """Summer and the turn of the year, more in some accounts than in others; week 0 is in October."""
    of_year = (np.arange(WEEKS) + 40) % 52
    summer = -0.5 * np.exp(-(((of_year - 31) / 3.0) ** 2))
    holidays = -1.0 * ((of_year >= 51) | (of_year < 1))
    return float(chance.uniform(0.3, 1.4)) * (summer + holidays)


def _asked(chance: Generator, inside: Inside, weeks: NDArray[np.int64], days: Floats) -> dict[str, Series]:
    """Scores, meetings and messages: rare, noisy, and friendlier than people feel."""
    told: dict[str, Series] = {}
    feels = inside.value[weeks]
    answers = np.flatnonzero(chance.random(len(weeks)) < 1 / 30)
    if len(answers):
        nps = np.clip(np.rint(7.6 + 1.0 * feels[answers] + chance.normal(0, 1.8, len(answers))), 0, 10)
        told["nps"] = series(days[answers], nps)
    met = chance.random(len(weeks)) < 0.07 + 0.04 * (feels > 0) - 0.05 * (inside.trouble[weeks] < 0)
    missed = chance.random(len(weeks)) < 0.008 + 0.012 * (feels < -0.5)
    spoke = np.flatnonzero(chance.random(len(weeks)) < 1 / 120)
    told["meeting.held"], told["meeting.missed"] = series(days[met]), series(days[missed])
    if len(spoke):
        told["said.sentiment"] = series(
            days[spoke], np.clip(0.5 * feels[spoke] + chance.normal(0, 0.4, len(spoke)), -1, 1)
        )
    sent = np.arange(0, len(weeks), 4)
    clicked = sent[chance.random(len(sent)) < 0.25 + 0.08 * np.tanh(feels[sent])]
    told["touch.email_sent"], told["touch.email_clicked"] = series(days[sent]), series(days[clicked])
    told["billing.payment_failed"] = series(days[chance.random(len(weeks)) < 0.004])
    return told


def _amounts(days: Floats, amounts: NDArray[np.integer], people: Floats | None = None) -> Series:
    """A weekly series without the weeks in which nothing was."""
    some = np.asarray(amounts > 0)
    made = np.asarray(amounts, dtype=np.float64)[some]
    who = np.full(len(made), np.nan) if people is None else people[some]
    return Series(days[some], made, made, who)
