"""All that a simulated respondent can tell: a main story, a strength, a second subject, everyday matters."""

from __future__ import annotations

import random
from collections.abc import Sequence

from interviewer.rehearsal.questions import is_new_topic, telling
from interviewer.rehearsal.stories import Story, everyday_names, mood_of, story_names, strength_names, tell
from interviewer.text import words


class Repertoire:
    """The stories of one respondent, and what of them was told. `main` is a story's name; everything else
    is drawn by `chance`. Raises KeyError for an unknown name."""

    def __init__(self, main: str, chance: random.Random) -> None:
        self._chance = chance
        self.main = tell(main, chance)
        self._is_happy = self.main.mood == "happy"
        troubles = [name for name in story_names() if name != main and mood_of(name) != "happy"]
        self.side = tell(chance.choice(troubles), chance)
        self._strength = self.main if self._is_happy else tell(chance.choice(strength_names()), chance)
        self._everyday = {name: tell(name, chance) for name in everyday_names()}
        self._subject = self.main
        self._topic = "goal"
        self._told: set[str] = set()

    def accounts(self, aspect: str) -> tuple[Story, list[str]]:
        """Who tells `aspect`, and what there is to tell and was not told; empty when all is said. What is
        told here is what later questions without a subject of their own are about."""
        if aspect == "again":
            aspect = self._topic
        how = telling(aspect)
        names = (self._topic, *how.aspects) if aspect == "clarify" else how.aspects
        for role in how.roles:
            story = self._as(role)
            for name in names:
                fresh = self._fresh(story, name)
                if fresh:
                    self._subject = self._as(how.leads_to) if how.leads_to else story
                    if is_new_topic(aspect):
                        self._topic = name
                    return story, fresh
        return self._subject, []

    def companions(self, aspect: str, story: Story) -> list[str]:
        """What `story` may add to `aspect` in the same breath and was not told."""
        return next((fresh for name in telling(aspect).companions if (fresh := self._fresh(story, name))), [])

    def mark_told(self, *accounts: str) -> None:
        """Remembers `accounts` so that none is told twice."""
        self._told.update(accounts)

    def pick(self, accounts: Sequence[str], style: str) -> str:
        """One of `accounts` in the length of the style: the shorter half for `terse` and `vague`, the longer
        half for `verbose`, all but the shortest quarter for `plain`. It counts as told."""
        ranked = sorted(accounts, key=lambda account: (len(words(account)), account))
        half, quarter = len(ranked) // 2, len(ranked) // 4
        fitting = {"verbose": ranked[half:], "plain": ranked[quarter:]}.get(style, ranked[: half + 1])
        chosen = self._chance.choice(fitting)
        self.mark_told(chosen)
        return chosen

    def _as(self, role: str) -> Story:
        if role == "trouble":
            return self.side if self._is_happy else self.main
        roles = {
            "subject": self._subject,
            "main": self.main,
            "strength": self._strength,
            "side": self.side,
        }
        return roles[role] if role in roles else self._everyday[role]

    def _fresh(self, story: Story, aspect: str) -> list[str]:
        return [account for account in story.aspects.get(aspect, ()) if account not in self._told]
