"""Simulated respondents against the real engine: every persona finishes, and the craft holds throughout."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from interviewer.builtin import BuiltIn
from interviewer.conversation import Graph, Setting
from interviewer.guide_files import parse_guide, template_names, template_text
from interviewer.phrases import phrases as interviewer_phrases
from interviewer.rehearsal.casting import casting
from interviewer.rehearsal.material import material
from interviewer.rehearsal.questions import aspect_of
from interviewer.rehearsal.rehearse import Rehearsed, rehearse
from interviewer.rehearsal.respondent import Respondent
from interviewer.rehearsal.typing_habits import TypingHabit
from interviewer.text import same_words, sentences, words
from interviewer.transcript import Turn

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST = material()
SETTING = Setting("en", "Northwind", "Northwind Flow", "Ana", {})
ENDS = {"early_stop": "stop", "wants_human": "hand_off"}


async def rehearsed(graph: Graph, persona: str, story: str, template: str, seed: int) -> Rehearsed:
    guide = parse_guide(template_text(template), template)
    respondent = Respondent(persona, story, seed, guide=guide)
    setting = replace(SETTING, seed=seed)
    return await rehearse(graph, guide, respondent, model=BuiltIn(), setting=setting, began_at=BEGAN)


def ours(turns: Sequence[Turn]) -> list[Turn]:
    return [turn for turn in turns if turn.speaker == "interviewer"]


def fitting(persona: str) -> str:
    """A story the persona may have lived."""
    moods = FIRST.personas[persona].moods
    stories = FIRST.tongues["en"].stories
    return next(name for name in sorted(stories) if stories[name].mood in moods)


@pytest.mark.parametrize("template", template_names())
@pytest.mark.parametrize("persona", FIRST.personas)
async def test_every_persona_is_interviewed_decently_to_the_end(
    graph: Graph, persona: str, template: str
) -> None:
    run = await rehearsed(graph, persona, fitting(persona), template, seed=len(persona))
    spoken = ours(run.turns)
    assert run.has_ended
    if persona in ENDS:
        assert spoken[-1].note["move"] == ENDS[persona]
    for turn in spoken:
        assert turn.text.count("?") == (0 if turn is spoken[-1] else 1), turn.text
    lengths = sorted(len(words(turn.text)) for turn in spoken[1:-1] if turn.note["move"] != "summary")
    if len(lengths) >= 3:
        assert lengths[len(lengths) // 2] <= 30


async def test_the_same_seed_gives_the_same_interview(graph: Graph) -> None:
    first = await rehearsed(graph, "plain", "slow_import", "post-onboarding", 7)
    again = await rehearsed(graph, "plain", "slow_import", "post-onboarding", 7)
    other = await rehearsed(graph, "plain", "slow_import", "post-onboarding", 8)
    assert [turn.text for turn in first.turns] == [turn.text for turn in again.turns]
    assert [turn.text for turn in first.turns] != [turn.text for turn in other.turns]


async def test_refused_question_is_left_alone(graph: Graph) -> None:
    run = await rehearsed(graph, "refusing", "price_vs_value", "pre-renewal", 2)
    spoken = ours(run.turns)
    for index, turn in enumerate(spoken):
        if (turn.note["reading"] or {}).get("kind") == "refusal":
            declined = spoken[index - 1].note["question"]
            assert all(later.note["question"] != declined for later in spoken[index:])


ASKED_FOR = {
    "stop": {"stop"},
    "hand_off": {"human"},
    "care": {"distress"},
    "escalate": {"legal"},
}


async def test_nobody_is_sent_away_or_handed_over_who_did_not_ask_for_it(graph: Graph) -> None:
    unasked = []
    for part in casting(FIRST, 3, 80):
        template = template_names()[part.number % 6]
        guide = parse_guide(template_text(template), template)
        respondent = Respondent(part.persona, part.story, part.number, language=part.language, guide=guide)
        run = await rehearse(graph, guide, respondent, model=BuiltIn(), setting=SETTING, began_at=BEGAN)
        wanted = ASKED_FOR.get(str(run.turns[-1].note["move"]))
        if wanted and run.meant[run.turns[-2].seq].kind not in wanted:
            unasked.append((run.turns[-2].text, run.turns[-1].note["move"]))
    assert unasked == []


async def test_every_answer_carries_what_was_meant_and_the_rubric_gets_it(graph: Graph) -> None:
    run = await rehearsed(graph, "hostile", "slow_import", "pre-renewal", 3)
    theirs = [turn.seq for turn in run.turns if turn.speaker == "respondent"]
    assert list(run.meant) == theirs
    guide = parse_guide(template_text("pre-renewal"), "pre-renewal")
    conversation = run.conversation("a", guide, SETTING, ["a secret"])
    meant = {number: line.meant for number, line in enumerate(conversation.lines, 1) if line.meant}
    assert meant == run.meant
    assert conversation.has_ended
    assert conversation.secrets == ["a secret"]


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("What were you hoping to get done with Flow in the first weeks?", "goal"),
        ("What was the first job you wanted it to do?", "goal"),
        ("How far have you come with that until now?", "progress"),
        ("A different topic: How did getting set up go, from the first login to real work?", "setup"),
        ("Which step took the most effort?", "effort"),
        ("How long was it until you could work with it?", "duration"),
        ("How did you and your colleagues learn to work with it?", "learning"),
        ("Where did you turn when something was unclear?", "help"),
        ("Who works with it today?", "users"),
        ("At which moment did you first notice that it was worth the effort?", "moment"),
        ("What is different in your week since then?", "gain"),
        ("What would have to change for the next months to go well?", "wish"),
        ("What happens if it stays as it is?", "stake"),
        ("What do you and your team use Flow for these days?", "usage"),
        ("Which task would be the first to suffer without it?", "suffers"),
        ("Who relies on it the most?", "relies"),
        ("What has it brought your team over the past year?", "value"),
        ("Which result would you show your management?", "proof"),
        ("How does that stand against what it costs you?", "money"),
        ("What has cost you time with it?", "friction"),
        ("What happened the last time it got in your way?", "example"),
        ("What did that cost your team?", "consequence"),
        ("How will the decision about the renewal be made?", "decision"),
        ("Whose voice counts in that decision?", "voices"),
        ("Which alternatives are being looked at?", "alternatives"),
        ("What would have to be true in a year for you to call it money well spent?", "wish"),
        ("What would you correct?", "closing"),
        ("What is missing that Northwind should know?", "else"),
    ],
)
def test_each_question_of_the_demo_is_known_for_what_it_asks(question: str, aspect: str) -> None:
    assert aspect_of(question) == aspect


@pytest.mark.parametrize(
    ("probe", "aspects"),
    [
        ("example", {"example"}),
        ("cause", {"cause"}),
        ("consequence", {"consequence", "hours"}),
        ("comparison", {"before"}),
        ("who", {"who"}),
        ("ladder", {"gain", "without"}),
        ("ladder_wish", {"relief"}),
        ("example_wish", {"missed"}),
        ("clarify_wish", {"wish"}),
    ],
)
def test_every_wording_of_a_probe_is_known_for_what_it_asks(probe: str, aspects: set[str]) -> None:
    for wording in interviewer_phrases("en").lists[f"probe.{probe}"]:
        assert aspect_of(wording) in aspects, wording


async def test_a_probe_is_answered_from_the_story_that_was_talked_about() -> None:
    respondent = Respondent("plain", "missing_integration", 4)
    strength = respondent.answer("What has it brought your team over the past year?", []).text
    example = respondent.answer("What is one time this happened?", []).text
    systems = ("NetSuite", "SAP", "Dynamics", "Jira", "Zendesk", "Xero", "Freshdesk")
    assert not any(system in strength + example for system in systems)


def test_people_type_differently_and_each_in_one_way() -> None:
    text = "The account managers in Spain, and I, didn't get it because nobody asked. It is late."
    typed = {habit.name: habit.typed(text) for habit in (TypingHabit(random.Random(n)) for n in range(80))}
    assert typed["tidy"] == text
    assert typed["no_full_stop"] == text.removesuffix(".")
    assert typed["small_letters"].startswith("the account managers in Spain, and i, didn't")
    assert " - and I, didn't" in typed["dashes"] or typed["dashes"] == text
    assert len(set(typed.values())) >= 5


async def test_a_hundred_and_twenty_interviews_do_not_repeat_each_other(graph: Graph) -> None:
    heard: dict[str, set[int]] = {}
    said: list[str] = []
    for part in casting(FIRST, 1, 120):
        if part.language != "en":
            continue
        template = ("post-onboarding", "pre-renewal")[part.number % 2]
        run = await rehearsed(graph, part.persona, part.story, template, part.number)
        for answer in (turn.text for turn in run.turns if turn.speaker == "respondent" and turn.text):
            for sentence in map(same_words, sentences(answer)):
                if len(sentence.split()) >= 6:
                    said.append(sentence)
                    heard.setdefault(sentence, set()).add(part.number)
    worn_out = [sentence for sentence in said if len(heard[sentence]) > 3]
    assert len(worn_out) <= 0.03 * len(said), worn_out


async def test_nobody_says_the_same_twice_in_an_interview(graph: Graph) -> None:
    for part in casting(FIRST, 2, 40):
        if part.language != "en":
            continue
        run = await rehearsed(graph, part.persona, part.story, "post-onboarding", part.number)
        told = [
            same_words(sentence)
            for turn in run.turns
            if turn.speaker == "respondent"
            for sentence in sentences(turn.text)
        ]
        long = [one for one in told if len(one.split()) >= 8]
        assert len(long) == len(set(long)), (part, [one for one in long if long.count(one) > 1])


def test_unknown_persona_story_and_language_are_key_errors() -> None:
    with pytest.raises(KeyError):
        Respondent("nobody", "slow_import", 1)
    with pytest.raises(KeyError):
        Respondent("plain", "nothing", 1)
    with pytest.raises(KeyError):
        Respondent("plain", "slow_import", 1, language="tlh")
