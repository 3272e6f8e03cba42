from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.statements import MAX_CHARS, cut, cut_answer, spans
from analysis.types import Answer


def said(text: str, question: str = "") -> list[str]:
    return [statement.text for statement in cut_answer(Answer(1, question, text))]


pieces = st.sampled_from(
    [
        "ok",
        "Thanks!",
        "e.g. ",
        "v3.2",
        "1. ",
        "- ",
        "\n",
        "\r\n",
        "… ",
        "? ",
        "! ",
        ". ",
        "。",
        " but ",
        ", but the ",
        "; ",
        "Great.",
        "\ud83d\ude00",
        "😀",
        "👩‍👩‍👧",
        "“no”",
        "\u2028",
        "\x00",
        "support was slow",
        "Mr. Smith",
        "I don't know",
        "it’s",
    ]
)
chat = st.lists(st.one_of(pieces, st.text(max_size=12)), max_size=30).map("".join)


@settings(max_examples=300, deadline=None)
@given(chat)
@example("")
@example("\n\n")
@example("...")
def test_every_statement_is_its_slice_of_the_answer(text: str) -> None:
    end = 0
    for statement in cut_answer(Answer(7, "Why?", text)):
        assert text[statement.start : statement.end] == statement.text
        assert statement.text.strip() == statement.text != ""
        assert statement.start >= end
        assert len(statement.text) <= MAX_CHARS
        assert statement.turn == 7
        end = statement.end


@settings(max_examples=200, deadline=None)
@given(chat)
def test_no_word_is_lost_between_the_spans(text: str) -> None:
    covered = {position for start, end in spans(text) for position in range(start, end)}
    lost = [c for position, c in enumerate(text) if position not in covered and c.isalpha()]
    joined = "".join(lost).lower()
    # Only list marks ("a)") and the cut-away part of a contrast mark lie outside.
    assert len(joined) <= 30 or not joined.isascii() or len(joined) < len(text) / 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Version 3.2 crashed. We went back to 3.1.", ["Version 3.2 crashed.", "We went back to 3.1."]),
        ("We use it e.g. for reports. It works.", ["We use it e.g. for reports. It works."]),
        ("Mr. Smith from support helped us.", ["Mr. Smith from support helped us."]),
        ("it was slow... then it got better", ["it was slow... then it got better"]),
        ("it was fine. we then moved on to sheets", ["it was fine.", "we then moved on to sheets"]),
        ("- Slow exports today\n- No single sign-on", ["Slow exports today", "No single sign-on"]),
        ("1. Slow exports today\n2. No single sign-on", ["Slow exports today", "No single sign-on"]),
        ("I love it so much 🎉🎉 The team too, really!", ["I love it so much 🎉🎉 The team too, really!"]),
        ("I love it so much! 🎉 The team does too.", ["I love it so much! 🎉", "The team does too."]),
        ("これは素晴らしいです。でも少し遅いです。", ["これは素晴らしいです。", "でも少し遅いです。"]),
        ('A "make it all!" button would be fun.', ['A "make it all!" button would be fun.']),
        (
            "This line was wrapped by an old mail program somewhere\nand it goes on here.",
            ["This line was wrapped by an old mail program somewhere\nand it goes on here."],
        ),
    ],
)
def test_sentences_end_where_people_end_them(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_a_contrast_makes_two_claims() -> None:
    assert said("We almost left last quarter when your reporting broke, but your team handled it well.") == [
        "We almost left last quarter when your reporting broke",
        "but your team handled it well.",
    ]


def test_a_short_contrast_stays_one_claim() -> None:
    assert said("Good, but slow.") == ["Good, but slow."]


def test_cheer_before_bad_news_stays_with_it() -> None:
    assert said("Great. Another outage.") == ["Great. Another outage."]


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "Thanks!",
        "yes please",
        "Good. Thanks!",
        "Hi there",
        "I don't know",
        "no, that's all",
        "😀",
        "",
        "   ",
        "...",
    ],
)
def test_courtesy_makes_no_statement(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    "text", ["Not good", "Price", "no complaints", "Love it", "no reason, it's fine", "Too slow"]
)
def test_a_short_claim_is_kept(text: str) -> None:
    assert said(text) == [text]


def test_an_echo_of_the_question_is_left_out() -> None:
    question = "So you said the reports take too long, what happens then?"
    assert said("the reports take too long. We miss the deadline.", question) == ["We miss the deadline."]


def test_statements_of_several_answers_keep_their_turns() -> None:
    found = cut([Answer(2, "", "It is slow today."), Answer(4, "", "ok"), Answer(6, "", "It crashed twice.")])
    assert [statement.turn for statement in found] == [2, 6]
