"""Whole interviews against the local model server: whatever it does, they reach their end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

import pytest

from integrations.fakes.faults import FAULTS, TEXT, WIRE
from integrations.fakes.model_server import MODEL
from integrations.model_limits import ModelTimeouts
from interviewer.conversation import Reply, Setting, build_graph, next_turn
from interviewer.guide_files import parse_guide, template_text
from interviewer.prompted import Prompted
from interviewer.transcript import Turn
from tests.integrations.conftest import PATIENT

ANSWERS = [
    "We moved our renewals into it in March, and the exports broke twice a week.",
    "It was fine.",
    "Because our finance team needs the file every Monday before nine.",
    "Nobody called back for three weeks, so my manager lost patience and looked at another tool.",
    "Nothing else.",
]
IMPATIENT = ModelTimeouts(connect=1, first_token=0.1, between_tokens=0.1, whole=0.3)
# What passes for a good reply on the wire; how it is worded is another matter.
HARMLESS = {"no_usage", "stall_at_end"}


async def interview(chat: Any) -> list[Reply]:
    """Every reply of one interview, from the opening to the end or the sixtieth turn."""
    guide = parse_guide(template_text("pre-renewal"), "pre-renewal.yaml")
    graph, now = build_graph(), datetime(2026, 3, 2, 9, tzinfo=UTC)
    turns: list[Turn] = []
    replies: list[Reply] = []
    for answer in cycle(ANSWERS):
        reply = await next_turn(
            graph,
            guide=guide,
            turns=turns,
            setting=Setting("en", "Acme"),
            model=Prompted(chat),
            encode=None,
            now=now,
            show=lambda _: None,
        )
        replies.append(reply)
        if reply.closes or len(turns) > 60:
            break
        answered = turns[-1].seq if turns else None
        turns.append(Turn(len(turns) + 1, "interviewer", reply.text, now, reply_to=answered, note=reply.note))
        turns.append(Turn(len(turns) + 1, "respondent", answer, now))
        now += timedelta(seconds=20)
    return replies


@pytest.mark.parametrize("fault", FAULTS)
async def test_interview_finishes_whatever_the_model_does(talk: Any, fault: str) -> None:
    patience = PATIENT if fault in TEXT else IMPATIENT
    async with talk(fault=fault, slow_seconds=0.05, timeouts=patience) as t:
        replies = await interview(t.chat)
    assert replies[-1].closes == "completed"
    assert all(reply.text.strip() for reply in replies)
    assert all(reply.text.count("?") <= 1 for reply in replies)


async def test_good_model_words_most_of_what_may_be_worded(talk: Any) -> None:
    async with talk(timeouts=PATIENT) as t:
        replies = await interview(t.chat)
    spoke = [reply.note["model"] for reply in replies]
    assert spoke.count(MODEL) >= 7
    assert all(reply.note["tokens"] for reply in replies if reply.note["model"] == MODEL)


@pytest.mark.parametrize("fault", [name for name in WIRE if name not in HARMLESS])
async def test_transcript_says_when_the_built_in_interviewer_stepped_in(talk: Any, fault: str) -> None:
    async with talk(fault=fault, slow_seconds=0.05, timeouts=IMPATIENT) as t:
        replies = await interview(t.chat)
    assert {reply.note["model"] for reply in replies} == {"built-in"}
    assert any("Model" in (reply.note["fallback"] or "") for reply in replies)
