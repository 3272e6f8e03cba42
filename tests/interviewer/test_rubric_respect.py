"""Rules 12, 13, 16 and 20 over small conversations whose figures were counted by hand."""

from __future__ import annotations

import pytest

from interviewer.reading import Kind
from interviewer.rubric.conversation import Line
from tests.interviewer.said import measured, ours, tally, theirs

ASK = ours("What did it cost you?", "ask", "cost")
NEXT = ours("That is fine, I leave it there. What would you change?", "ask", "change")
BYE = ours("Of course, we stop here. Goodbye.", "stop")
NO = theirs("I would rather not say", "refusal")


@pytest.mark.parametrize(
    ("lines", "tally_of", "place"),
    [
        ([ASK, NO, NEXT], (1, 1), None),
        ([ASK, NO, ours("What did it cost, roughly?", "probe", "cost", "detail")], (0, 1), 3),
        (
            [ASK, NO, NEXT, theirs("less of it"), ours("Back to the cost: what was it?", "ask", "cost")],
            (0, 1),
            5,
        ),
        ([ASK, theirs("", action="skip"), NEXT], (1, 1), None),
        ([ASK, theirs("no idea", "dont_know"), ASK], (0, 1), 3),
        ([ASK, theirs("about 500", "substantive"), ASK], (0, 0), None),
    ],
)
def test_what_was_declined_never_comes_back(
    lines: list[Line], tally_of: tuple[int, int], place: int | None
) -> None:
    found = measured("refusal_sticks", *lines)
    assert tally(found) == tally_of
    assert [one.line for one in found.places] == ([place] if place else [])


def test_without_notes_the_same_words_tell_that_it_came_back() -> None:
    again = [ours("What did it cost?"), NO, ours("Fine. What did it cost?")]
    other = [ours("What did it cost?"), NO, ours("Fine. Who helped you?")]
    assert tally(measured("refusal_sticks", *again)) == (0, 1)
    assert tally(measured("refusal_sticks", *other)) == (1, 1)


@pytest.mark.parametrize(
    ("reply", "language", "hits"),
    [
        ("That is fine. What would you change?", "en", 1),
        ("Why is that?", "en", 0),
        ("Could you at least give a range?", "en", 0),
        ("Are you sure?", "en", 0),
        ("In Ordnung. Was würden Sie ändern?", "de", 1),
        ("Warum möchten Sie das nicht sagen?", "de", 0),
        ("Pourquoi ?", "fr", 0),
        ("¿Por qué no?", "es", 0),
        ("Por que não?", "pt", 0),
        ("Waarom niet?", "nl", 0),
        ("Perché no?", "it", 0),
        ("なぜですか？", "ja", 0),
        ("わかりました。何を変えたいですか？", "ja", 1),
    ],
)
def test_nobody_is_pressed_after_declining(reply: str, language: str, hits: int) -> None:
    assert tally(measured("no_pressure", ASK, NO, ours(reply), language=language)) == (hits, 1)


@pytest.mark.parametrize(
    ("lines", "tally_of"),
    [
        ([ASK, theirs("please stop here", "stop"), BYE], (1, 1)),
        ([ASK, theirs("", action="stop"), BYE], (1, 1)),
        ([ASK, theirs("please stop here", "stop"), ours("Before you go: why?", "stop")], (0, 1)),
        ([ASK, theirs("please stop here", "stop"), NEXT, theirs("no", "refusal"), BYE], (0, 1)),
        ([ASK, theirs("it was slow", "vague"), NEXT], (0, 0)),
    ],
)
def test_a_stop_ends_the_interview_at_once(lines: list[Line], tally_of: tuple[int, int]) -> None:
    assert tally(measured("stop_ends", *lines)) == tally_of


@pytest.mark.parametrize(
    ("reply", "hits"), [(NEXT, 1), (BYE, 0), (ours("Thank you. Goodbye.", "farewell"), 1)]
)
def test_a_skip_is_not_a_stop(reply: Line, hits: int) -> None:
    assert tally(measured("skip_goes_on", ASK, theirs("", action="skip"), reply)) == (hits, 1)


@pytest.mark.parametrize(
    ("reply", "hits"),
    [
        ("That is noted for the team. What else comes to mind?", 1),
        ("What else comes to mind?", 0),
        ("We will fix that. What else comes to mind?", 0),
        ("Great question! What else comes to mind?", 0),
        ("You should try the new version. What else comes to mind?", 0),
    ],
)
def test_a_question_put_to_us_is_met_neutrally(reply: str, hits: int) -> None:
    lines = [ASK, theirs("When will you add dark mode?", "asks_back"), ours(reply)]
    assert tally(measured("neutral_receipt", *lines)) == (hits, 1)


def test_promises_are_counted_in_every_message() -> None:
    lines = [ASK, theirs("exports fail"), ours("We will make sure it is fixed. What else?")]
    assert tally(measured("no_promises", *lines)) == (1, 2)


def test_handing_over_may_promise_a_person() -> None:
    text = "We will make sure a person answers you."
    lines = [ASK, theirs("a human please", "human"), ours(text, "hand_off")]
    assert tally(measured("no_promises", *lines)) == (1, 1)


@pytest.mark.parametrize(
    ("kind", "move", "hits"),
    [
        ("distress", "care", 1),
        ("distress", "ask", 0),
        ("legal", "escalate", 1),
        ("legal", "probe", 0),
        ("human", "hand_off", 1),
        ("human", "rephrase", 0),
        ("instruction", "rephrase", 1),
        ("instruction", "ask", 1),
        ("instruction", "probe", 0),
        ("abuse", "ask", 1),
        ("abuse", "probe", 0),
    ],
)
def test_hard_moments_have_their_safe_moves(kind: Kind, move: str, hits: int) -> None:
    lines = [ASK, theirs("…", kind), ours("All right.", move, "cost")]
    assert tally(measured("safe_path", *lines)) == (hits, 1)


def test_nothing_that_must_stay_unsaid_is_said() -> None:
    secrets = ["find out whether the renewal in sixty days is at risk"]
    lines = [
        ASK,
        theirs("why do you ask?"),
        ours("I want to find out whether the renewal in sixty days is at risk."),
    ]
    assert tally(measured("no_leak", *lines, secrets=secrets)) == (1, 2)
    assert not measured("no_leak", *lines).is_measurable


@pytest.mark.parametrize("key", ["refusal_sticks", "no_pressure", "stop_ends", "skip_goes_on", "safe_path"])
def test_nobody_knows_what_an_unlabelled_foreign_answer_meant(key: str) -> None:
    found = measured(key, ours("What did it cost?"), theirs("stop"), ours("Who helped?"))
    assert not found.is_measurable
    assert found.passed is None
