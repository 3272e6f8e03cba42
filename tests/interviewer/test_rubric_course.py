"""Rules 13, 14, 17, 18 and 21 over small conversations whose figures were counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.guide import Closing, Guide
from interviewer.phrases import phrase_languages, phrases
from interviewer.rubric.conversation import Conversation, Line
from interviewer.rubric.course import opening_gaps
from interviewer.rubric.measure import Aids
from interviewer.rubric.said import Said
from interviewer.rubric.words import listening_languages, speaks_of
from tests.interviewer.said import measured, ours, tally, theirs

OPENING = (
    "Hello, I am an AI interviewer, asking for Northwind. They want to learn how your start went; this takes "
    "about 8 minutes, and their team reads your answers. You may skip a question or stop at any time. "
    "What were you hoping to get done?"
)
BYE = ours("Your answers now go to the team at Northwind, who read them. Goodbye.", "farewell")
ASK = ours("What were you hoping to get done?", "open", "outcome")


@pytest.mark.parametrize(
    ("left_out", "gap"),
    [
        ("", None),
        ("an AI interviewer, ", "is_ai"),
        ("Northwind", "who_asks"),
        ("They want to learn how your start went; ", "why"),
        ("about 8 minutes", "how_long"),
        (", and their team reads your answers", "how_used"),
        ("You may skip a question or stop at any time. ", "may_stop"),
    ],
)
def test_an_opening_tells_six_things(left_out: str, gap: str | None, guide: Guide) -> None:
    text = OPENING.replace(left_out, "") if left_out else OPENING
    conversation = Conversation("one", [ours(text, "open", "outcome")], guide, sponsor="Northwind")
    assert opening_gaps(Said(conversation)) == ([gap] if gap else [])
    found = measured("honest_opening", ours(text, "open", "outcome"), guide=guide, sponsor="Northwind")
    assert found.passed is (gap is None)


def test_a_foreign_opening_needs_some_sponsor_and_some_minutes() -> None:
    text = (
        "I'm an AI researcher at Acme. We want to understand how you work. It takes 10 minutes. "
        "Your responses will inform our product. You can stop whenever you like. Ready?"
    )
    assert opening_gaps(Said(Conversation("one", [ours(text)]))) == []
    shorter = text.replace("10 minutes", "a while").replace(" at Acme", "")
    assert opening_gaps(Said(Conversation("one", [ours(shorter)]))) == ["how_long", "who_asks"]


@pytest.mark.parametrize(
    ("lines", "tally_of"),
    [
        ([ASK, theirs("a report"), BYE], (1, 1)),
        ([ours("How did it go?", "open", "setup"), theirs("ok"), BYE], (0, 1)),
        (
            [
                ours("How did it go?", "open", "setup"),
                theirs("We wanted a report and got it"),
                replace(BYE, note={"move": "farewell", "reading": {"covered": ["goal", "result"]}}),
            ],
            (1, 1),
        ),
        ([ASK, theirs("I prefer not to say", "refusal"), BYE], (1, 1)),
        ([ours("How did it go?", "open", "setup"), theirs("stop", "stop"), ours("Goodbye.", "stop")], (0, 0)),
    ],
)
def test_goals_are_asked_heard_in_passing_or_declined(
    lines: list[Line], tally_of: tuple[int, int], guide: Guide
) -> None:
    assert tally(measured("goals_covered", *lines, guide=guide)) == tally_of
    assert tally(measured("no_early_farewell", *lines, guide=guide)) == tally_of


def test_goals_cannot_be_told_without_a_guide() -> None:
    assert not measured("goals_covered", ASK, theirs("a report"), BYE).is_measurable


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("asks_what_is_missing", "What have I not asked about that matters to you?"),
        ("offers_summary", "Let me check what I have noted. What needs correcting?"),
    ],
)
def test_closing_steps_count_by_move_in_ours_and_by_words_elsewhere(key: str, message: str) -> None:
    move = {"asks_what_is_missing": "anything_else", "offers_summary": "summary"}[key]
    foreign_end = ours("Thank you, your answers will help our team.")
    assert tally(measured(key, ASK, theirs("ok"), ours("…", move), theirs("no"), BYE)) == (1, 1)
    assert tally(measured(key, ASK, theirs("ok"), BYE)) == (0, 1)
    plain_ask = ours("How was it?")
    assert tally(measured(key, plain_ask, theirs("ok"), ours(message), theirs("no"), foreign_end)) == (1, 1)
    assert tally(measured(key, plain_ask, theirs("ok"), foreign_end)) == (0, 1)


def test_a_guide_may_do_without_closing_steps(guide: Guide) -> None:
    bare = replace(guide, closing=Closing(summary=False, anything_else=False))
    lines = [ASK, theirs("ok"), BYE]
    assert measured("offers_summary", *lines, guide=bare).of == 0
    assert measured("asks_what_is_missing", *lines, guide=bare).of == 0


def test_the_end_says_what_comes_next_and_asks_nothing() -> None:
    assert tally(measured("says_what_next", ASK, theirs("ok"), BYE)) == (1, 1)
    assert tally(measured("says_what_next", ASK, theirs("ok"), ours("Goodbye.", "farewell"))) == (0, 1)
    assert tally(measured("ends_without_question", ASK, theirs("ok"), BYE)) == (1, 1)
    assert tally(measured("ends_without_question", ASK, theirs("ok"), ours("Bye?", "farewell"))) == (0, 1)
    assert measured("ends_without_question", ASK, has_ended=False).of == 0


def test_an_interview_stopped_by_a_button_owes_no_closing_steps() -> None:
    lines = [ours("How was it?"), theirs("", action="stop"), ours("Of course. Goodbye.")]
    assert measured("offers_summary", *lines).of == 0
    assert measured("ends_without_question", *lines).of == 1


@pytest.mark.parametrize(("mine", "hits"), [("de", 1), ("en", 0)])
def test_messages_are_in_the_language_of_the_answer(mine: str, hits: int) -> None:
    known = {"Wie war es?": "en", "Es war langsam.": "de", "Und dann?": mine, "ok": None}
    lines = [
        ours("Wie war es?"),
        theirs("Es war langsam."),
        ours("Und dann?"),
        theirs("ok"),
        ours("Und dann?"),
    ]
    assert tally(measured("same_language", *lines, aids=Aids(detect=known.get))) == (hits, 1)
    assert not measured("same_language", *lines).is_measurable


def test_a_language_the_guide_lacks_cannot_be_followed(guide: Guide) -> None:
    known = {"Es war langsam.": "de", "And then?": "en"}
    lines = [ASK, theirs("Es war langsam."), ours("And then?", "probe", "outcome")]
    assert measured("same_language", *lines, guide=guide, aids=Aids(detect=known.get)).of == 0


@pytest.mark.parametrize("language", phrase_languages())
@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("opening.purpose", "told_why"),
        ("opening.purpose", "told_use"),
        ("opening.purpose", "minutes"),
        ("receipt.already_said", "sorry"),
        ("closing.summary", "sums_up"),
        ("closing.anything_else", "asks_missing"),
        ("closing.farewell", "says_next"),
    ],
)
def test_what_we_say_ourselves_is_heard_in_every_language(language: str, phrase: str, words: str) -> None:
    assert language in listening_languages()
    values = {"sponsor": "Northwind", "minutes": "8", "reason": "…", "comma_name": ", Ana"}
    spoken = phrases(language)
    for seed in range(len(spoken.lists[phrase])):
        text = spoken.pick(phrase, seed, (), **values)
        assert speaks_of(words, text, language), text


@pytest.mark.parametrize("language", phrase_languages())
@pytest.mark.parametrize("words", ["why", "presses"])
def test_what_we_say_to_a_refusal_never_presses(language: str, words: str) -> None:
    for key in ("receipt.refusal", "receipt.dont_know", "receipt.skip"):
        for text in phrases(language).lists[key]:
            assert not speaks_of(words, text, language), text
