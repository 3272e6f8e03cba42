"""A simulated respondent: a persona with a story, answering whatever it is asked. The same seed gives the
same words; no model and no chance is involved beyond it."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from interviewer.rehearsal.questions import aspect_of, is_new_topic
from interviewer.rehearsal.repertoire import Repertoire
from interviewer.rehearsal.stories import begun, fill, mood_of, story_names
from interviewer.rehearsal.typing_habits import TypingHabit
from interviewer.transcript import Action, Turn

_HERE = Path(__file__).parent

# How often something is added in the same breath, by style: to a first answer, to a probed one.
_ADDS = {"terse": (0.0, 0.0), "vague": (0.1, 0.1), "plain": (0.5, 0.25), "verbose": (0.95, 0.7)}
# How often the terse and the vague begin with an empty phrase.
_HOLLOW = 0.6


@dataclass(frozen=True, slots=True)
class Said:
    """What a respondent does: words, or a button pressed."""

    action: Action
    text: str


def persona_names() -> list[str]:
    """The personas, in the order of their file."""
    return list(_personas())


def phrases(kind: str) -> list[str]:
    """What respondents say around their stories, with gaps: `refuses`, `stops`, `confirms` and so on."""
    return list(_phrases()["sayings"][kind])


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
        self._repertoire = Repertoire(story, self._chance)
        self._typing = TypingHabit(self._chance)
        self._said: set[str] = set()
        self._asked: set[str] = set()

    def answer(self, question_text: str, transcript: Sequence[Turn]) -> Said:
        """What they say to `question_text`; `transcript` is everything said so far."""
        turn = 1 + sum(one.speaker == "respondent" for one in transcript)
        aspect = aspect_of(question_text)
        if aspect in {"closing", "else"}:
            return Said("say", self._typing.typed(begun(self._at_the_end(aspect))))
        habit = self._habit(turn)
        if habit is not None:
            return habit
        return Said("say", self._typing.typed(begun(self._account(aspect))))

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
        """The part of the stories that answers, at the length of the persona's style."""
        style: str = self._habits["style"]
        story, accounts = self._repertoire.accounts(aspect)
        is_first = aspect not in self._asked
        opens = is_first and is_new_topic(aspect)
        self._asked.add(aspect)
        if opens and style in {"terse", "vague"} and self._chance.random() < _HOLLOW:
            hollow = self._hollow(aspect)
            if hollow:
                return hollow
        if not accounts:
            return self._saying("nothing_left")
        told = [self._lead(aspect) if is_first else "", self._repertoire.pick(accounts, style)]
        more = self._repertoire.companions(aspect, story)
        if more and self._chance.random() < _ADDS[style][0 if opens else 1]:
            told.append(self._repertoire.pick(more, "plain" if style == "verbose" else "terse"))
        return " ".join(part for part in told if part)

    def _hollow(self, aspect: str) -> str:
        """An empty phrase that was not said; empty where there is none for this aspect."""
        own = self._repertoire.main.aspects["vague"] if aspect in {"friction", "leaving"} else ()
        options = [one for one in own or _phrases()["hollow"].get(aspect, ()) if one not in self._said]
        return self._keep(self._chance.choice(options)) if options else ""

    def _lead(self, aspect: str) -> str:
        """How such an answer begins in this mood, if at all."""
        options = _phrases()["leads"].get(aspect, {}).get(self._repertoire.main.mood, ("",))
        return fill(self._chance.choice(options), self._chance)

    def _at_the_end(self, aspect: str) -> str:
        draw = self._chance.random()
        if aspect == "closing":
            return self._saying("corrects" if draw < 0.3 else "confirms")
        if draw < 0.25 and self._habits["style"] != "terse":
            _, accounts = self._repertoire.accounts("aside")
            return f"{self._saying('aside')} {self._repertoire.pick(accounts, 'terse')}"
        return self._saying("more" if draw < 0.45 else "nothing")

    def _saying(self, kind: str) -> str:
        options = [one for one in phrases(kind) if one not in self._said] or phrases(kind)
        return fill(self._keep(self._chance.choice(options)), self._chance)

    def _keep(self, phrase: str) -> str:
        self._said.add(phrase)
        return phrase


@cache
def _personas() -> Mapping[str, dict[str, Any]]:
    return tomllib.loads((_HERE / "personas.toml").read_text(encoding="utf-8"))


@cache
def _phrases() -> Mapping[str, Any]:
    return tomllib.loads((_HERE / "sayings.toml").read_text(encoding="utf-8"))
