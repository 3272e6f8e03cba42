"""A score with its reasons: every factor with its value, its points and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Kind = Literal["fact", "statement", "contract", "milestone", "score"]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a factor rests on: a row of some kind, with a sentence or a quote, and when it was so."""

    kind: Kind
    id: str
    text: str | None = None
    at: datetime | None = None
    interview: str | None = None

    def as_json(self) -> Json:
        said: Json = {"kind": self.kind, "id": self.id, "text": self.text, "at": _iso(self.at)}
        return said | {"interview": self.interview} if self.interview else said

    @staticmethod
    def from_json(given: Mapping[str, Any]) -> Evidence:
        return Evidence(
            given["kind"], given["id"], given.get("text"), _moment(given.get("at")), given.get("interview")
        )


@dataclass(frozen=True, slots=True)
class FactorScore:
    """One factor of one account: `value` as measured, `scored` 0..100, both None while unknown.

    `weight` is what it counts for now, in the units of its definition; `points` are its part of the score,
    0 while it is unknown. `last_at` is when the newest of what it rests on was so.
    """

    name: str
    title: str
    value: float | None
    unit: str
    scored: float | None
    weight: float
    points: float
    sentence: str
    evidence: tuple[Evidence, ...] = ()
    last_at: datetime | None = None

    @property
    def is_known(self) -> bool:
        return self.scored is not None

    def as_json(self) -> Json:
        return self.standing() | {
            "title": self.title,
            "unit": self.unit,
            "sentence": self.sentence,
            "evidence": [one.as_json() for one in self.evidence],
        }

    def standing(self) -> Json:
        """Where it stands, without its reasons: enough to tell later what moved."""
        return {
            "factor": self.name,
            "value": _round(self.value),
            "scored": _round(self.scored),
            "weight": _round(self.weight),
            "points": _round(self.points),
            "last_at": _iso(self.last_at),
        }

    @staticmethod
    def from_json(given: Mapping[str, Any]) -> FactorScore:
        return FactorScore(
            name=given["factor"],
            title=given.get("title", given["factor"]),
            value=given.get("value"),
            unit=given.get("unit", ""),
            scored=given["scored"],
            weight=given["weight"],
            points=given["points"],
            sentence=given.get("sentence", ""),
            evidence=tuple(Evidence.from_json(one) for one in given.get("evidence", ())),
            last_at=_moment(given.get("last_at")),
        )


@dataclass(frozen=True, slots=True)
class TopFactor:
    """One of the factors that explain a score or its move best; `delta` is how far it moved the score."""

    name: str
    title: str
    points: float
    delta: float | None
    sentence: str
    evidence: tuple[Evidence, ...] = ()

    def as_json(self) -> Json:
        return {
            "factor": self.name,
            "title": self.title,
            "points": _round(self.points),
            "delta": _round(self.delta),
            "sentence": self.sentence,
            "evidence": [one.as_json() for one in self.evidence],
        }

    @staticmethod
    def from_json(given: Mapping[str, Any]) -> TopFactor:
        return TopFactor(
            name=given["factor"],
            title=given["title"],
            points=given["points"],
            delta=given["delta"],
            sentence=given["sentence"],
            evidence=tuple(Evidence.from_json(one) for one in given["evidence"]),
        )


@dataclass(frozen=True, slots=True)
class Score:
    """How an account is by one version of one definition.

    `score` is 0..100, None while less than the definition's least coverage is known. `coverage`, 0..1, is
    the weight known of all weight. `factors` are those that apply, in the definition's order.
    """

    definition: str
    version: str
    score: float | None
    band: str | None
    coverage: float
    factors: tuple[FactorScore, ...]
    top: tuple[TopFactor, ...] = ()

    def factor(self, name: str) -> FactorScore | None:
        return next((one for one in self.factors if one.name == name), None)

    def as_json(self) -> Json:
        return {
            "definition": self.definition,
            "version": self.version,
            "score": _round(self.score),
            "band": self.band,
            "coverage": _round(self.coverage),
            "factors": [one.as_json() for one in self.factors],
            "top": [one.as_json() for one in self.top],
        }

    @staticmethod
    def from_json(given: Mapping[str, Any]) -> Score:
        """A score as it was kept; also from where factors stood without their reasons."""
        return Score(
            definition=given["definition"],
            version=given["version"],
            score=given["score"],
            band=given["band"],
            coverage=given["coverage"],
            factors=tuple(FactorScore.from_json(one) for one in given["factors"]),
            top=tuple(TopFactor.from_json(one) for one in given.get("top", ())),
        )


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _round(number: float | None) -> float | None:
    """Enough digits to tell any two scores apart, few enough to be read."""
    return None if number is None else round(number, 6)
