"""An interview in memory: the real graph, turns as the app would hand them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from interviewer.builtin import BuiltIn
from interviewer.conversation import Graph, Patience, Reply, Setting, build_graph, next_turn
from interviewer.guide import Guide
from interviewer.guide_files import parse_guide
from interviewer.model import Model
from interviewer.transcript import Action, Turn

GUIDE = """
guide: first-month
title: Your first month with {{ sponsor }}
moment: post_onboarding
languages: [en]
minutes: 8
questions:
  - id: outcome
    ask: What were you hoping to get done in your first month?
    objective: the outcome they bought the product for, in their words
    listen_for:
      - {id: goal, about: a concrete goal or job}
      - {id: result, about: what actually happened, ask: What happened when you tried?}
    must_cover: true
  - id: setup
    ask: How did getting set up go?
    objective: where time was lost between signing and first value
    listen_for:
      - {id: blocker, about: an obstacle in the setup, ask: What slowed you down the most?}
  - id: change
    ask: What would you change about the first weeks?
    objective: the change that matters most for staying
"""
FULL = (
    "We wanted to replace the spreadsheet for our 40 clinics, and in March we got the first board report "
    "out of it two days early because the numbers were already there."
)
SETTING = Setting("en", "Northwind", "Northwind Flow", "Ana", {}, seed=3)


@dataclass
class Interview:
    """Talks to the engine: `say` answers, `replies` holds what came back."""

    graph: Graph
    guide: Guide
    model: Model = field(default_factory=BuiltIn)
    setting: Setting = SETTING
    patience: Patience | None = None
    turns: list[Turn] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    shown: list[list[str]] = field(default_factory=list)
    now: datetime = datetime(2026, 1, 5, 9, tzinfo=UTC)

    def hear(self, text: str, action: Action = "say", minutes: float = 0.3) -> None:
        self.now += timedelta(minutes=minutes)
        self.turns.append(Turn(len(self.turns) + 1, "respondent", text, self.now, action))

    async def reply(self) -> Reply:
        shown: list[str] = []
        reply = await next_turn(
            self.graph,
            guide=self.guide,
            turns=self.turns,
            setting=self.setting,
            model=self.model,
            encode=None,
            now=self.now,
            show=shown.append,
            patience=self.patience,
        )
        self.turns.append(Turn(len(self.turns) + 1, "interviewer", reply.text, self.now, note=reply.note))
        self.replies.append(reply)
        self.shown.append(shown)
        return reply

    async def say(self, text: str, action: Action = "say", minutes: float = 0.3) -> Reply:
        if not self.replies:
            await self.reply()
        self.hear(text, action, minutes)
        return await self.reply()

    async def run(self, answers: Sequence[str]) -> list[Reply]:
        for answer in answers:
            if (await self.say(answer)).closes:
                break
        return self.replies


@pytest.fixture(scope="session")
def graph() -> Graph:
    return build_graph()


@pytest.fixture
def guide() -> Guide:
    return parse_guide(GUIDE, "first-month.yaml")


@pytest.fixture
def interview(graph: Graph, guide: Guide) -> Interview:
    return Interview(graph, guide)
