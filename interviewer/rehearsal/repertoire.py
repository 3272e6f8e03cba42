"""All that a simulated respondent can tell: a main story, a strength, a second subject, everyday matters."""

from __future__ import annotations

import random
from collections.abc import Sequence

from interviewer.rehearsal.material import Tongue
from interviewer.rehearsal.questions import is_new_topic, telling
from interviewer.rehearsal.stories import Story, tell


class Repertoire:
    """The stories of one respondent, and what of them was told. `main` is a story's name; everything else
    is drawn by `chance`. Raises KeyError for an unknown name."""

    def __init__(self, tongue: Tongue, main: str, chance: random.Random) -> None:
        self._chance = chance
        self.main = tell(tongue.stories[main], chance, tongue.particulars)
        self._is_happy = self.main.mood == "happy"
        others = [story for name, story in sorted(tongue.stories.items()) if name != main]
        troubles = [story for story in others if story.mood != "happy"] or others
        self.side = tell(chance.choice(troubles), chance, tongue.particulars) if troubles else self.main
        strengths = [story for _, story in sorted(tongue.strengths.items())]
        self._strength = (
            self.main if self._is_happy else tell(chance.choice(strengths), chance, tongue.particulars)
        )
        self._everyday = [tell(one, chance, tongue.particulars) for _, one in sorted(tongue.everyday.items())]
        self._subject = self.main
        self._topic = "goal"
        self._told: set[str] = set()

    def accounts(self, aspect: str) -> tuple[Story, str, list[str]]:
        """Who tells `aspect`, as what, and what there is to tell and was not told; empty when all is said.
        What is told here is what later questions without a subject of their own are about."""
        if aspect == "again":
            aspect = self._topic
        how = telling(aspect)
        names = (self._topic, *how.aspects) if aspect == "clarify" else how.aspects
        for story in (*self._tellers(how.roles, names), self._subject, self.main):
            for name in names:
                fresh = self.fresh(story, name)
                if fresh:
                    leads_to = self._telling_of(how.leads_to) if how.leads_to else None
                    self._subject = leads_to or story
                    if is_new_topic(aspect):
                        self._topic = name
                    return story, name, fresh
        return self._subject, aspect, []

    def is_strength(self, story: Story) -> bool:
        """Whether `story` tells of something they like."""
        return story is self._strength

    def fresh(self, story: Story, aspect: str) -> list[str]:
        """What `story` can say on `aspect` that was not said."""
        return [account for account in story.aspects.get(aspect, ()) if account not in self._told]

    def mark_told(self, *accounts: str) -> None:
        """Remembers `accounts` so that none is told twice."""
        self._told.update(accounts)

    def _tellers(self, roles: Sequence[str], names: Sequence[str]) -> list[Story]:
        everyday = [story for name in names if (story := self._telling_of(name))]
        roles_told = {
            "subject": [self._subject],
            "main": [self.main],
            "trouble": [self.side if self._is_happy else self.main],
            "strength": [self._strength],
            "side": [self.side],
            "everyday": everyday,
        }
        return [story for role in roles for story in roles_told[role]]

    def _telling_of(self, aspect: str) -> Story | None:
        """The everyday matter that tells of `aspect`."""
        return next((story for story in self._everyday if self.fresh(story, aspect)), None)
