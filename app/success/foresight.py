"""What is done with a prediction, and what instead of one while there is too little history.

A prediction proposes. It fires no trigger, starts no play, writes to nobody: one above the line is flagged,
and waits for a person who says what it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log
from typing import Any, Literal, get_args

from app.success.foresight_words import features, tables

Kind = Literal["churn", "expansion"]
KINDS: tuple[Kind, ...] = get_args(Kind)
AHEAD = (30, 60, 90)
"""Days looked ahead."""
REASONS, ACTIONS = 3, 3
_PER_DAYS = 90
_MOST_LIKELY = 0.95
_WEAK_POINTS = 2.0
"""Percentage points: reasons that all move less than this explain nothing."""
DAYS_A_MONTH = 30.4

Values = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Sign:
    """A feature beyond a line multiplies the odds by `times`."""

    feature: str
    above: float | None
    below: float | None
    times: float

    def holds(self, values: Values) -> bool:
        """Whether it does; an unknown feature is no sign."""
        value = values.get(self.feature)
        if value is None:
            return False
        return (self.above is None or value > self.above) and (self.below is None or value < self.below)


@dataclass(frozen=True, slots=True)
class Rule:
    """The probabilities of an ordinary account per 90 days, with its renewal near or far, and the signs."""

    near: float
    far: float
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Likely:
    """A probability 0..1, and by how much (-1..1) each feature moves it."""

    probability: float
    moved: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Action:
    """What to do next, and the play that would do it once a person starts it."""

    code: str
    title: str
    play: str
    why: str

    @property
    def as_json(self) -> dict[str, str]:
        return {"code": self.code, "title": self.title, "play": self.play, "why": self.why}


@cache
def rules() -> dict[str, Rule]:
    """The rule of each kind."""
    return {
        kind: Rule(
            told["near"],
            told["far"],
            tuple(
                Sign(one["feature"], one.get("above"), one.get("below"), one["times"])
                for one in told["signs"]
            ),
        )
        for kind, told in tables()["rule"].items()
    }


def not_enough(kind: Kind, *, accounts: int, outcomes: int, days: float) -> str | None:
    """Why no model is learned yet, None when there is enough: accounts known, accounts of which the outcome
    is known to have come, days of history."""
    needed = tables()["needed"]
    ended = "left" if kind == "churn" else "grew"
    lacking = [
        f"{have:,.0f} of {need:,} {what}"
        for have, need, what in (
            (accounts, needed["accounts"], "accounts"),
            (outcomes, needed["outcomes"], f"accounts that {ended}"),
            (days // DAYS_A_MONTH, needed["months"], "months of facts"),
        )
        if have < need
    ]
    if not lacking:
        return None
    return f"Not enough history: {' and '.join(lacking)}. Until then a rule stands in for a model."


def by_rule(kind: Kind, values: Values, days: int) -> Likely:
    """What the rule says of an account within `days`, 30 to 90."""
    rule = rules()[kind]
    until = values.get("days_to_renewal")
    is_near = until is not None and until <= days
    usual = rule.near if is_near else 1 - (1 - rule.far) ** (days / _PER_DAYS)
    holding = [sign for sign in rule.signs if sign.holds(values)]
    odds = log(usual / (1 - usual)) + sum(log(sign.times) for sign in holding)
    likely = min(_MOST_LIKELY, _chance(odds))
    moved: dict[str, float] = {}
    for sign in holding:
        moved[sign.feature] = moved.get(sign.feature, 0.0) + likely - _chance(odds - log(sign.times))
    if is_near:
        moved["days_to_renewal"] = likely - _chance(odds - log(rule.near / (1 - rule.near)) + log(_far(rule)))
    return Likely(likely, moved)


def _far(rule: Rule) -> float:
    return rule.far / (1 - rule.far)


def _chance(odds: float) -> float:
    return 1 / (1 + exp(-odds))


def reasons(likely: Likely, values: Values) -> list[dict[str, Any]]:
    """The three features that move the probability most, as top factors: `points` are percentage points."""
    words = features()
    ranked = sorted(likely.moved.items(), key=lambda item: (-abs(item[1]), item[0]))
    return [
        {
            "factor": name,
            "title": words[name].title,
            "points": round(100 * moved, 1),
            "delta": None,
            "sentence": words[name].sentence(values.get(name)),
            "evidence": [],
        }
        for name, moved in ranked[:REASONS]
        if abs(moved) >= 0.001
    ]


def actions(kind: Kind, probability: float, told: Sequence[Mapping[str, Any]]) -> list[Action]:
    """What to do next about an account whose reasons are `told`, the strongest first; none below the line.

    Where no reason carries it, the next thing is to ask.
    """
    if not is_flagged(kind, probability):
        return []
    words, known = features(), tables()["action"]
    rising = [one for one in told if one["points"] > 0]
    codes: dict[str, str] = {}
    if all(one["points"] < _WEAK_POINTS for one in rising):
        codes["ask"] = "Nothing we know of explains it"
    for one in rising:
        code = "growth" if kind == "expansion" else words[one["factor"]].act
        codes.setdefault(code, str(one["sentence"]))
    return [
        Action(code, known[code]["title"], known[code]["play"], why)
        for code, why in list(codes.items())[:ACTIONS]
    ]


def is_flagged(kind: Kind, probability: float) -> bool:
    """Whether a person is asked to look."""
    return bool(probability >= tables()["flag"][kind])


def reason_codes() -> dict[str, str]:
    """How a person may close what was flagged, in words by code."""
    return dict(tables()["codes"])


def may_act(closed_by: str | None, code: str | None) -> bool:
    """Whether anything may be done because of a prediction: only once a person agreed."""
    return closed_by is not None and code == "acting"


def confidence(churn_at_renewal: float) -> float:
    """Renewal confidence 0..1: how likely the account renews, were its renewal near."""
    return max(0.0, min(1.0, 1 - churn_at_renewal))
