"""Which way a play goes after an interview: by what we are sure to have heard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from app.success.plays.advance import Go, Heard, Situation, next_move, surest
from app.success.plays.play import read, shipped
from app.success.plays.types import Branch
from app.success.record import Record

NOW = datetime(2026, 9, 16, 12, tzinfo=UTC)
PLAY = read(shipped()["adoption-recovery"], "adoption-recovery.toml")


def way(intents: Mapping[str, float]) -> str | None:
    """Where adoption recovery goes on after an interview that shows these."""
    branch = next(step for step in PLAY if isinstance(step, Branch) and step.interview is not None)
    heard = {branch.interview or "": Heard("read", intents)}
    move = next_move(PLAY, branch, Situation(Record("acc_1"), NOW - timedelta(days=3), NOW, heard), NOW)
    assert isinstance(move, Go)
    return move.to


@pytest.mark.parametrize(
    ("intents", "heeded"),
    [
        ({}, set()),
        ({"problem": 0.9, "churn": 0.8, "champion_change": 0.49}, {"problem", "churn"}),
        ({"problem": 0.62, "champion_change": 0.55}, {"problem"}),
        ({"champion_change": 0.49}, set()),
        ({"problem": 0.75}, {"problem"}),
    ],
)
def test_the_sure_ones_are_heeded_or_else_the_surest(intents: dict[str, float], heeded: set[str]) -> None:
    assert surest(intents) == heeded


def test_what_was_barely_heard_does_not_take_the_play_elsewhere() -> None:
    assert way({"problem": 0.9, "champion_change": 0.49, "churn": 0.59}) == way({"problem": 0.9}) == "session"
    assert way({"problem": 0.9, "champion_change": 0.8}) == "remap"
    assert way({"champion_change": 0.45}) == way({})
