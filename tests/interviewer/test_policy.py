"""What may come next: the policy as tables, without a graph, a model or a clock."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.focus import focus_of
from interviewer.guide import Guide, Question
from interviewer.guide_files import parse_guide
from interviewer.memory import Memory
from interviewer.moves import Move, ProbeKind
from interviewer.policy import (
    MOST_PROBES,
    as_meant,
    in_mood,
    legal_moves,
    pressure,
    probe_budget,
    questions_left,
)
from interviewer.probing import TRIES, probes_for
from interviewer.reading import Kind, Label, Reading

GUIDE = parse_guide(
    """
guide: exports
title: Exports
minutes: 10
limits: {probes_per_question: 2, turns: 30}
questions:
  - id: work
    ask: What do you do with the exports?
    objective: the job
    must_cover: true
    listen_for:
      - {id: job, about: the job done with it, ask: Which job is that?}
      - {id: rhythm, about: how often}
  - id: trouble
    ask: What gets in your way?
    objective: obstacles
    listen_for:
      - {id: obstacle, about: an obstacle, ask: What was the obstacle?}
      - {id: cost, about: what it costs}
  - id: people
    ask: Who else works with it?
    objective: reach
  - id: wish
    ask: What would make it better?
    objective: the change wanted
    must_cover: true
