"""A simulated respondent: a persona with a story, answering whatever it is asked. The same seed gives the
same words; no model and no chance is involved beyond it.

What each answer means is known from the plan it was made by, never from reading it back.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from interviewer.guide import Guide
from interviewer.moves import ProbeKind
from interviewer.rehearsal.composing import EPISODES, Composed, compose
from interviewer.rehearsal.material import Material, material
from interviewer.rehearsal.personas import ACT_GAPS, ACTS
from interviewer.rehearsal.questions import (
    aspect_asked,
    filled_by,
    is_new_topic,
    open_gaps,
    telling,
    thin_gaps,
)
from interviewer.rehearsal.repertoire import Repertoire
from interviewer.rehearsal.stories import begun, fill
from interviewer.rehearsal.typing_habits import TypingHabit
from interviewer.rubric.conversation import Meant
from interviewer.text import words
from interviewer.transcript import Turn

# The rubric's own bound: fewer words than this are thin however they are put.
_THIN_WORDS = 6
# From this many words on, an answer to a question of fact leaves nothing open.
_FACT_WORDS = 12
# So many words short of what they had in mind, people add something about nothing in particular.
_ROOM_TO_RAMBLE, _MOST_RAMBLES = 8, 2
# How often a button is pressed where there is one, instead of saying it.
_BUTTONS = 0.3
Does = Literal["say", "skip", "stop", "human"]
_BUTTON: dict[str, Does] = {"stops": "stop", "wants_human": "human", "skips": "skip"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a respondent does, words or a button pressed, and what they meant by it."""

    action: Does
    text: str
    meant: Meant


