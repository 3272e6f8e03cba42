"""Questions put to us and wishes for a person join the findings, tied to the words they were made in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analysis.types import Insight, Provenance, Statement, Tag
from app.services.asked_for import SURE, with_what_was_asked_for
from app.tables import TurnRow

NOTHING_FOUND = Insight(
    statements=(Statement(2, 0, 3, "abc"), Statement(4, 0, 2, "de"), Statement(4, 3, 5, "fg")),
    embeddings=np.zeros((3, 2), dtype=np.float32),
    languages=("en", "en", "en"),
    sentiments=(None, None, None),
    themes=(None, None, None),
    sentiment=None,
    tags=(),
    quotes=(0,),
    summary=(),
    provenance=Provenance("en", "rules"),
)


def reply(to: int, kind: str, *cues: str) -> TurnRow:
    note: dict[str, Any] = {"reading": {"kind": kind, "cues": list(cues)}}
    return TurnRow(
        interview_id="int",
        seq=to + 1,
        workspace_id="ws",
        speaker="interviewer",
        text="",
        reply_to=to,
        note=note,
    )


@pytest.mark.parametrize(
    ("kind", "cues", "name"),
    [
        ("asks_back", ("ask_support",), "support_need"),
        ("substantive", ("ask_support",), "support_need"),
        ("human", (), "escalation"),
        ("legal", (), "escalation"),
    ],
)
def test_what_was_asked_for_is_an_intent_resting_on_the_words_of_its_turn(
    kind: str, cues: tuple[str, ...], name: str
) -> None:
    found = with_what_was_asked_for(NOTHING_FOUND, [reply(4, kind, *cues)])
    assert found.tags == (Tag("intent", name, "negative", SURE, (1, 2)),)


@pytest.mark.parametrize(
    ("kind", "cues"), [("asks_back", ("ask_privacy",)), ("substantive", ()), ("stop", ())]
)
def test_other_questions_and_answers_add_nothing(kind: str, cues: tuple[str, ...]) -> None:
    assert with_what_was_asked_for(NOTHING_FOUND, [reply(4, kind, *cues)]).tags == ()


def test_a_request_without_a_statement_adds_nothing() -> None:
    assert with_what_was_asked_for(NOTHING_FOUND, [reply(6, "human")]).tags == ()


def test_an_intent_found_already_gains_the_evidence_once() -> None:
    found = replace(NOTHING_FOUND, tags=(Tag("intent", "escalation", "negative", 0.7, (1,)),))
    [tag] = with_what_was_asked_for(found, [reply(4, "human")]).tags
    assert (tag.confidence, tag.evidence) == (0.7, (1, 2))
