"""A simulated respondent: a persona with a story, answering whatever it is asked. The same seed gives the
same words; no model and no chance is involved beyond it."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from interviewer.rehearsal.stories import mood_of, story_names, tell
from interviewer.text import sentences
from interviewer.transcript import Action, Turn

_HERE = Path(__file__).parent

# How many sentences each style has for an answer, first time and when probed.
_LENGTHS = {"terse": (1, 1), "vague": (1, 2), "plain": (1, 2), "verbose": (3, 2)}


@dataclass(frozen=True, slots=True)
class Said:
    """What a respondent does: words, or a button pressed."""

    action: Action
    text: str


def persona_names() -> list[str]:
    """The personas, in the order of their file."""
    return list(_personas())


def casting(seed: int, count: int) -> list[tuple[str, str]]:
    """`count` pairs of persona and story that go together, every persona and story in turn."""
    chance = random.Random(seed)
    stories, personas = story_names(), persona_names()
    chance.shuffle(stories)
    pairs = []
    for index in range(count):
        persona = personas[index % len(personas)]
        fitting = [name for name in stories if mood_of(name) in _personas()[persona]["moods"]]
        pairs.append((persona, fitting[(index * 5 + index // len(personas)) % len(fitting)]))
    return pairs


class Respondent:
    """Answers questions as `persona` would who lived `story`. Raises KeyError for an unknown name."""

    def __init__(self, persona: str, story: str, seed: int) -> None:
        self.persona = persona
        self._habits = _personas()[persona]
        self._chance = random.Random(f"{persona}/{story}/{seed}")
        self._story = tell(story, self._chance)
        self._told: set[str] = set()
        self._hollow = True

    def answer(self, question_text: str, transcript: Sequence[Turn]) -> Said:
        """What they say to `question_text`; `transcript` is everything said so far."""
        turn = 1 + sum(one.speaker == "respondent" for one in transcript)
        aspect = aspect_of(question_text)
        if aspect in {"closing", "else"}:
            return Said("say", self._at_the_end(aspect))
        habit = self._habit(turn)
        if habit is not None:
            return habit
        return Said("say", self._account(aspect))

    def _habit(self, turn: int) -> Said | None:
        """What the persona does on this turn instead of answering."""
        habits = self._habits
        if habits.get("stops") == turn:
            return Said("stop", "") if self._chance.random() < 0.3 else Said("say", self._saying("stops"))
        if habits.get("wants_human") == turn:
            return (
                Said("human", "") if self._chance.random() < 0.3 else Said("say", self._saying("wants_human"))
            )
        if turn in habits.get("skips", ()):
            return Said("skip", "")
        for habit in ("refuses", "repeats", "asks", "unsure", "contradicts"):
            if turn in habits.get(habit, ()):
                return Said("say", self._saying(habit))
        return None

    def _account(self, aspect: str) -> str:
        """The part of the story that answers, at the length of the persona's style."""
        style = self._habits["style"]
        probed = aspect in {"example", "cause", "consequence", "before", "who"} or aspect in self._told
        hollow = [one for one in self._story.aspects["vague"] if one not in self._told]
        if style in {"terse", "vague"} and self._hollow and hollow and not probed:
            self._hollow = False
            self._told.add(hollow[0])
            return hollow[0]
        self._hollow = True
        count = _LENGTHS[style][1 if probed else 0]
        chosen = self._fresh(aspect)[:count] or self._fresh("example")[:1] or self._fresh("value")[:1]
        if not chosen:
            return self._saying("repeats")
        if style == "verbose" and not probed:
            chosen += (self._fresh("situation") or self._fresh("consequence"))[: count - len(chosen)]
        chosen = list(dict.fromkeys(chosen))
        self._told.update(chosen, {aspect})
        text = " ".join(chosen)
        if style == "terse":
            return re.split(r", (?:and|so|but|which|because) | because |, ", text)[0].rstrip(".") + "."
        opener = self._saying("opener") if self._chance.random() < 0.5 else ""
        keeps = re.match(r"(?:I|[A-Z]\w*'s|[A-Z]{2,})\b", text) or text.split()[0] not in _OPENING
        return text if not opener or (keeps and not text.startswith("I ")) else opener + _small(text)

    def _fresh(self, aspect: str) -> list[str]:
        options = [one for one in self._story.aspects.get(aspect, ()) if one not in self._told]
        self._chance.shuffle(options)
        return options

    def _at_the_end(self, aspect: str) -> str:
        if aspect == "closing":
            return self._saying("corrects" if self._chance.random() < 0.3 else "confirms")
        return self._saying("more" if self._chance.random() < 0.35 else "nothing")

    def _saying(self, kind: str) -> str:
        options = [one for one in _sayings()[kind] if one not in self._told] or _sayings()[kind]
        said = str(self._chance.choice(options))
        if kind != "opener":
            self._told.add(said)
        return said


# Words that may lose their capital behind an opener.
_OPENING = frozenset(
    (
        "The",
        "We",
        "Our",
        "It",
        "Since",
        "With",
        "Before",
        "Every",
        "Last",
        "A",
        "An",
        "In",
        "On",
        "From",
        "There",
    )
)


def aspect_of(question_text: str) -> str:
    """The part of a story a question asks for, by the words of its last sentence."""
    asked = (sentences(question_text) or [""])[-1].lower()
    table = _aspects()
    order: list[str] = table["order"]
    return next(name for name in order if any(re.search(one, asked) for one in table["patterns"][name]))


def _small(text: str) -> str:
    return text if text.startswith("I ") else text[0].lower() + text[1:]


@cache
def _personas() -> Mapping[str, dict[str, Any]]:
    return tomllib.loads((_HERE / "personas.toml").read_text(encoding="utf-8"))


@cache
def _aspects() -> dict[str, Any]:
    return tomllib.loads((_HERE / "aspects.toml").read_text(encoding="utf-8"))


@cache
def _sayings() -> dict[str, list[str]]:
    return tomllib.loads((_HERE / "sayings.toml").read_text(encoding="utf-8"))