class Respondent:
    """Answers questions as `persona` would who lived `story`. `guide` tells what is asked in languages
    other than English. `among` is the set they are of, the first one by default; `brevity` scales the
    length of every answer. Raises KeyError for an unknown persona, story or language."""

    def __init__(
        self,
        persona: str,
        story: str,
        seed: int,
        *,
        among: Material | None = None,
        language: str = "en",
        guide: Guide | None = None,
        brevity: float = 1.0,
    ) -> None:
        drawn_from = among or material()
        self.persona = drawn_from.personas[persona]
        self.language = language
        self._tongue = drawn_from.tongues[language]
        self._guide = guide
        self._brevity = brevity
        self._chance = random.Random(f"{persona}/{story}/{seed}")
        self._repertoire = Repertoire(self._tongue, story, self._chance)
        self._typing = TypingHabit(self._chance, language)
        self._said: set[str] = set()
        self._asked: set[str] = set()
        self._joint = ""

    def answer(self, question_text: str, transcript: Sequence[Turn]) -> Said:
        """What they say to `question_text`; `transcript` is everything said so far."""
        turn = 1 + sum(one.speaker == "respondent" for one in transcript)
        note = transcript[-1].note if transcript and transcript[-1].speaker == "interviewer" else {}
        aspect = aspect_asked(question_text, note, self._guide, self.language)
        if aspect in {"closing", "else"}:
            return self._typed(self._at_the_end(aspect))
        act = self.persona.act_on(turn)
        return self._typed(self._act(act) if act else self._answer(aspect))

    def notes(self) -> list[str]:
        """What they lived through, one account an aspect, for whoever plays them."""
        return [accounts[0] for accounts in self._repertoire.main.aspects.values() if accounts]

    def _typed(self, said: Said) -> Said:
        return Said(said.action, self._typing.typed(begun(said.text)), said.meant)

    def _act(self, act: str) -> Said:
        """What the persona does instead of answering."""
        meant = Meant(ACTS[act], gaps=ACT_GAPS.get(act, ()))
        if act == "skips" or (act in _BUTTON and self._chance.random() < _BUTTONS):
            return Said(_BUTTON[act], "", meant)
        return Said("say", self._saying(act), meant)

    def _answer(self, aspect: str) -> Said:
        """The part of the stories that answers, in the shape and at the length the persona has in mind."""
        is_first = aspect not in self._asked
        opens = is_first and is_new_topic(aspect)
        self._asked.add(aspect)
        shape = self.persona.shape(opens, self._chance)
        aim = round(self._brevity * self.persona.aim(opens, self._chance))
        thin = self._thin(aspect) if shape == "thin" and opens else None
        if thin:
            return thin
        composed = compose(self._repertoire, aspect, shape, aim, self._chance, self._joined)
        if not composed.told:
            return Said("say", self._saying("nothing_left"), Meant("dont_know", full=True))
        lead = self._lead(aspect) if is_first and shape != "thin" else ""
        text = " ".join(part for part in (lead, composed.text) if part)
        for _ in range(0 if shape == "thin" else _MOST_RAMBLES):
            if aim - len(words(text)) > _ROOM_TO_RAMBLE:
                text = f"{text} {self._ramble()}".rstrip()
        return Said("say", text, self._meant(aspect, composed))

    def _thin(self, aspect: str) -> Said | None:
        """An empty phrase that was not said, None where there is none for this aspect. Where the question
        is what bothers them, the story has its own."""
        if aspect in {"friction", "leaving"} and self._repertoire.main.aspects.get("vague"):
            by_kind = {"problem": self._repertoire.main.aspects["vague"]}
        else:
            by_kind = dict(self._tongue.sayings.thin.get(aspect, {}))
        options = [
            (kind, one) for kind, some in sorted(by_kind.items()) for one in some if one not in self._said
        ]
        if not options:
            return None
        kind, phrase = self._chance.choice(options)
        self._said.add(phrase)
        return Said("say", self._filled(phrase), Meant("vague", gaps=thin_gaps(kind)))

    def _meant(self, aspect: str, composed: Composed) -> Meant:
        """What such an answer leaves open, by what of the story was told."""
        length, told = len(words(composed.text)), set(composed.told)
        filled = {probe for one in told for probe in filled_by(one)}
        gaps: tuple[ProbeKind, ...] = tuple(
            probe for probe in open_gaps(composed.told[0], composed.is_strength) if probe not in filled
        )
        if telling(aspect).is_fact and length >= _FACT_WORDS:
            return Meant("substantive", full=True)
        if len(composed.told) > 1 and told & EPISODES:
            return Meant("substantive", full=True)
        return Meant("vague" if length < _THIN_WORDS else "substantive", gaps=gaps)

    def _lead(self, aspect: str) -> str:
        """How such an answer begins in this mood, if at all."""
        options = self._tongue.sayings.leads.get(aspect, {}).get(self._repertoire.main.mood, ("",))
        return self._filled(self._chance.choice(options))

    def _joined(self, aspect: str, account: str) -> str:
        """`account` with what is put before it, none twice running."""
        options = [
            one for one in self._tongue.sayings.joins.get(aspect, ("",)) if not one or one != self._joint
        ]
        before = self._chance.choice(options or [""])
        self._joint = before or self._joint
        return f"{self._filled(before)} {account}" if before else account

    def _ramble(self) -> str:
        options = [one for one in self._tongue.sayings.rambles if one not in self._said]
        return self._filled(self._keep(self._chance.choice(options))) if options else ""

    def _at_the_end(self, aspect: str) -> Said:
        draw, told = self._chance.random(), Meant("substantive", full=True)
        done = Meant("nothing_more", full=True)
        if aspect == "closing":
            kind, meant = ("corrects", told) if draw < 0.3 else ("confirms", done)
            return Said("say", self._saying(kind), meant)
        if draw < 0.25 and self.persona.words[0] >= 30:
            composed = compose(self._repertoire, "aside", "open", 20, self._chance, self._joined)
            if composed.text:
                return Said("say", f"{self._saying('aside')} {composed.text}", told)
        says_more = draw < 0.45
        return Said("say", self._saying("more" if says_more else "nothing"), told if says_more else done)

    def _saying(self, kind: str) -> str:
        every = self._tongue.sayings.acts[kind]
        options = [one for one in every if one not in self._said] or every
        return self._filled(self._keep(self._chance.choice(options)))

    def _filled(self, phrase: str) -> str:
        return fill(phrase, self._chance, self._tongue.particulars)

    def _keep(self, phrase: str) -> str:
        self._said.add(phrase)
        return phrase
