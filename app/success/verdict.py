"""What an interview does to the reason somebody was asked about: confirm, refute or refine it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from app.success.voices import STANCE, Said, Words, stance_of
from app.success.why import Subject

Outcome = Literal["confirms", "refutes", "refines", "silent"]
QUOTES = 3

_NEVER_A_CAUSE = frozenset({"renewal_risk", "churn"})
"""They say what somebody will do, not why."""
_NO_TROUBLE = frozenset({"feature_request"})
"""A wish alone is no trouble."""
_KINDS = {"driver": 0, "intent": 1, "theme": 2, "sentiment": 3}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was heard about a reason. `cause` is what they name (a driver, an intent or a theme's id),
    `also` further ones, `quotes` the words it rests on, the telling ones first."""

    outcome: Outcome
    cause: str | None
    title: str | None
    also: tuple[str, ...]
    sentence: str
    quotes: tuple[Words, ...]


def weigh(subject: Subject | None, said: Sequence[Said]) -> Verdict:
    """Weighs what one interview said against what was suspected.

    Trouble with a suspected cause confirms the reason, trouble with another refines it; where nothing was
    suspected any cause refines it, and a bad mood alone confirms that something is wrong. Only good news
    refutes it. Trouble beside good news is still trouble.
    """
    trouble = sorted((one for one in said if _is_trouble(one)), key=_telling)
    good = sorted((one for one in said if stance_of(one) == "positive"), key=_telling)
    if not trouble and not good:
        return Verdict("silent", None, None, (), f"{_who(said)} said nothing that bears on it.", ())
    if not trouble:
        return Verdict("refutes", None, None, (), _sentence(good, "sees no trouble"), _quotes(good))
    causes = [one for one in trouble if one.kind != "sentiment" and one.topic not in _NEVER_A_CAUSE]
    suspected = [one for one in causes if subject and one.topic in subject.suspects]
    if suspected or not causes:
        first = suspected[0] if suspected else trouble[0]
        outcome: Outcome = "confirms"
        does = f"confirms it: {first.title}" if suspected else "is unhappy, without naming a cause"
    else:
        first, outcome = causes[0], "refines"
        does = f"names {first.title} as the cause"
    ordered = [first, *(one for one in (*causes, *trouble) if one is not first)]
    also = tuple(dict.fromkeys(one.topic for one in causes if one.topic != first.topic))
    named = first if first in causes else None
    return Verdict(
        outcome,
        named.topic if named else None,
        named.title if named else None,
        also,
        _sentence(ordered, does),
        _quotes(ordered),
    )


def as_json(verdict: Verdict, interview_id: str, at: datetime) -> dict[str, Any]:
    """The verdict as a firing's reason and a step's result keep it."""
    return {
        "verdict": verdict.outcome,
        "cause": verdict.cause,
        "title": verdict.title,
        "also": list(verdict.also),
        "sentence": verdict.sentence,
        "interview": interview_id,
        "at": at.isoformat(),
        "quotes": [{"id": words.statement, "text": words.text} for words in verdict.quotes],
    }


def _is_trouble(one: Said) -> bool:
    if one.kind == "intent" and one.topic in _NO_TROUBLE:
        return False
    return stance_of(one) == "negative"


def _telling(one: Said) -> tuple[int, float, int]:
    """Drivers before intents before themes; what weighs more, and has more words, first."""
    return _KINDS[one.kind], -max(STANCE, abs(one.value)), -len(one.words)


def _quotes(said: Sequence[Said]) -> tuple[Words, ...]:
    return tuple(dict.fromkeys(words for one in said for words in one.words))[:QUOTES]


def _sentence(said: Sequence[Said], does: str) -> str:
    quotes = _quotes(said)
    return f"{_who(said)} {does}" + (f": “{quotes[0].text}”" if quotes else ".")


def _who(said: Sequence[Said]) -> str:
    if not said:
        return "The respondent"
    return f"{said[0].name} ({said[0].role})" if said[0].role else said[0].name
