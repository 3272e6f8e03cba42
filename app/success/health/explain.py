"""Which factors explain a score, and how a score's factors share its points."""

from __future__ import annotations

from collections.abc import Sequence

from app.success.health.scores import FactorScore, TopFactor

TOP = 3
"""How many factors are named."""


def mean(factors: Sequence[FactorScore]) -> float | None:
    """The weighted mean of the known factors, 0..100; None when nothing known weighs anything."""
    known = [one for one in factors if one.scored is not None]
    whole = sum(one.weight for one in known)
    if whole <= 0:
        return None
    return sum(one.weight * (one.scored or 0.0) for one in known) / whole


def shares(factors: Sequence[FactorScore]) -> dict[str, float]:
    """Each known factor's share (0..1) of the known weight."""
    whole = sum(one.weight for one in factors if one.is_known)
    return {one.name: one.weight / whole for one in factors if one.is_known} if whole > 0 else {}


def explaining(factors: Sequence[FactorScore], par: float) -> tuple[TopFactor, ...]:
    """The factors that pull a score farthest from `par`, from which all is well; strongest first."""
    share = shares(factors)
    pull = {
        one.name: abs((one.scored or 0.0) - par) * share[one.name] for one in factors if one.name in share
    }
    ranked = sorted((one for one in factors if one.name in pull), key=lambda one: -pull[one.name])
    return tuple(top_factor(one, None) for one in ranked[:TOP])


def top_factor(one: FactorScore, delta: float | None) -> TopFactor:
    return TopFactor(one.name, one.title, one.points, delta, one.sentence, one.evidence)
