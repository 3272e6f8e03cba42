"""How simulated respondents behave: what they answer at which length, and what they do instead."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from interviewer.moves import ProbeKind
from interviewer.reading import Kind
from interviewer.rehearsal.stories import Mood

Shape = Literal["full", "open", "thin"]
SHAPES: tuple[Shape, ...] = get_args(Shape)

# What a respondent may do instead of answering, and what they mean by it.
ACTS: Mapping[str, Kind] = {
    "refuses": "refusal",
    "skips": "skip",
    "stops": "stop",
    "repeats": "already_said",
    "asks": "asks_back",
    "unsure": "dont_know",
    "wants_human": "human",
    "contradicts": "substantive",
    "abuses": "abuse",
    "off_topic": "off_topic",
    "injects": "instruction",
    "distress": "distress",
    "legal": "legal",
}
# Acts that leave something open, and the directions that would take it up.
ACT_GAPS: Mapping[str, tuple[ProbeKind, ...]] = {
    "contradicts": ("clarify", "example", "cause", "comparison", "consequence", "detail")
}
# Spread of lengths around the median, as the standard deviation of their logarithm. The mean of the
# published answers is 1.2 times their median, which in a lognormal distribution means 0.6; answers are
# built of whole sentences, which spreads them a little more.
_SPREAD = 0.5
_SHORTEST, _LONGEST = 0.35, 2.6


@dataclass(frozen=True)
class Persona:
    """`words` are the median lengths of an answer: to a new question, to a follow-up. `first` and `probed`
    weigh the shapes of such answers: full (nothing left to ask), open, thin. `acts` are turns of theirs,
    counted from 1, on which they do something else. `speaks_other` answers in another language than
    they are asked in."""

    name: str
    moods: tuple[Mood, ...]
    words: tuple[int, int]
    first: Mapping[Shape, float]
    probed: Mapping[Shape, float]
    acts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    speaks_other: bool = False

    def act_on(self, turn: int) -> str | None:
        """What they do on this turn of theirs instead of answering, None for an answer."""
        return next((act for act, turns in self.acts.items() if turn in turns), None)

    def shape(self, opens: bool, chance: random.Random) -> Shape:
        """The shape of the next answer; `opens` for an answer to a new question."""
        weights = self.first if opens else self.probed
        return chance.choices(list(weights), list(weights.values()))[0]

    def aim(self, opens: bool, chance: random.Random) -> int:
        """How many words the next answer should have, about."""
        median = self.words[0 if opens else 1]
        return round(median * min(_LONGEST, max(_SHORTEST, chance.lognormvariate(0, _SPREAD))))
