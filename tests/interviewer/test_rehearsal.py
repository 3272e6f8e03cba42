"""Simulated respondents against the real engine: every persona finishes, and the craft holds throughout."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from interviewer.builtin import BuiltIn
from interviewer.checks import Against, message_faults
from interviewer.conversation import Graph, Setting
from interviewer.guide_files import parse_guide, template_names, template_text
from interviewer.rehearsal.rehearse import rehearse
from interviewer.rehearsal.respondent import Respondent, casting, persona_names
from interviewer.rehearsal.stories import story_names, tell
from interviewer.text import same_words, words
from interviewer.transcript import Turn

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)


async def run(graph: Graph, persona: str, story: str, template: str, seed: int) -> list[Turn]:
    guide = parse_guide(template_text(template), template)
    setting = Setting("en", "Northwind", "Northwind Flow", "Ana", {}, seed)
    respondent = Respondent(persona, story, seed)
    return await rehearse(graph, guide, respondent, model=BuiltIn(), setting=setting, began_at=BEGAN)


def ours(turns: Sequence[Turn]) -> list[Turn]:
    return [turn for turn in turns if turn.speaker == "interviewer"]


@pytest.mark.parametrize("template", template_names())
@pytest.mark.parametrize("persona", persona_names())
async def test_every_persona_is_interviewed_decently_to_the_end(
    graph: Graph, persona: str, template: str
) -> None:
    story = dict(casting(5, len(persona_names())))[persona]
    turns = await run(graph, persona, story, template, seed=len(persona))
    spoken = ours(turns)
    expected = {"early_stop": "stop", "wants_human": "hand_off"}.get(persona, "farewell")
    assert spoken[-1].note["move"] == expected
    for index, turn in enumerate(spoken):
        said = tuple(earlier.text for earlier in spoken[:index])
        closing = index == len(spoken) - 1
        assert turn.text.count("?") == (0 if closing else 1)
        if turn.note["move"] not in {"open", "summary"}:
            assert message_faults(turn.text, Against("en", said=said, closes=closing)) == [], turn.text
    lengths = sorted(len(words(turn.text)) for turn in spoken[1:])
    assert lengths[len(lengths) // 2] <= 30


async def test_the_same_seed_gives_the_same_interview(graph: Graph) -> None:
    first = await run(graph, "plain", "slow_import", "post-onboarding", 7)
    again = await run(graph, "plain", "slow_import", "post-onboarding", 7)
    other = await run(graph, "plain", "slow_import", "post-onboarding", 8)
    assert [turn.text for turn in first] == [turn.text for turn in again]
    assert [turn.text for turn in first] != [turn.text for turn in other]


async def test_refused_question_is_left_alone(graph: Graph) -> None:
    turns = await run(graph, "refusing", "price_vs_value", "pre-renewal", 2)
    spoken = ours(turns)
    for index, turn in enumerate(spoken):
        if (turn.note["reading"] or {}).get("kind") == "refusal":
            declined = spoken[index - 1].note["question"]
            assert all(later.note["question"] != declined for later in spoken[index:])


def test_casting_uses_every_persona_and_story() -> None:
    cast = casting(1, 120)
    assert {persona for persona, _ in cast} == set(persona_names())
    assert {story for _, story in cast} == set(story_names())
    assert cast == casting(1, 120)


def test_stories_are_told_in_different_words() -> None:
    import random

    assert len(story_names()) >= 12
    for name in story_names():
        told = [tell(name, random.Random(seed)) for seed in range(6)]
        sentences = {same_words(one) for story in told for aspect in story.aspects.values() for one in aspect}
        assert len(sentences) >= 25
        assert not any("{" in one for story in told for aspect in story.aspects.values() for one in aspect)


def test_unknown_persona_and_story_are_key_errors() -> None:
    with pytest.raises(KeyError):
        Respondent("nobody", "slow_import", 1)
    with pytest.raises(KeyError):
        Respondent("plain", "nothing", 1)
