"""A record becomes a score: known factors weigh in, unknown ones leave, and both are said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.success.conditions import Condition, is_in, judge
from app.success.health.bands import band_of
from app.success.health.explain import explaining, mean, shares
from app.success.health.measuring import Measured, measure
from app.success.health.scores import FactorScore, Score
from app.success.health.types import Definition, Factor
from app.success.record import Record

Segments = Mapping[str, Condition]
_MOST_HALVINGS = 60.0


def applies(definition: Definition, record: Record, now: datetime, *, segments: Segments) -> bool:
    """Whether an account has such a score at all."""
    when = definition.applies_when
    return when is None or judge(when, record, now, segments=segments) is True


def score(definition: Definition, record: Record, now: datetime, *, segments: Segments) -> Score:
    """How an account is by a definition: the weighted mean of the known factors, 0..100.

    An unknown factor is never read as 0: it leaves the weighting, and coverage falls by its weight. Below
    the least coverage there is no score, and the factors have no points.
    """
    look = _Look(record, now, segments)
    weighed = [_weighed(factor, look) for factor in definition.factors if not _is_left_out(factor, look)]
    factors = [factor for factor, _ in weighed]
    nominal = sum(weight for _, weight in weighed)
    coverage = sum(one.weight for one in factors if one.is_known) / nominal if nominal > 0 else 0.0
    found = mean(factors) if coverage >= definition.least_coverage else None
    if found is not None:
        share = shares(factors)
        factors = [replace(one, points=share.get(one.name, 0.0) * (one.scored or 0.0)) for one in factors]
    return Score(
        definition=definition.name,
        version=definition.version,
        score=found,
        band=None if found is None else band_of(found, definition.bands, definition.direction).name,
        coverage=coverage,
        factors=tuple(factors),
        top=() if found is None else explaining(factors, _par(definition)),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """An account at a moment."""

    record: Record
    now: datetime
    segments: Segments

    def judged(self, condition: Condition) -> bool | None:
        return judge(condition, self.record, self.now, segments=self.segments)


def _par(definition: Definition) -> float:
    """The score from which all is well."""
    best = definition.bands[0].at_least
    return best if definition.direction == "higher_is_better" else 100.0 - best


def _is_left_out(factor: Factor, look: _Look) -> bool:
    return factor.left_out_when is not None and look.judged(factor.left_out_when) is True


def _weighed(factor: Factor, look: _Look) -> tuple[FactorScore, float]:
    """The factor in this account, and the weight it would have if it were known and fresh."""
    nominal = _nominal_weight(factor, look)
    found = _measured(factor, look)
    if not found:
        said = f"{factor.title} is not known."
        return FactorScore(
            factor.name, factor.title, None, factor.parts[0].unit, None, nominal, 0.0, said
        ), nominal
    place, speaking = min(found, key=lambda one: one[1].scored)
    scored = speaking.scored
    if factor.combine == "mean":
        scored = sum(one.scored for _, one in found) / len(found)
    last_at = max((one.last_at for _, one in found if one.last_at), default=None)
    known = FactorScore(
        name=factor.name,
        title=factor.title,
        value=speaking.value,
        unit=factor.parts[place].unit,
        scored=scored,
        weight=nominal * _freshness(factor, last_at, look.now),
        points=0.0,
        sentence=speaking.sentence,
        evidence=speaking.evidence,
        last_at=last_at,
    )
    return known, nominal


def _measured(factor: Factor, look: _Look) -> list[tuple[int, Measured]]:
    """Each known part with its place; none where the factor is not to be relied on."""
    if factor.known_when is not None and look.judged(factor.known_when) is not True:
        return []
    parts = ((place, measure(part, look.record, look.now)) for place, part in enumerate(factor.parts))
    return [(place, found) for place, found in parts if found is not None]


def _nominal_weight(factor: Factor, look: _Look) -> float:
    """The factor's weight for this account: that of the last segment it is in which weighs it differently."""
    weight = factor.weight
    for segment, own in factor.weights:
        if is_in(segment, look.record, look.now, segments=look.segments):
            weight = own
    return weight


def _freshness(factor: Factor, last_at: datetime | None, now: datetime) -> float:
    """How much of its weight a factor keeps, 0..1: half after `fades_days` without news."""
    if factor.fades_days is None or last_at is None or last_at >= now:
        return 1.0
    age_days = (now - last_at) / timedelta(days=1)
    return float(0.5 ** min(age_days / factor.fades_days, _MOST_HALVINGS))
