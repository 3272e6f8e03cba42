"""Simulated respondents against the real engine: every persona finishes, and the craft holds throughout."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from interviewer.builtin import BuiltIn
from interviewer.checks import Against, message_faults
from interviewer.conversation import Graph, Setting
from interviewer.guide_files import parse_guide, template_names, template_text
from interviewer.phrases import phrases as interviewer_phrases
from interviewer.reader import read_answer
from interviewer.rehearsal.questions import aspect_of
from interviewer.rehearsal.rehearse import rehearse
from interviewer.rehearsal.respondent import Respondent, casting, persona_names, phrases
from interviewer.rehearsal.stories import Story, everyday_names, fill, story_names, strength_names, tell
from interviewer.rehearsal.typing_habits import TypingHabit
from interviewer.text import same_words, sentences, words
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


ALL_NAMES = [*story_names(), *strength_names(), *everyday_names()]


@pytest.mark.parametrize("name", ALL_NAMES)
def test_every_account_of_a_story_fills_without_leftovers(name: str) -> None:
    for seed in range(20):
        for aspect, accounts in tell(name, random.Random(seed)).aspects.items():
            for account in accounts:
                assert not re.search(r"[\[\]{}|]| [,.]", account), (aspect, account)


@pytest.mark.parametrize("name", story_names())
def test_story_has_many_accounts_of_every_aspect_and_words_them_anew(name: str) -> None:
    story = tell(name, random.Random(1))
    told = "value" if story.mood == "happy" else "situation"
    for aspect in ("goal", "setup", told, "example", "cause", "consequence", "before", "who", "wish"):
        assert len({same_words(account) for account in story.aspects[aspect]}) >= 8, aspect
    for aspect in ("relief", "stake", "decision", "vague"):
        assert len(story.aspects[aspect]) >= 5, aspect
    again = tell(name, random.Random(2))
    assert len(_sentences(story) & _sentences(again)) < 0.3 * len(_sentences(story))
    assert _sentences(story) == _sentences(tell(name, random.Random(1)))


def _sentences(story: Story) -> set[str]:
    return {same_words(account) for accounts in story.aspects.values() for account in accounts}


@pytest.mark.parametrize("name", ALL_NAMES)
def test_the_interviewer_takes_every_account_for_an_answer(name: str) -> None:
    for seed in range(4):
        for aspect, accounts in tell(name, random.Random(seed)).aspects.items():
            for account in accounts:
                assert _kind(account) in {"substantive", "vague"}, (aspect, account)


@pytest.mark.parametrize(
    ("habit", "kind"),
    [
        ("refuses", "refusal"),
        ("stops", "stop"),
        ("repeats", "already_said"),
        ("asks", "asks_back"),
        ("unsure", "dont_know"),
        ("wants_human", "human"),
    ],
)
def test_what_a_persona_says_instead_is_understood(habit: str, kind: str) -> None:
    for phrase in phrases(habit):
        for seed in range(12):
            said = fill(phrase, random.Random(seed))
            assert _kind(said) == kind, said


def _kind(text: str) -> str:
    return read_answer([Turn(2, "respondent", text, BEGAN, "say")], "How did getting set up go?", "en").kind


def test_gaps_are_filled_from_alternatives_own_slots_and_shared_ones() -> None:
    chance = random.Random(3)
    assert fill("[a|a] {who} [x {who}|x {who}]", chance, {"who": "Ana"}) == "a Ana x Ana"
    assert fill("late[, really|, really] .", chance) == "late, really."
    assert len({fill("in {month}", random.Random(seed)) for seed in range(30)}) > 5
    assert len({fill("[one|two|] day", random.Random(seed)) for seed in range(30)}) == 3
    with pytest.raises(KeyError):
        fill("{nothing_of_that_name}", chance)


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
    lengths: dict[str, list[int]] = {}
    for number, (persona, story) in enumerate(casting(1, 120)):
        turns = await run(graph, persona, story, ("post-onboarding", "pre-renewal")[number % 2], number)
        for answer in (turn.text for turn in turns if turn.speaker == "respondent" and turn.text):
            lengths.setdefault(persona, []).append(len(words(answer)))
            for sentence in map(same_words, sentences(answer)):
                if len(sentence.split()) >= 6:
                    said.append(sentence)
                    heard.setdefault(sentence, set()).add(number)
    worn_out = [sentence for sentence in said if len(heard[sentence]) > 2]
    assert len(worn_out) <= 0.03 * len(said), worn_out
    for persona in ("plain", "verbose", "happy", "unhappy"):
        assert 12 <= sum(lengths[persona]) / len(lengths[persona]) <= 35, persona


def test_unknown_persona_and_story_are_key_errors() -> None:
    with pytest.raises(KeyError):
        Respondent("nobody", "slow_import", 1)
    with pytest.raises(KeyError):
        Respondent("plain", "nothing", 1)
