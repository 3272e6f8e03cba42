from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analysis.transcripts import answers, parse

TALK = (
    "Consent text\nAssistant: Hi!\n\nHow is it going?\nUser: Slow.\nvery slow: really\n\n"
    "AI: Why?\nuser: No idea."
)


def test_turns_are_slices_of_the_conversation() -> None:
    turns = parse(TALK)
    assert [t.speaker for t in turns] == ["interviewer", "respondent", "interviewer", "respondent"]
    assert [t.text for t in turns] == [
        "Hi!\n\nHow is it going?",
        "Slow.\nvery slow: really",
        "Why?",
        "No idea.",
    ]
    assert all(TALK[t.start : t.end] == t.text for t in turns)


def test_an_answer_carries_its_question() -> None:
    assert [(a.question, a.text) for _, a in answers(parse(TALK))] == [
        ("Hi!\n\nHow is it going?", "Slow.\nvery slow: really"),
        ("Why?", "No idea."),
    ]


def test_a_name_in_the_middle_of_a_line_begins_no_turn() -> None:
    assert len(parse("User: I told the AI: stop it")) == 1


def test_text_without_speakers_has_no_turns() -> None:
    assert parse("just some words") == ()


@given(st.text())
def test_any_text_parses_into_slices(text: str) -> None:
    assert all(text[t.start : t.end] == t.text for t in parse(text))
