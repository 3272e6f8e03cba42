"""How a respondent types on a phone: full stops, capitals, dashes, short forms and slips."""

from __future__ import annotations

import random
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any


class TypingHabit:
    """One person's way of typing in a language, drawn by `chance`; `typed` puts words into it."""

    def __init__(self, chance: random.Random, language: str = "en") -> None:
        habits = {
            name: habit for name, habit in _habits().items() if language in habit.get("languages", [language])
        }
        weights = [habit["weight"] for habit in habits.values()]
        self.name = chance.choices(list(habits), weights)[0]
        self._habit = habits[self.name]
        self._chance = chance

    def typed(self, text: str) -> str:
        """`text` as this person types it."""
        for pattern, instead in self._habit.get("replace", ()):
            if self._chance.random() < self._habit["chance"]:
                text = re.sub(pattern, instead, text)
        if not self._habit.get("full_stop", True):
            text = text.removesuffix(".")
        return text if self._habit.get("capitals", True) else _small(text)


def _small(text: str) -> str:
    """Without capitals at the beginning of sentences; names and short forms keep theirs."""
    text = re.sub(r"\bI(?=\b|')", "i", text)
    return re.sub(r"(?:^|(?<=[.!?] ))[A-Z](?=[a-z']|\s)", lambda letter: letter[0].lower(), text)


@cache
def _habits() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("typing_habits.toml").read_text(encoding="utf-8"))
