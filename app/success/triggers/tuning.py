"""What the reason codes say about triggers: which to retire, which to trust, which nobody answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from app.success.outcomes.responses import Answered
from app.success.reason_codes import ReasonCode

Advice = Literal["retire", "strengthen", "route", "silent", "keep", "early"]

ENOUGH: Final = 8
"""Closed firings below which nothing is advised: with eight, half of them by chance is one in four."""
NOISY: Final = 0.5
PREDICTIVE: Final = 0.6
ANSWERED: Final = 0.5
MOST_TYPES: Final = 12
"""More kinds of firing than this are not acted on, whatever they say."""


@dataclass(frozen=True, slots=True)
class Tuned:
    """A trigger's figures and what they advise. `worked` is the share (0..1) closed with a code that says it
    led to something, None while nothing is closed."""

    trigger: str
    answered: Answered
    codes: Mapping[str, int]
    worked: float | None
    advice: Advice
    sentence: str


def tuned(
    trigger: str, answered: Answered, codes: Mapping[str, int], known: Mapping[str, ReasonCode], days: int
) -> Tuned:
    """The advice for one trigger that is on, from its firings of the last `days`."""
    closed = sum(codes.values())
    noise, worked = (
        sum(count for code, count in codes.items() if code in known and known[code].means == means)
        for means in ("noise", "worked")
    )
    share = worked / closed if closed else None
    advice, sentence = _advice(answered, closed, noise, worked, days)
    return Tuned(trigger, answered, codes, share, advice, sentence)


def _advice(answered: Answered, closed: int, noise: int, worked: int, days: int) -> tuple[Advice, str]:
    if answered.fired == 0:
        return "silent", f"It has not fired in {days} days. Try a milder threshold, or switch it off."
    if answered.due >= ENOUGH and answered.acted < ANSWERED * answered.fired:
        said = f"Of {answered.fired} firings {answered.acted} were acted on."
        return "route", f"{said} Give it another owner, or switch it off."
    if closed < ENOUGH:
        return "early", f"{closed} of its firings are closed; advice begins with {ENOUGH}."
    if noise >= NOISY * closed:
        return "retire", f"{noise} of {closed} were false positives. Tighten its threshold, or retire it."
    if worked >= PREDICTIVE * closed:
        return (
            "strengthen",
            f"{worked} of {closed} led to something. Let it fire earlier, or raise its priority.",
        )
    return "keep", f"{worked} of {closed} led to something, {noise} were false positives."


@dataclass(frozen=True, slots=True)
class Proposed:
    """A trigger that is off and would have seen who left. Shares are 0..1 of the accounts looked at."""

    trigger: str
    seen: int
    churned: int
    share_churned: float
    share_others: float
    sentence: str


LIFT: Final = 2.0
LEAST_SEEN: Final = 3


def proposed(
    trigger: str, fired: Collection[str], churned: Collection[str], others: Collection[str]
) -> Proposed | None:
    """Whether a trigger that is off tells those who left from those who stayed: it would have fired at three
    of them or more, and at twice the share of the others."""
    seen = len(set(fired) & set(churned))
    if seen < LEAST_SEEN or not others:
        return None
    mine, theirs = seen / len(set(churned)), len(set(fired) & set(others)) / len(set(others))
    if mine < LIFT * theirs:
        return None
    left = f"{seen} of {len(set(churned))} accounts that left"
    sentence = f"It would have fired at {left}, and at {theirs:.0%} of the others."
    return Proposed(trigger, seen, len(set(churned)), mine, theirs, sentence)


@dataclass(frozen=True, slots=True)
class Sprawl:
    """Whether there are too many kinds of firing. `unacted` are those that fire and that nobody acts on."""

    on: int
    is_too_many: bool
    unacted: tuple[str, ...]
    sentence: str


def sprawl(on: Collection[str], figures: Mapping[str, Answered]) -> Sprawl:
    """The guard against two hundred events nobody acts on: eight to twelve kinds, each acted on."""
    unacted = tuple(name for name in sorted(on) if name in figures and _is_unacted(figures[name]))
    is_too_many = len(on) > MOST_TYPES
    if is_too_many:
        said = f"{len(on)} triggers are on. Above {MOST_TYPES} people stop acting: switch some off."
    elif unacted:
        said = f"{len(on)} triggers are on; {len(unacted)} of them fire and nobody acts."
    else:
        said = f"{len(on)} triggers are on, and what fires is acted on."
    return Sprawl(len(on), is_too_many, unacted, said)


def _is_unacted(figures: Answered) -> bool:
    """It fired, its time ran out, and nobody has acted on any of them."""
    return figures.due > 0 and figures.acted == 0
