"""The scoreboard: figures summed over conversations, places worst first, and what it says of anchors."""

from __future__ import annotations

import json

import pytest

from interviewer.guide import Guide
from interviewer.rubric.anchors import all_anchors, anchors, shown
from interviewer.rubric.conversation import Conversation, Line, Meant
from interviewer.rubric.exports import BadTranscript, conversation_from_json, conversation_to_json
from interviewer.rubric.measure import Sighting, Target
from interviewer.rubric.rules import NEEDS, RULES
from interviewer.rubric.scoreboard import scoreboard
from tests.interviewer.said import ours, theirs

GOOD = Conversation(
    "good", [ours("What happened?"), theirs("The import broke."), ours("Thanks for your time.")]
)
BAD = Conversation(
    "bad",
    [
        ours("What happened? When?"),
        theirs("The import broke."),
        ours("Who saw it? Where?"),
        theirs("Ana did."),
        ours("What then? And why?"),
    ],
)
POOR = Conversation("poor", [ours("What happened? When?"), theirs("It broke."), ours("Goodbye.")])


async def test_figures_are_summed_over_all_messages() -> None:
    board = await scoreboard([GOOD, BAD, POOR], keep_ends=True)
    assert (board.conversations, board.messages) == (3, 7)
    assert board.question_marks == {0: 2, 1: 1, 2: 4}
    found = board.measure("one_question_mark")
    assert (found.hits, found.of, found.passed) == (3, 7, False)
    assert found.value == pytest.approx(3 / 7)


async def test_offending_places_come_worst_first_and_as_many_as_asked_for() -> None:
    board = await scoreboard([GOOD, POOR, BAD], keep_ends=True, most_places=3)
    places = board.measure("one_question_mark").places
    assert [(one.conversation, one.line) for one in places] == [("bad", 1), ("bad", 3), ("bad", 5)]


async def test_the_longest_messages_come_first() -> None:
    long, longer = ours(" ".join(["w"] * 40)), ours(" ".join(["w"] * 50))
    board = await scoreboard([Conversation("one", [long, theirs("ok"), longer])], keep_ends=True)
    assert [place.line for place in board.measure("median_words").places] == [3, 1]


async def test_conversations_are_ranked_by_the_rules_they_keep() -> None:
    board = await scoreboard([GOOD, BAD, POOR], keep_ends=True)
    assert board.passes[0].conversation == "bad"
    good = next(one for one in board.passes if one.conversation == "good")
    assert "one_question_mark" not in good.failed
    assert 0 < good.passed <= good.of
    assert {one.conversation for one in board.passes} == {"good", "bad", "poor"}


async def test_nothing_at_all_is_neither_passed_nor_missed() -> None:
    board = await scoreboard([])
    assert board.messages == 0
    assert all(one.passed is None and not one.is_measurable for one in board.measures)
    assert board.failed == ()


async def test_a_conversation_of_the_respondent_alone_is_no_fault_of_ours() -> None:
    board = await scoreboard([Conversation("one", [theirs("hello?")])])
    assert board.failed == ()


async def test_the_scoreboard_is_plain_json() -> None:
    told = (await scoreboard([BAD], keep_ends=True)).to_json()
    assert json.loads(json.dumps(told)) == told
    line = next(one for one in told["measures"] if one["key"] == "one_question_mark")
    assert line["value"] == 0
    assert line["target"] == {"limit": 0.99, "at_least": True}
    assert line["places"][0] == {"conversation": "bad", "line": 1}


async def test_an_unknown_line_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        (await scoreboard([GOOD])).measure("charm")


def test_keys_are_unique_and_rules_in_order() -> None:
    keys = [rule.key for rule in RULES]
    assert len(set(keys)) == len(keys)
    numbers = [rule.number for rule in RULES]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, 22)) - {15}


def test_every_need_is_explained() -> None:
    named = {need for rule in RULES for need in rule.needs.replace(" or ", " and ").split(" and ") if need}
    assert named == set(NEEDS)


@pytest.mark.parametrize(
    ("target", "value", "is_met"),
    [
        (Target(0.9), 0.9, True),
        (Target(0.9), 0.899, False),
        (Target(30, at_least=False), 30, True),
        (Target(30, at_least=False), 30.5, False),
        (Target(0.3, at_least=False), 0.1 + 0.2, True),
    ],
)
def test_a_bound_is_met_on_the_bound_itself(target: Target, value: float, is_met: bool) -> None:
    assert target.is_met(value) is is_met


def test_the_ninth_tenth_is_a_figure_that_occurred() -> None:
    rule = next(rule for rule in RULES if rule.key == "p90_words")
    sizes = [Sighting(1, True, float(size)) for size in range(1, 11)]
    assert rule.value(sizes) == 10
    assert rule.value(sizes[:1]) == 1
    assert rule.value([]) is None