""",
    "exports",
)
WORK = GUIDE.questions[0]
ASKED = Memory(last_move="ask", current="work", asked=("work",), turns_used=1)
LONG = "We ran the export every Monday for the board until the new format broke it in March."


def reading(kind: Kind = "vague", *labels: Label, cues: tuple[str, ...] = (), full: bool = False) -> Reading:
    return Reading(kind, LONG, labels, cues=cues, full=full)


def keys(moves: tuple[Move, ...]) -> list[str]:
    return [move.key for move in moves]


@pytest.mark.parametrize(
    ("answer", "first"),
    [
        (reading("vague", "generalising"), "example"),
        (reading("vague", "it_depends"), "clarify"),
        (reading("vague", "unclear_pronoun"), "clarify"),
        (reading("vague", "evaluative_only"), "clarify"),
        (reading("vague", "evaluative_only", cues=("praise",)), "example"),
        (reading("vague", "few_words"), "example"),
        (replace(reading("vague", "few_words"), text="Mostly exports."), "detail"),
        (reading("substantive", cues=("problem", "concrete")), "cause"),
        (reading("substantive", cues=("problem", "cause", "concrete")), "consequence"),
        (reading("substantive", cues=("change", "concrete")), "comparison"),
        (reading("substantive", cues=("praise", "concrete")), "ladder"),
        (reading("substantive"), "detail"),
        (reading("substantive", cues=("wish",)), "detail"),
    ],
)
def test_the_probe_fits_the_gap(answer: Reading, first: ProbeKind) -> None:
    assert probes_for(WORK, ASKED, answer)[0].probe == first


def test_no_direction_is_taken_twice_running_or_more_often_than_allowed() -> None:
    tried = replace(ASKED, probes=("example", "clarify", "example"))
    directions = [move.probe for move in probes_for(WORK, tried, reading("vague", "generalising"))]
    assert tried.probes.count("example") == TRIES
    assert "example" not in directions


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("distress", "care"),
        ("legal", "escalate"),
        ("human", "hand_off"),
        ("stop", "stop"),
        ("skip", "ask:trouble"),
        ("refusal", "ask:trouble"),
        ("dont_know", "ask:trouble"),
        ("already_said", "ask:trouble"),
        ("abuse", "ask:trouble"),
        ("asks_back", "rephrase:work"),
        ("off_topic", "rephrase:work"),
        ("instruction", "rephrase:work"),
    ],
)
def test_kinds_that_are_no_answer_have_one_way_on(kind: Kind, expected: str) -> None:
    assert keys(legal_moves(GUIDE, ASKED, reading(kind), "en")) == [expected]


@pytest.mark.parametrize(
    ("kind", "first"), [("human", "hand_off"), ("stop", "stop"), ("substantive", "open:work")]
)
def test_who_asks_for_a_person_before_the_opening_is_heard(kind: Kind, first: str) -> None:
    assert keys(legal_moves(GUIDE, Memory(), reading(kind), "en")) == [first]


def test_a_question_is_put_in_other_words_only_once() -> None:
    assert keys(legal_moves(GUIDE, replace(ASKED, rephrased=1), reading("off_topic"), "en")) == [
        "ask:trouble"
    ]


def test_a_full_answer_is_not_milked() -> None:
    full = reading("substantive", cues=("concrete",), full=True)
    assert keys(legal_moves(GUIDE, ASKED, full, "en")) == ["ask:trouble"]


def test_a_vague_answer_leaves_only_probes_until_the_budget_is_spent() -> None:
    vague = reading("vague", "few_words")
    assert {move.name for move in legal_moves(GUIDE, ASKED, vague, "en")} == {"probe"}
    spent = replace(ASKED, probes=("detail", "example"))
    assert keys(legal_moves(GUIDE, spent, vague, "en")) == ["ask:trouble"]


def test_the_last_probe_is_kept_for_a_case_where_none_was_told() -> None:
    probed = replace(ASKED, probes=("clarify",))
    problem = reading("vague", "few_words", cues=("problem",))
    assert legal_moves(GUIDE, probed, problem, "en")[0].probe == "example"
    told = replace(probed, concrete=frozenset({"work"}))
    assert legal_moves(GUIDE, told, problem, "en")[0].probe != "example"


@pytest.mark.parametrize(
    ("question", "first"), [("work", "probe:example"), ("trouble", "ask:people")], ids=["must", "may"]
)
def test_what_must_be_covered_is_not_left_without_a_case_or_a_try_at_one(question: str, first: str) -> None:
    probed = Memory(
        "probe", question, ("work", "trouble")[: 1 + (question == "trouble")], ("cause",), turns_used=3
    )
    assert keys(legal_moves(GUIDE, probed, reading("substantive", cues=("problem",)), "en"))[0] == first


@pytest.mark.parametrize(
    ("minutes", "turns_used", "strain", "budget"),
    [
        (0, 1, "none", 2),
        (7.4, 1, "none", 2),
        (7.6, 1, "short", 1),
        (12.6, 1, "over", 0),
        (20, 1, "out", 0),
        (0, 25, "over", 0),
        (0, 22, "short", 1),
        (0, 27, "out", 0),
    ],
)
def test_time_and_turns_press_on_probing(minutes: float, turns_used: int, strain: str, budget: int) -> None:
    memory = replace(ASKED, minutes_used=minutes, turns_used=turns_used)
    assert pressure(GUIDE, memory) == strain
    assert probe_budget(GUIDE, memory, WORK) == budget


@pytest.mark.parametrize(
    ("minutes", "left"),
    [(0, ["trouble", "people", "wish"]), (8, ["wish", "trouble", "people"]), (13, ["wish"]), (20, [])],
)
def test_under_pressure_what_must_be_covered_comes_first(minutes: float, left: list[str]) -> None:
    memory = replace(ASKED, minutes_used=minutes)
    assert [question.id for question in questions_left(GUIDE, memory, frozenset())] == left


def test_what_was_told_in_passing_is_not_asked_again() -> None:
    assert "trouble" in [q.id for q in questions_left(GUIDE, ASKED, frozenset({"obstacle"}))]
    assert "trouble" not in [q.id for q in questions_left(GUIDE, ASKED, frozenset({"obstacle", "cost"}))]


def test_what_is_known_beforehand_earns_its_question_one_more_probe() -> None:
    context = {"reason": "score fell", "signals": ["obstacles in the way"], "plan": {"name": "team"}}
    assert focus_of(GUIDE, context, "en") == "trouble"
    trouble = GUIDE.questions[1]
    memory = Memory("ask", "trouble", ("work", "trouble"), turns_used=2)
    assert probe_budget(GUIDE, memory, trouble, focus="trouble") == MOST_PROBES
    assert probe_budget(GUIDE, memory, trouble, focus="work") == 2


@pytest.mark.parametrize("context", [{}, {"plan": "enterprise", "renewal_on": "2027-01-31"}, {"seats": 40}])
def test_context_that_no_question_is_about_changes_nothing(context: dict[str, object]) -> None:
    assert focus_of(GUIDE, context, "en") is None


def test_a_guide_without_probes_gets_none_whatever_is_known() -> None:
    never: Guide = replace(GUIDE, limits=replace(GUIDE.limits, probes_per_question=0))
    assert probe_budget(never, ASKED, WORK, focus="work") == 0


def test_a_conversation_given_back_returns_to_the_question_it_left() -> None:
    back = replace(ASKED, last_move="hand_off", is_given_back=True)
    assert keys(legal_moves(GUIDE, back, Reading("substantive", full=True), "en")) == ["rephrase:work"]
    answered = replace(back, answers={"work": ("Every Monday.",)})
    assert keys(legal_moves(GUIDE, answered, Reading("substantive", full=True), "en")) == ["ask:trouble"]


@pytest.mark.parametrize(
    ("question", "is_wish"), [(GUIDE.questions[3], True), (WORK, False)], ids=["wish", "experience"]
)
def test_a_wish_is_one_because_of_the_question_and_not_of_the_last_probe(
    question: Question, is_wish: bool
) -> None:
    for cues in ((), ("wish", "problem")):
        assert ("wish" in in_mood(reading(cues=cues), question, "en").cues) is is_wish


@pytest.mark.parametrize(
    ("suspected", "heard", "meant"),
    [
        ((), ("may_stop",), "substantive"),
        (("may_stop",), ("may_stop", "problem"), "stop"),
        (("may_human",), ("may_distress",), "substantive"),
        (("may_stop", "may_human"), ("may_human",), "human"),
        (("may_stop",), ("problem",), "substantive"),
    ],
)
def test_what_may_have_meant_an_end_is_one_when_it_is_heard_again_after_an_offer(
    suspected: tuple[str, ...], heard: tuple[str, ...], meant: str
) -> None:
    offered = Memory("ask", "work", ("work",), suspected=frozenset(suspected))
    assert as_meant(Reading("substantive", "I have to see to the cows", cues=heard), offered).kind == meant
