"""Falling usage, lived through from outside: asked why, heard, helped, back; and the same under kill -9.

Four services run at once, each with a PostgreSQL of its own: one undisturbed, the others killed at moments
of the story, in the full campaign at all of them again and again. Their rows must be the same at the end.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

import pytest

from app.tables.base import now
from tests.faults.campaign import stored
from tests.faults.champion import BROKEN, WORDS
from tests.faults.history import problems
from tests.faults.service import Service
from tests.faults.story import Kills, Story
from tests.faults.story_facts import Facts
from tests.faults.story_record import Rows, differences, record
from tests.faults.story_told import told

pytestmark = pytest.mark.faults

SEED = 20_261_122
MOMENTS = (
    "the account is told",
    "what is known of it is told",
    "it is scored",
    "usage falls",
    "the trigger fired",
    "the policy has decided",
    "the invitation is out",
    "the link is followed",
    "answer 1 is acknowledged",
    "answer 2 is acknowledged",
    "answer 3 is acknowledged",
    "the interview is over",
    "the answer is known",
    "the session is a task",
    "the session is held",
    "the play waits for usage",
    "usage is back",
    "the trigger is closed",
)
TOLD_BY_POST = ("what is known of it is told", "usage falls", "usage is back")

FALLEN_BY_A_THIRD = [
    "Health is 84, healthy.",
    "Health 84 → 71, at_risk: Usage fell 32 % week over week (1,000 → 680).",
    "usage-drop fired for Ana Silva, due in 48 hours: Usage fell 32 % week over week.",
    "Invitation automatic by rule allowed: The policy allows it, and no rule speaks for a person.",
    "Mail captured for Mara Lind: A few questions from Northwind.",
    f"The answer refines the reason: Mara Lind (champion) names reporting as the cause: “{WORDS[2]}”",
    "The interview shows problem. On to session.",
    "Task for Ana Silva, done, due in 48 calendar hours: Technical session with Bramble & Finch.",
    "Health 71 → 69, at_risk: People feel +0.0 on a scale of −1 to +1.",
    "Health 69 → 82, healthy: Usage rose 5 % week over week (1,000 → 1,050).",
    "adoption-recovery is done. Reached: Usage is back to at least 90 % of the week before it fell.",
    "usage-drop closed by play as adoption_recovered: Usage is back to at least 90 % of the week before it"
    " fell: reached after less than a day. It was 1,000 before and is 1,050 now.",
]
FALLEN_BY_ALMOST_HALF = [
    "usage-drop fired for Ana Silva, due in 48 hours: Usage fell 45 % week over week.",
    "Invitation refused by rule usage_fall_week: Usage fell 45 % week over week; from 40 % on a person"
    " speaks with them.",
]
HAPPENS_ONCE = ("trigger.fired", "trigger.closed", "play.completed", "task.created", "insight.created")
CARRIES = {
    "health.changed": {"account", "score", "band", "delta", "previous", "cause", "coverage", "top", "link"},
    "trigger.fired": {"firing", "trigger", "reason", "top", "due_at", "owner", "play", "account", "link"},
    "trigger.closed": {"firing", "trigger", "reason", "reason_code", "outcome", "play", "account", "link"},
    "play.completed": {"run", "play", "account", "firing", "status", "outcome", "why", "link"},
    "task.created": {"task", "title", "reason", "due_at", "owner", "trigger", "evidence", "account", "link"},
    "insight.created": {"interview", "account", "contact", "themes", "sentiment", "intents", "drivers"}
    | {"summary", "quotes", "link", "provenance"},
}
"""What each event has at least, so that whoever hears of it need not ask back."""


@dataclass(frozen=True)
class Ended:
    """What a story came to."""

    rows: Rows
    lines: list[str]
    killed: list[str]
    problems: list[str]
    outcomes: dict[str, Any]

    def of(self, kind: str) -> list[Any]:
        """What the events of a kind said."""
        return [event["data"] for event in self.rows["events"] if event["type"] == kind]


async def a_third(at: datetime, kills: Kills) -> Ended:
    """Usage falls by 32 %, the champion is asked, the cause is taken away, and usage comes back."""
    async with Service() as service, service.database() as database:
        story = Story(service, database, Facts(at, 32), kills)
        await story.begins()
        await story.account_is_known()
        await story.usage_falls()
        await story.champion_answers()
        await story.answer_is_read()
        await story.session_is_held()
        await story.usage_is_back()
        await story.settles()
        assert story.moments == [*MOMENTS]
        assert story.champion is not None
        (interview,) = await story.look("SELECT id FROM interviews")
        return Ended(
            await record(database, story.workspace_id),
            await told(story),
            story.killed,
            problems(story.champion.heard, await stored(database, interview["id"])),
            await story.call("GET", "outcomes"),
        )


async def almost_half(at: datetime, kills: Kills) -> Ended:
    """Usage falls by 45 %: nothing goes out by itself, and the CSM's click sends what was prepared."""
    async with Service() as service, service.database() as database:
        story = Story(service, database, Facts(at, 45), kills)
        await story.begins()
        await story.account_is_known()
        await story.usage_falls()
        await story.settles()
        (task,) = await story.look("SELECT id, context FROM tasks")
        assert await story.look("SELECT 1 FROM mails UNION ALL SELECT 1 FROM touches") == []
        await story.call("POST", f"tasks/{task['id']}/send-prepared")
        await story.came("the click sends it")
        await story.call("POST", f"tasks/{task['id']}/send-prepared")
        (mail,) = await story.until("SELECT text FROM mails WHERE status = 'captured'")
        await story.came("the invitation is out")
        await story.settles()
        page = await story.link_in(mail["text"])
        assert page.endswith(task["context"]["prepared"]["link"])
        lines = await told(story)
        return Ended(await record(database, story.workspace_id), lines, story.killed, [], {})


