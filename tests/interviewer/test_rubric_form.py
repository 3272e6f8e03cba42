"""Rules 1, 2, 7 and 8 over small conversations whose figures were counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.guide import Guide, Question, words
from interviewer.rubric.conversation import Conversation, Line
from interviewer.rubric.measure import Aids
from interviewer.rubric.said import Said, length
from interviewer.rubric.scoreboard import counted
from tests.interviewer.said import measured, ours, tally, theirs


@pytest.mark.parametrize(
    ("message", "one_mark", "one_ask"),
    [
        ("Thank you. What happened then?", True, True),
        ("Noted.", True, True),
        ("What happened? Who was there?", False, False),
        ("What happened, and who else was there?", True, False),
        ("Was ist passiert？ Wer war da？", False, False),
    ],
)
def test_a_message_asks_one_thing(message: str, one_mark: bool, one_ask: bool) -> None:
    assert measured("one_question_mark", ours(message)).value == float(one_mark)
    assert measured("one_ask", ours(message)).value == float(one_ask)


def test_an_interview_is_clean_when_each_of_its_messages_is() -> None:
    clean = Conversation("clean", [ours("What happened?"), theirs("A lot."), ours("Who saw it?")])
    double = Conversation("double", [ours("What happened?"), theirs("A lot."), ours("Who? When?")])
    found = counted([Said(clean, True), Said(double, True)], Aids()).measure("clean_interview")
    assert tally(found) == (1, 2)
    assert [(place.conversation, place.line) for place in found.places] == [("double", 3)]


def test_of_foreign_transcripts_the_first_and_last_message_are_left_out() -> None:
    lines = [
        ours("Ready? Any questions?"),
        theirs("No."),
        ours("What do you do?"),
        theirs("Sales."),
        ours("Bye?!?"),
    ]
    conversation = Conversation("foreign", lines)
    assert tally(counted([Said(conversation)], Aids()).measure("one_question_mark")) == (1, 1)
    assert tally(counted([Said(conversation, True)], Aids()).measure("one_question_mark")) == (1, 3)


def test_of_ours_every_message_counts_but_for_its_length() -> None:
    lines = [
        ours("Hello, I am an AI. What do you do?", "open", "q"),
        theirs("Sales."),
        ours("Noted. Who else?", "probe", "q"),
        theirs("Ana."),
        ours("Goodbye.", "farewell"),
    ]
    board = counted([Said(Conversation("ours", lines))], Aids())
    assert board.measure("one_question_mark").of == 3
    assert tally(board.measure("median_words")) == (1, 1)
    assert board.measure("median_words").value == 3


def test_words_of_messages_are_told_by_their_middle_and_their_ninth_tenth() -> None:
    lines = [ours(" ".join(["word"] * size)) for size in (10, 20, 30, 40, 50)]
    assert measured("median_words", *lines).value == 30
    assert measured("p90_words", *lines).value == 50
    assert measured("p90_words", *lines).passed is False


def test_share_of_words_weighs_by_length() -> None:
    found = measured("share_of_words", ours("one two three"), theirs("one two three four five six seven"))
    assert found.value == pytest.approx(0.3)
    assert found.passed is True


def test_in_japanese_two_characters_count_as_a_word() -> None:
    assert length("導入はどう進みましたか？", "ja") == 6
    assert length("How did it go?", "en") == 4


@given(st.lists(st.integers(1, 80), min_size=1, max_size=40))
def test_half_of_the_messages_are_no_longer_than_the_middle_one(sizes: list[int]) -> None:
    lines = [ours(" ".join(["w"] * size)) for size in sizes]
    middle, tenth = measured("median_words", *lines).value, measured("p90_words", *lines).value
    assert middle is not None
    assert tenth is not None
    assert min(sizes) <= middle <= tenth <= max(sizes)
    assert sum(size <= middle for size in sizes) * 2 >= len(sizes)


@pytest.mark.parametrize(
    ("question", "is_fair"),
    [
        ("What did you do with the export?", True),
        ("Was it slow or expensive?", False),
        ("That was slow, wasn't it?", False),
        ("Don't you think it was slow?", False),
    ],
)
def test_a_question_suggests_nothing(question: str, is_fair: bool) -> None:
    found = measured("not_leading", ours("What happened?"), theirs("It was slow, expensive."), ours(question))
    assert tally(found) == (1 + is_fair, 2)


def test_declared_choices_may_be_offered() -> None:
    choices = (words("en", "Yes"), words("en", "No"))
    guide = Guide(
        "g",
        words("en", "T"),
        (
            Question("scale", words("en", "Would you renew, yes or no?"), "renewal", choices=choices),
            Question("open", words("en", "What happened?"), "the story"),
        ),
    )
    lines = [
        ours("Would you renew, yes or no?", "ask", "scale"),
        theirs("yes"),
        ours("Did you like it?", "ask", "open"),
    ]
    assert tally(measured("not_leading", *lines, guide=guide)) == (2, 2)
    assert tally(measured("open_form", *lines, guide=guide)) == (0, 1)


@pytest.mark.parametrize(
    ("lines", "tally_of"),
    [
        ([ours("How did it go?")], (1, 1)),
        ([ours("Did it go well?")], (0, 1)),
        ([ours("What happened? Did it go well?")], (0, 1)),
        ([ours("Can you tell me how it went?")], (1, 1)),
        ([ours("Noted.")], (0, 0)),
        ([ours("Did it go well?", "probe", "q")], (0, 0)),
    ],
)
def test_topic_questions_are_open(lines: list[Line], tally_of: tuple[int, int]) -> None:
    assert tally(measured("open_form", *lines)) == tally_of


def test_each_message_is_judged_in_its_own_language() -> None:
    german = ours("War das langsam?", "ask", "q")
    followed = replace(german, note={**german.note, "language": "de"})
    assert tally(measured("open_form", followed)) == (0, 1)
    assert tally(measured("open_form", german)) == (1, 1)


def test_without_word_lists_nothing_is_said_about_wording() -> None:
    found = measured("not_leading", ours("Hvad skete der?"), language="da")
    assert not found.is_measurable
    assert found.passed is None
