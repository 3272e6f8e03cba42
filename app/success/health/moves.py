"""What moved a score: new facts, the passing of time, knowing more or less, or another definition."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from app.success.health.explain import TOP, mean, shares, top_factor
from app.success.health.scores import FactorScore, Score, TopFactor

Cause = Literal["facts", "age", "coverage", "definition"]

RECORDED = 0.5
"""A score that moved by so many points has a place in its history."""
TOLD = 5.0
"""Others are told of a move of so many points, and of every change of band."""
COVERAGE_RECORDED = 0.05
_NEXT_TO_NOTHING = 1e-3
"""Points. What was kept was kept rounded, so that less than this may be no move at all."""


@dataclass(frozen=True, slots=True)
class Move:
    """From one score to the next. `cause` is None when nothing moved or nothing was known before.

    `delta` is in points, None unless both scores are known; `by_coverage` is the part of it that comes of
    factors becoming known or unknown. `top` are the factors that moved it most, each with its own delta.
    """

    cause: Cause | None
    delta: float | None
    top: tuple[TopFactor, ...]
    by_coverage: float = 0.0
    is_band_change: bool = False
    is_coverage_change: bool = False

    @property
    def is_recorded(self) -> bool:
        """Whether it has a place in the history."""
        return self.cause is not None and (
            self.is_band_change or self.is_coverage_change or abs(self.delta or 0.0) >= RECORDED
        )

    @property
    def is_told(self) -> bool:
        """Whether others hear of it: a change of band, or points enough."""
        return self.cause is not None and (self.is_band_change or abs(self.delta or 0.0) >= TOLD)


def moved(before: Score | None, after: Score) -> Move:
    """How `after` came from `before`, an earlier score of the same account by the same definition."""
    if before is None:
        return Move(None, None, after.top)
    deltas = _deltas(before, after)
    by_coverage = _by_coverage(before, after)
    delta = after.score - before.score if after.score is not None and before.score is not None else None
    is_band_change = before.band != after.band
    is_coverage_change = abs(before.coverage - after.coverage) >= COVERAGE_RECORDED or (
        before.score is None
    ) != (after.score is None)
    return Move(
        cause=_cause(before, after, delta, by_coverage),
        delta=delta,
        top=_top(before, after, deltas),
        by_coverage=by_coverage,
        is_band_change=is_band_change,
        is_coverage_change=is_coverage_change,
    )


def _cause(before: Score, after: Score, delta: float | None, by_coverage: float) -> Cause | None:
    if before.version != after.version:
        return "definition"
    known = _known(before), _known(after)
    if delta is None:
        return "coverage" if known[0] != known[1] or before.score != after.score else None
    of_itself = delta - by_coverage
    if known[0] == known[1]:
        moving = _moving(before, after)
        return _facts_or_age(before, after, moving) if moving else None
    # What the account itself did is named unless it is the smaller part and small: a loud change of
    # coverage must not drown a fall that everybody would be told of.
    if abs(of_itself) <= _NEXT_TO_NOTHING or abs(of_itself) < min(TOLD, abs(by_coverage)):
        return "coverage"
    return _facts_or_age(before, after, known[0] & known[1])


def _facts_or_age(before: Score, after: Score, names: Collection[str]) -> Cause:
    """Facts, when factors that heard something new moved by more than those that only grew older."""
    news = age = 0.0
    for name in names:
        then, now = _factor(before, name), _factor(after, name)
        size = abs(_pull(now) - _pull(then))
        if then.last_at != now.last_at:
            news += size
        else:
            age += size
    return "facts" if news >= age else "age"


def _by_coverage(before: Score, after: Score) -> float:
    """How far the score would have moved had only the set of known factors changed.

    The rest is what those known both times did, each with its own weight then and now.
    """
    if before.score is None or after.score is None:
        return 0.0
    both = _known(before) & _known(after)
    then = mean([one for one in before.factors if one.name in both])
    now = mean([one for one in after.factors if one.name in both])
    if then is None or now is None:
        return after.score - before.score
    return (after.score - before.score) - (now - then)


def _moving(before: Score, after: Score) -> set[str]:
    return {
        name
        for name in _known(before) & _known(after)
        if abs(_pull(_factor(before, name)) - _pull(_factor(after, name))) > _NEXT_TO_NOTHING
    }


def _pull(factor: FactorScore) -> float:
    """What a factor brings by itself; its points move with those of the others too."""
    return factor.weight * (factor.scored or 0.0)


def _known(score: Score) -> frozenset[str]:
    return frozenset(one.name for one in score.factors if one.is_known)


def _factor(score: Score, name: str) -> FactorScore:
    return next(one for one in score.factors if one.name == name)


def _deltas(before: Score, after: Score) -> dict[str, float]:
    """By factor of either score, how far it moved the score; they add up to the score's own delta.

    What a factor brings is measured from the score before, not from 0: so one that became known and scores
    0 takes the blame, not the others whose share it took. Where no share changed, it is the points moved.
    """
    par = before.score if before.score is not None and after.score is not None else 0.0
    then, now = _brought(before, par), _brought(after, par)
    return {name: now.get(name, 0.0) - then.get(name, 0.0) for name in {**then, **now}}


def _brought(score: Score, par: float) -> dict[str, float]:
    """By factor how far it pulls a score from `par`; nothing where it is unknown, or there is no score."""
    share = shares(score.factors) if score.score is not None else {}
    return {one.name: share.get(one.name, 0.0) * ((one.scored or 0.0) - par) for one in score.factors}


def _top(before: Score, after: Score, deltas: dict[str, float]) -> tuple[TopFactor, ...]:
    """The factors that moved it most, then those that explain where it stands, three in all."""
    gone = [_gone(one) for one in before.factors if after.factor(one.name) is None]
    ranked = sorted([*after.factors, *gone], key=lambda one: -abs(deltas[one.name]))
    moving = [top_factor(one, deltas[one.name]) for one in ranked if abs(deltas[one.name]) > _NEXT_TO_NOTHING]
    named = {one.name for one in moving[:TOP]}
    rest = [replace(one, delta=deltas[one.name]) for one in after.top if one.name not in named]
    return tuple([*moving[:TOP], *rest][:TOP])


def _gone(factor: FactorScore) -> FactorScore:
    said = f"{factor.title} does not count any more."
    return replace(factor, points=0.0, sentence=said, evidence=())


def explained(before: Score | None, after: Score) -> tuple[TopFactor, ...]:
    """What to name beside a score: the factors that moved most where it moved since `before`, else those
    that explain where it stands; each with how far it moved the score."""
    if before is None:
        return after.top
    move = moved(before, after)
    if move.is_recorded:
        return move.top
    deltas = _deltas(before, after)
    return tuple(replace(one, delta=deltas[one.name]) for one in after.top)
