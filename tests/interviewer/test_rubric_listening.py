"""Rules 9, 10 and 11 over small conversations whose figures were counted by hand."""

from __future__ import annotations

import pytest

from interviewer.rubric.conversation import Conversation, Line
from interviewer.rubric.measure import Aids
from interviewer.rubric.said import Said
from interviewer.rubric.scoreboard import counted, scoreboard
from tests.interviewer.said import measured, ours, tally, theirs

LONG = theirs("We moved forty clinics to the new export and the Monday report broke.")
ASK = ours("How did the setup go?", "ask", "setup")


@pytest.mark.parametrize(
    ("lines", "tally_of"),
    [
        ([ASK, LONG, ours("The Monday report broke. What happened then?")], (1, 1)),
        ([ASK, LONG, ours("What happened then?")], (0, 1)),
        ([ASK, LONG, ours(f"{'so ' * 16}it was. What happened then?")], (0, 1)),
        ([ASK, theirs("Fine, all eight words of it are here."), ours("What happened then?")], (0, 0)),
    ],
)
def test_a_long_answer_is_shortly_acknowledged(lines: list[Line], tally_of: tuple[int, int]) -> None:
    assert tally(measured("receipt", *lines)) == tally_of


@pytest.mark.parametrize(
    ("message", "praises"),
    [
        ("That's a great point. What happened then?", True),
        ("Excellent! What happened then?", True),
        ("Noted. What happened then?", False),
        ("You said “it is a great tool”. What happened then?", False),
    ],
)
def test_praise_is_counted_but_not_in_their_own_words(message: str, praises: bool) -> None:
    lines = [ASK, theirs("it is a great tool"), ours(message)]
    assert tally(measured("praise", *lines)) == (int(praises), 2)


@pytest.mark.parametrize(
    ("lines", "tally_of"),
    [
        ([ASK, LONG, ours("What broke in the report?")], (1, 1)),
        ([ASK, LONG, ours("What about exports?")], (1, 1)),
        ([ASK, LONG, ours("What else comes to mind?")], (0, 1)),
        ([ASK, theirs("fine"), ours("What else comes to mind?")], (0, 0)),
        (
            [
                ASK,
                theirs("I would rather not go into any of that with you today, sorry.", "refusal"),
                ours("What else?"),
            ],
            (0, 0),
        ),
    ],
)
def test_messages_take_up_a_word_of_the_answer(lines: list[Line], tally_of: tuple[int, int]) -> None:
    assert tally(measured("mirrors", *lines)) == tally_of


@pytest.mark.parametrize(
    ("message", "tally_of"),
    [
        ("“The Monday report broke”, noted. What then?", (1, 1)),
        ("“The Friday report broke”, noted. What then?", (0, 1)),
        ("So it “broke”. What then?", (0, 0)),
        ("What then?", (0, 0)),
    ],
)
def test_quotes_are_what_was_said(message: str, tally_of: tuple[int, int]) -> None:
    assert tally(measured("quotes_exactly", ASK, LONG, ours(message))) == tally_of


def test_a_question_asked_again_in_the_same_words_is_a_repeat() -> None:
    lines = [
        ours("How did the setup go?"),
        theirs("ok"),
        ours("Noted. How did the SETUP go?"),
        ours("Who helped?"),
    ]
    found = measured("verbatim_repeat", *lines)
    assert tally(found) == (1, 3)
    assert found.passed is False
    assert [place.line for place in found.places] == [3]


async def test_a_question_in_other_words_is_a_repeat_for_an_encoder() -> None:
    # unit rows by hand: the first two point the same way, the third across
    rows = {"What slowed you?": (1.0, 0.0), "What held you up?": (0.9, 0.436), "Who helped?": (0.0, 1.0)}

    async def encode(texts: object) -> list[tuple[float, float]]:
        return [rows[text] for text in texts]  # type: ignore[attr-defined]  # a sequence of these texts

    lines = [line for text in rows for line in (ours(text), theirs("ok"))]
    board = await scoreboard([Conversation("one", lines)], encode=encode, keep_ends=True)
    found = board.measure("semantic_repeat")
    assert tally(found) == (1, 3)
    assert [place.line for place in found.places] == [3]


def test_without_an_encoder_repeats_in_other_words_are_not_sought() -> None:
    assert not measured("semantic_repeat", ours("What slowed you?")).is_measurable


@pytest.mark.parametrize(
    ("reply", "hits"),
    [
        (ours("Sorry for asking again. What would you change?", "ask", "change"), 1),
        (ours("Noted. What would you change?", "ask", "change"), 0),
        (ours("Sorry. How did the setup go?", "rephrase", "setup"), 0),
        (ours("Sorry. What else about the setup?", "probe", "setup", "example"), 0),
    ],
)
def test_i_told_you_is_met_by_sorry_and_another_ask(reply: Line, hits: int) -> None:
    lines = [ASK, theirs("I told you that already", "already_said"), reply]
    assert tally(measured("already_said", *lines)) == (hits, 1)


def test_repeats_are_counted_within_an_interview_alone() -> None:
    twice = [Said(Conversation(name, [ours("How was it?")]), True) for name in ("a", "b")]
    assert counted(twice, Aids()).measure("verbatim_repeat").hits == 0
