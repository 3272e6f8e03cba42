"""Why something happened: what the facts tell by themselves, and what has to be asked."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ASK_WHY = "ask-why"
"""The play that asks before anything is done."""
_STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a reason is about: the facts it begins with, the roles to ask, first the best, the causes it
    suspects, and what an interviewer may know beforehand."""

    name: str
    facts: tuple[str, ...]
    ask: tuple[str, ...]
    suspects: frozenset[str]
    tell: str


@dataclass(frozen=True, slots=True)
class WhyRules:
    """`why.toml`, read once. `roles`: words by role; `ask_first`: moments whose plays wait for an answer."""

    symptoms: tuple[str, ...]
    explained_share: float
    ask_first: frozenset[str]
    ask_again_days: float
    roles: Mapping[str, tuple[str, ...]]
    subjects: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A factor of a score that moved. `delta` in points, below nought for a fall; `facts` are the names it
    reads; `has_words` where a quote is among its evidence."""

    factor: str
    title: str
    delta: float | None
    facts: tuple[str, ...] = ()
    has_words: bool = False


@dataclass(frozen=True, slots=True)
class Cause:
    """How far a reason explains itself. `share` of the fall (0..1) has a cause; `open_` are the titles of
    the factors that fell without one; `sentence` says so to a person."""

    is_known: bool
    share: float
    open_: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class PlayChoice:
    """The play to start, None for none, and the one to go on with once the answer is there."""

    play: str | None
    then: str | None
    why: str


@cache
def rules() -> WhyRules:
    data: dict[str, Any] = tomllib.loads((Path(__file__).parent / "why.toml").read_text(encoding="utf-8"))
    return WhyRules(
        tuple(data["symptoms"]),
        data["explained_share"],
        frozenset(data["ask_first"]),
        data["ask_again_days"],
        {role: tuple(words) for role, words in data["roles"].items()},
        tuple(
            Subject(
                one["name"], tuple(one["facts"]), tuple(one["ask"]), frozenset(one["suspects"]), one["tell"]
            )
            for one in data["subject"]
        ),
    )


def is_named(fact: str, patterns: Collection[str]) -> bool:
    """Whether a fact's name is one of these, or falls under a `prefix.*` of them; either side may be one."""
    return any(
        fact == pattern or (pattern.endswith(".*") and fact.startswith(pattern[:-1])) for pattern in patterns
    )


def is_symptom(fact: str) -> bool:
    """Whether a fact says that something changed, but not why."""
    return is_named(fact, rules().symptoms)


def subject_of(facts: Sequence[str]) -> Subject | None:
    """What a reason that rests on these facts is about; None where it rests on none we know."""
    fitting = (one for one in rules().subjects if any(is_named(fact, one.facts) for fact in facts))
    return next(fitting, None)


def moved(top: Sequence[Mapping[str, Any]], reads: Mapping[str, Sequence[str]]) -> tuple[Moved, ...]:
    """The factors behind a score or firing, from their stored form. `reads`: fact names by factor."""
    return tuple(
        Moved(
            str(item["factor"]),
            str(item.get("title") or item["factor"]),
            item.get("delta"),
            tuple(reads.get(str(item["factor"]), ())),
            any(piece.get("kind") == _STATEMENT for piece in item.get("evidence") or ()),
        )
        for item in top
    )


def cause_of(fired_by: Sequence[str], moves: Sequence[Moved], delta: float | None) -> Cause:
    """Whether a reason's cause is known.

    `fired_by`: the facts the condition looked at. One that is no symptom is a cause by itself; where nothing
    was looked at but dates and fields, those are the reason. Else the fall is explained once the rules' share
    of it comes from factors that read such a fact or have somebody's words.
    """
    telling = [fact for fact in fired_by if not is_symptom(fact)]
    if telling:
        return Cause(True, 1.0, (), f"What happened says why: {', '.join(sorted(set(telling)))}.")
    if not fired_by and not moves:
        return Cause(True, 1.0, (), "A date or a field of the account is the reason.")
    return explain(moves, delta)


def explain(moves: Sequence[Moved], delta: float | None) -> Cause:
    """How much of a fall its factors explain. What the named factors leave over counts as unexplained."""
    falls = [one for one in moves if one.delta is not None and one.delta < 0]
    whole = max(
        abs(delta) if delta is not None and delta < 0 else 0.0, sum(abs(one.delta or 0) for one in falls)
    )
    if not whole:
        return Cause(False, 0.0, (), "Something changed, and no factor says why.")
    told = [one for one in falls if _says_why(one)]
    share = sum(abs(one.delta or 0) for one in told) / whole
    open_ = tuple(one.title for one in falls if not _says_why(one))
    if share >= rules().explained_share:
        names = ", ".join(one.title for one in told)
        return Cause(
            True, share, open_, f"{names} explain{'s' if len(told) == 1 else ''} {share:.0%} of the fall."
        )
    without = f": {', '.join(open_)} moved without a known cause" if open_ else ""
    return Cause(False, share, open_, f"Only {share:.0%} of the fall is explained{without}.")


def _says_why(one: Moved) -> bool:
    return one.has_words or any(not is_symptom(fact) for fact in one.facts)


def may_wait(moment: str, priority: str) -> bool:
    """Whether a play for a moment of a customer's life waits until somebody was asked why."""
    return moment in rules().ask_first and priority != "urgent"


def play_for(own: str | None, cause: Cause, *, asks: bool, can_ask: bool, waits: bool = True) -> PlayChoice:
    """Which play answers a reason: its own, unless nobody knows why and that play does not ask by itself.

    `asks`: whether the own play invites to an interview. `can_ask`: whether there is anybody to ask. `waits`:
    whether the own play may wait for an answer; where there is none, there is nothing to wait for.
    """
    if cause.is_known or asks or (own is not None and not waits):
        return PlayChoice(own, None, cause.sentence)
    if not can_ask:
        return PlayChoice(own, None, f"{cause.sentence} There is nobody to ask at present.")
    return PlayChoice(ASK_WHY, own, f"{cause.sentence} So we ask before we act.")


def told_beforehand(facts: Sequence[str], labels: Sequence[str] = ()) -> dict[str, Any]:
    """What an interviewer may know of a reason: the subject in everyday words, and the features or matters
    it is about. No score, no figure, no name of a trigger: even if a word of it came out, nothing would be
    given away about how we judge the account."""
    subject = subject_of(facts)
    about = [label.replace("_", " ").replace("-", " ") for label in labels[:5]]
    told: dict[str, Any] = {"interest": subject.tell} if subject else {}
    return told | ({"about": about} if about else {})