def shares(moments: Sequence[str], parts: int, random: Random) -> list[dict[str, float]]:
    """Every moment once, dealt out in turn; killed at once, a moment later, or while it is being told."""
    kills: list[dict[str, float]] = [{} for _ in range(parts)]
    for number, moment in enumerate(moments):
        delays = [0.0, random.uniform(0.0, 0.05)]
        if moment in TOLD_BY_POST:
            delays.append(-random.uniform(0.001, 0.03))
        kills[number % parts][moment] = random.choice(delays)
    return kills


@pytest.mark.timeout(7200)
async def test_a_fall_by_a_third_ends_alike_however_often_the_service_is_killed(
    full_campaign: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    random, at = Random(SEED), now()
    moments, rounds = (MOMENTS, 6) if full_campaign else (MOMENTS[1::2], 1)
    plain, *ended = await asyncio.gather(*(a_third(at, kills) for kills in ({}, *shares(moments, 3, random))))
    with capsys.disabled():
        print("", *plain.lines, sep="\n  ", flush=True)  # noqa: T201
    check_the_third(plain)
    for _ in range(rounds - 1):
        ended += await asyncio.gather(*(a_third(at, kills) for kills in shares(moments, 3, random)))
    assert Counter(moment for one in ended for moment in one.killed) == dict.fromkeys(moments, rounds)
    for one in ended:
        assert one.problems == []
        assert differences(plain.rows, one.rows) == []
        assert one.lines == plain.lines


def check_the_third(plain: Ended) -> None:
    """The story as it is meant: its lines, its evidence, its events, what the report counts."""
    assert plain.lines == FALLEN_BY_A_THIRD
    assert plain.problems == []
    assert {kind: len(plain.of(kind)) for kind in HAPPENS_ONCE} == dict.fromkeys(HAPPENS_ONCE, 1)
    for kind, names in CARRIES.items():
        assert all(names <= set(data) for data in plain.of(kind)), kind
    health = [data for data in plain.of("health.changed") if data["definition"] == "risk"]
    assert [round(data["score"]) for data in sorted(health, key=lambda data: data["score"])] == [71, 82, 84]
    assert all(len(data["top"]) == 3 for data in health)
    (closed,) = plain.of("trigger.closed")
    assert closed["reason_code"] == "adoption_recovered"
    (task,) = plain.of("task.created")
    assert BROKEN in [item["text"] for item in task["evidence"] if item["kind"] == "statement"]
    answered = plain.outcomes["triggers_answered"]
    assert (answered["fired"], answered["acted"], answered["closed"]) == (1, 1, 1)
    assert (answered["in_time"], answered["conversion"], answered["false_alarms"]) == (1.0, 1.0, 0)
    (program,) = plain.outcomes["programs"]
    assert (program["play"], program["runs"], program["reached"]) == ("adoption-recovery", 1, 1)


@pytest.mark.timeout(3600)
async def test_a_fall_by_almost_half_waits_for_the_csms_click(full_campaign: bool) -> None:
    at = now()
    every = [*MOMENTS[:6], "the click sends it", "the invitation is out"]
    moments, parts = (every, 4) if full_campaign else (every[3::2], 1)
    plain, *killed = await asyncio.gather(
        *(almost_half(at, kills) for kills in ({}, *shares(moments, parts, Random(SEED))))
    )
    assert plain.lines[2:4] == FALLEN_BY_ALMOST_HALF
    assert plain.lines[4] == "Mail captured for Mara Lind: A few questions from Northwind."
    assert (
        "Task for Ana Silva, open, due in 24 business hours: Call Mara Lind at Bramble & Finch."
        in plain.lines
    )
    (task,) = plain.rows["tasks"]
    assert task["context"]["reason"] == "Usage fell 45 % week over week."
    assert [touch["purpose"] for touch in plain.rows["touches"]] == ["invitation", "reminder"]
    assert sorted(moment for one in killed for moment in one.killed) == sorted(moments)
    for one in killed:
        assert differences(plain.rows, one.rows) == []
