"""What the people of one account say, topic by topic: each person once, and disagreement in plain sight."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

Kind = Literal["sentiment", "intent", "driver", "theme"]
Stance = Literal["positive", "mixed", "negative"]
Agreement = Literal["one voice", "agree", "partly", "differ"]

STANCE: float = 0.15
"""A value nearer to nought than this takes no side, as in the analysis."""
HALF_LIFE_DAYS = 90.0
"""After so many days a word counts half: people change their minds, and products change."""

_ORDER: dict[Agreement, int] = {"differ": 0, "partly": 1, "agree": 2, "one voice": 3}
_KINDS: dict[Kind, int] = {"sentiment": 0, "intent": 1, "driver": 2, "theme": 3}
FUTURE = "renewal"
"""The topic under which everything said about staying or leaving stands together."""
_FUTURES = {"renewal_intent": 1.0, "expansion": 1.0, "renewal_risk": -1.0, "churn": -1.0}
WITHIN_FUTURE = frozenset({"renewal_intent", "renewal_risk", "churn"})
"""Topics that `renewal` holds already, for whoever shows both."""
_GOOD_NEWS = frozenset({"renewal_intent", "expansion", "advocacy", "praise"})


@dataclass(frozen=True, slots=True)
class Words:
    """A quote, and where it stands."""

    statement: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """One interview's word on one topic. `person` is a contact's id, or the interview's where nobody is
    known; `value` is -1..1 (how it feels, or which way it pushes), for an intent how sure we are, 0..1."""

    kind: Kind
    topic: str
    title: str
    value: float
    person: str
    name: str
    role: str | None
    at: datetime
    interview: str
    words: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """One person on one topic: the newest word, and what they said before where it was another."""

    said: Said
    stance: Stance
    before: Stance | None = None

    @property
    def has_turned(self) -> bool:
        """Whether this person took another side before."""
        return self.before is not None and self.before != self.stance


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic with everyone who spoke of it, newest first. `value` is their mean, -1..1, each person once
    and older words counting less; `silent` is how many people were heard who did not speak of it."""

    kind: Kind
    topic: str
    title: str
    voices: tuple[Voice, ...]
    agreement: Agreement
    value: float
    silent: int

    def on(self, stance: Stance) -> tuple[Voice, ...]:
        return tuple(voice for voice in self.voices if voice.stance == stance)


@dataclass(frozen=True, slots=True)
class View:
    """An account as its people tell it. `heard` counts persons; `topics` begin with what they differ on."""

    heard: int
    topics: tuple[Topic, ...]

    @property
    def disagreements(self) -> tuple[Topic, ...]:
        return tuple(topic for topic in self.topics if topic.agreement == "differ")


def roll_up(said: Iterable[Said], now: datetime) -> View:
    """The view of an account. What is said of staying and leaving is one topic more, `renewal`, so that
    somebody who means to renew and somebody who means to leave are seen side by side."""
    all_said = list(said)
    people = {one.person for one in all_said}
    with_future = [*all_said, *(_as_future(one) for one in all_said if one.topic in _FUTURES)]
    with_future.sort(key=lambda one: (one.kind, one.topic))
    topics = [
        _topic(list(group), len(people), now)
        for _, group in groupby(with_future, key=lambda one: (one.kind, one.topic))
    ]
    topics.sort(
        key=lambda topic: (_ORDER[topic.agreement], _KINDS[topic.kind], -len(topic.voices), topic.topic)
    )
    return View(len(people), tuple(topics))


def stance_of(one: Said) -> Stance:
    """Which side a word takes; an intent's side is whether it is good news for us."""
    value = signed(one)
    if abs(value) < STANCE:
        return "mixed"
    return "positive" if value > 0 else "negative"


def signed(one: Said) -> float:
    """A word's value with the side it takes, -1..1."""
    if one.kind == "intent" and one.topic != FUTURE:
        return one.value if one.topic in _GOOD_NEWS else -one.value
    return one.value


def agreement_of(stances: Sequence[Stance]) -> Agreement:
    """How far people agree: they differ once both sides have somebody."""
    if len(stances) < 2:
        return "one voice"
    sides = set(stances)
    if {"positive", "negative"} <= sides:
        return "differ"
    return "agree" if len(sides) == 1 else "partly"


def _topic(said: list[Said], heard: int, now: datetime) -> Topic:
    by_person: dict[str, list[Said]] = {}
    for one in sorted(said, key=lambda one: (one.at, one.interview, abs(one.value)), reverse=True):
        by_person.setdefault(one.person, []).append(one)
    voices = tuple(_voice(words) for words in by_person.values())
    newest = voices[0].said
    return Topic(
        newest.kind,
        newest.topic,
        newest.title,
        voices,
        agreement_of([voice.stance for voice in voices]),
        _mean([voice.said for voice in voices], now),
        heard - len(voices),
    )


def _voice(newest_first: list[Said]) -> Voice:
    newest = newest_first[0]
    earlier = next((one for one in newest_first if one.interview != newest.interview), None)
    return Voice(newest, stance_of(newest), stance_of(earlier) if earlier else None)


def _mean(said: Sequence[Said], now: datetime) -> float:
    ages = [max(0.0, (now - one.at).total_seconds()) / 86_400 for one in said]
    weights = [math.exp2(-age / HALF_LIFE_DAYS) for age in ages]
    if not sum(weights):  # everything is older than a float can weigh
        return 0.0
    return sum(weight * signed(one) for weight, one in zip(weights, said, strict=True)) / sum(weights)


def _as_future(one: Said) -> Said:
    value = _FUTURES[one.topic] * one.value
    return Said(
        "intent", FUTURE, FUTURE, value, one.person, one.name, one.role, one.at, one.interview, one.words
    )