def test_every_anchor_belongs_to_a_rule_and_names_its_corpus() -> None:
    keys = {rule.key for rule in RULES}
    for anchor in all_anchors():
        assert anchor.key in keys
        assert anchor.corpus.name
        assert anchor.corpus.source
        assert (anchor.figure is None) == bool(anchor.says)


def test_the_figures_of_all_transcripts_and_of_the_creatives_are_told_apart() -> None:
    whole, creatives = anchors("one_question_mark")
    assert (whole.figure, whole.corpus.own_code) == (0.32, False)
    assert "1,250" in whole.corpus.name
    assert whole.note.startswith("68.3 %")
    assert creatives.corpus.own_code
    assert "125" in creatives.corpus.name
    assert creatives.note.startswith("39.2 %")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(0.39153, "share", "39.2 %"), (1.0, "share", "100 %"), (52.0, "words", "52"), (None, "share", "–")],
)
def test_figures_read_well(value: float | None, unit: str, text: str) -> None:
    assert shown(value, unit) == text  # type: ignore[arg-type]  # the table's words are units


def test_an_exported_interview_comes_back_as_it_was(guide: Guide) -> None:
    lines = (
        ours("How did it go?", "open", "setup"),
        theirs("fine", "vague", gaps=("example",)),
        Line("csm", "Hi, this is Ana."),
        Line("respondent", "", "stop", meant=Meant("stop")),
    )
    before = Conversation("one", lines, guide, "en", "Northwind", has_ended=False)
    after = conversation_from_json(json.loads(json.dumps(conversation_to_json(before))))
    assert (after.id, after.guide, after.sponsor) == ("one", guide, "Northwind")
    assert not after.has_ended
    assert after.lines == lines
    # objectives must stay unsaid; they come with the guide
    assert any("outcome they bought" in secret for secret in after.secrets)


def test_an_answer_of_the_api_can_be_scored() -> None:
    shape = {
        "id": "int_1",
        "study": "study_1",
        "status": "closed",
        "language": "de-DE",
        "turns": [
            {"seq": 1, "speaker": "interviewer", "action": "say", "text": "Wie war es?", "at": "…"},
            {"seq": 2, "speaker": "respondent", "action": "skip", "text": ""},
        ],
        "insight": None,
    }
    found = conversation_from_json(shape)
    assert (found.language, found.has_ended, len(found.lines)) == ("de", True, 2)
    assert found.lines[1].action == "skip"


@pytest.mark.parametrize(
    ("fields", "has_ended"),
    [
        ({}, True),
        ({"status": "closed", "reason": "completed"}, True),
        ({"status": "closed", "reason": "expired"}, False),
        ({"status": "open", "reason": None}, False),
        ({"status": "with_human"}, False),
    ],
)
def test_only_a_closed_interview_has_an_end_to_judge(fields: dict[str, object], has_ended: bool) -> None:
    shape = {"turns": [{"speaker": "interviewer", "text": "Hello."}]} | fields
    assert conversation_from_json(shape).has_ended is has_ended


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ({}, "'turns' must be a list with at least one turn"),
        ({"turns": []}, "'turns' must be a list with at least one turn"),
        ({"turns": ["hi"]}, "turn 1 must be an object"),
        ({"turns": [{"speaker": "bot"}]}, "'speaker' of turn 1 must be one of interviewer, respondent, csm"),
        (
            {"turns": [{"speaker": "csm", "action": "wave"}]},
            "'action' of turn 1 must be one of say, skip, stop, human",
        ),
        ({"turns": [{"speaker": "csm", "text": 3}]}, "'text' of turn 1 must be a text"),
        ({"turns": [{"speaker": "csm", "note": [1]}]}, "'note' of turn 1 must be an object"),
        ({"turns": [{"speaker": "csm", "meant": {"kind": "joy"}}]}, "'meant.kind' of turn 1 must be one of"),
        (
            {"turns": [{"speaker": "csm", "meant": {"kind": "vague", "gaps": ["luck"]}}]},
            "'meant.gaps' of turn 1 must list some of",
        ),
        ({"turns": [{"speaker": "csm"}], "language": 3}, "'language' must be a text"),
        ({"turns": [{"speaker": "csm"}], "guide": {"guide": "x"}}, "'guide' is not a guide"),
    ],
)
def test_what_is_no_interview_is_refused_by_field(shape: dict[str, object], said: str) -> None:
    with pytest.raises(BadTranscript) as refused:
        conversation_from_json(shape)
    assert str(refused.value).startswith(said)
