"""A program (a play) on its three levels: engagement, adoption, business; and where the chain breaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev
from typing import Literal

from app.success.outcomes.intervals import Interval, difference

Way = Literal["up", "flat", "down"]

FEWEST = 5
"""Fewer accounts than this say nothing about a program."""
_T95 = (2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131)
"""Two-sided 95 % points of Student's t for 5 to 15 degrees of freedom; beyond, the normal's and a little."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level over the accounts of a program: its mean before and after, and the mean change with its
    interval. `way` is None while too few accounts are known."""

    before: float | None
    after: float | None
    change: Interval | None
    accounts: int
    way: Way | None


def level(pairs: Iterable[tuple[float, float]], *, at_least: float = 0.0) -> Level:
    """A level from each account's figure (before, after). It moved when the interval of the mean change lies
    beyond nought, and by no less than `at_least`."""
    known = list(pairs)
    if not known:
        return Level(None, None, None, 0, None)
    before, after = fmean(pair[0] for pair in known), fmean(pair[1] for pair in known)
    if len(known) < FEWEST:
        return Level(before, after, None, len(known), None)
    moved = [pair[1] - pair[0] for pair in known]
    reach = _t(len(moved) - 1) * stdev(moved) / sqrt(len(moved))
    mean = fmean(moved)
    change = Interval(mean, mean - reach, mean + reach)
    way: Way = "flat"
    if change.is_clear and abs(mean) >= at_least:
        way = "up" if mean > 0 else "down"
    return Level(before, after, change, len(known), way)


def _t(freedom: int) -> float:
    """Cornish and Fisher 1937 beyond the table."""
    if freedom < 5:
        return 2.776
    return _T95[freedom - 5] if freedom <= 15 else 1.96 + 2.37 / freedom + 2.8 / freedom**2


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the three levels say together. `code` is stable, `sentence` for people."""

    code: str
    sentence: str


DIAGNOSES = {
    code: Diagnosis(code, sentence)
    for code, sentence in (
        ("too_early", "Too early or too few accounts to say; the leading signs come first."),
        ("works", "Engagement, adoption and the business figure all rose: keep it, and widen it."),
        ("content_or_timing", "People engage and adoption does not follow: look at content and timing."),
        ("elsewhere", "Adoption rose and retention does not follow: what decides lies elsewhere. Ask why."),
        ("not_seen", "Engagement stays flat: the program is not seen. Look at channel and audience."),
        ("without_it", "Adoption rose without engagement: something other than the program moved it."),
        ("harm", "The business figure fell: stop it for new accounts and ask why."),
    )
}


def diagnose(engagement: Way | None, adoption: Way | None, business: Way | None) -> Diagnosis:
    """Where the chain from engagement over adoption to business breaks; the first break is told."""
    if business == "down":
        return DIAGNOSES["harm"]
    if engagement is None or adoption is None:
        return DIAGNOSES["too_early"]
    if adoption == "up":
        if business is None:
            return DIAGNOSES["too_early"]
        if business == "up":
            return DIAGNOSES["works" if engagement == "up" else "without_it"]
        return DIAGNOSES["elsewhere"]
    return DIAGNOSES["content_or_timing" if engagement == "up" else "not_seen"]


@dataclass(frozen=True, slots=True)
class Effect:
    """How those a program reached did, beside those held out of it; shares 0..1 of accounts that did well.

    `effect` is the difference with its interval; None without a holdout.
    """

    reached: int
    reached_well: int
    held_out: int
    held_out_well: int
    effect: Interval | None

    @property
    def sentence(self) -> str:
        if self.effect is None:
            return "No accounts were held out, so what the program adds is not known."
        if not self.effect.is_clear:
            return "No difference to those held out can be seen yet."
        return (
            "Those reached did better than those held out."
            if self.effect.value > 0
            else ("Those reached did worse than those held out.")
        )


def effect(reached: Iterable[bool], held_out: Iterable[bool]) -> Effect:
    """The comparison; each item says whether an account's outcome was met."""
    tried, kept = list(reached), list(held_out)
    return Effect(
        len(tried), sum(tried), len(kept), sum(kept), difference(sum(tried), len(tried), sum(kept), len(kept))
    )
