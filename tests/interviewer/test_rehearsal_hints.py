"""Hints about a guide, from interviews put together by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from interviewer.guide import Guide
from interviewer.guide_files import parse_guide
from interviewer.reading import Kind
from interviewer.rehearsal.hints import Hint, asked_in, hints
from interviewer.rehearsal.outcome import is_sent_away
from interviewer.rubric.conversation import Conversation, Line, Meant

GUIDE = """
guide: three
title: Three questions
moment: ad_hoc
languages: [en]
minutes: 8
questions:
  - id: work
    ask: What did you do last week?
    objective: the week
    listen_for:
      - {id: task, about: a task}
      - {id: tool, about: a tool, ask: Which tool did you use for it?}
    must_cover: true
  - id: money
    ask: What does {{ product }} cost you?
    objective: the money
    listen_for:
      - {id: sum, about: a sum}
  - id: wish
    ask: What would you change?
    objective: the change
"""
LONG = "we spent most of last week on the import and nobody slept, then on Friday it worked at last"
Exchange = tuple[str, str, Kind, Sequence[str]]


@pytest.fixture(scope="module")
def guide() -> Guide:
    return parse_guide(GUIDE, "three")


def talk(*exchanges: Exchange, end: str = "farewell") -> Conversation:
    """One interview: each exchange is (question id, answer, what was meant, listen_for ids heard)."""
    lines: list[Line] = []
    covered: Sequence[str] = ()
    for number, (question, answer, kind, heard) in enumerate(exchanges):
        lines.append(Line("interviewer", "…?", note=_note("ask" if number else "open", question, covered)))
        lines.append(Line("respondent", answer, meant=Meant(kind)))
        covered = heard
    lines.append(Line("interviewer", "Goodbye.", note=_note(end, None, covered)))
    return Conversation("one", lines)


def _note(move: str, question: str | None, covered: Sequence[str]) -> dict[str, Any]:
    return {"move": move, "question": question, "reading": {"kind": "substantive", "covered": list(covered)}}


def good(question: str, *heard: str) -> Exchange:
    return (question, LONG, "substantive", heard)


def bad(question: str, kind: Kind, answer: str = "well") -> Exchange:
    return (question, answer, kind, ())


ALL_HEARD = ("task", "tool", "sum")
FINE = talk(good("work", *ALL_HEARD), good("money"), good("wish"))


def found(guide: Guide, odd: Sequence[Conversation], count: int, **more: Any) -> list[Hint]:
    """Hints over `count` interviews, of which `odd` are as given and the rest are fine."""
    talks = [*odd, *[FINE] * (count - len(odd))]
    return hints(guide, talks, more.pop("minutes", [6.0] * count), **more)


@pytest.mark.parametrize(
    ("odd", "times", "kind", "question", "words"),
    [
        (
            talk(good("work", *ALL_HEARD), bad("money", "vague"), good("wish")),
            7,
            "thin",
            "money",
            "Question 2 “What does the product cost you?” yields thin answers in 7 of 10 (0% elsewhere)",
        ),
        (
            talk(
                good("work", *ALL_HEARD), bad("money", "substantive", "a lot of money I guess"), good("wish")
            ),
            7,
            "thin",
            "money",
            "thin answers in 7 of 10",
        ),
        (
            talk(bad("work", "refusal"), good("money", *ALL_HEARD), good("wish")),
            3,
            "sensitive",
            "work",
            "Question 1 “What did you do last week?” is refused by 3 of 10: it is sensitive, move it later.",
        ),
        (
            talk(good("work", *ALL_HEARD), good("money"), bad("wish", "refusal")),
            3,
            "sensitive",
            "wish",
            "is refused by 3 of 10: it is sensitive, say why you ask.",
        ),
        (
            talk(good("work", *ALL_HEARD), bad("money", "asks_back"), good("wish")),
            4,
            "unclear",
            "money",
            "is answered with a question by 4 of 10",
        ),
        (
            talk(good("work", *ALL_HEARD), bad("money", "already_said"), good("wish")),
            4,
            "repeats",
            "money",
            "it overlaps with an earlier one",
        ),
        (
            talk(good("work", *ALL_HEARD), bad("money", "dont_know"), good("wish")),
            4,
            "skipped",
            "money",
            "“I don't know” by 4 of 10",
        ),
        (
            talk(good("work", *ALL_HEARD), good("money")),
            6,
            "unreached",
            "wish",
            "Question 3 “What would you change?” was reached in 40% of the interviews before time or turns",
        ),
        (
            talk(good("work", "task", "sum"), good("money"), good("wish")),
            10,
            "unheard",
            "work",
            "Question 1 “What did you do last week?” listens for “tool”, which was never heard.",
        ),
        (
            talk(good("work", "tool", "sum"), good("money"), good("wish")),
            10,
            "unheard",
            "work",
            "listens for “task”, which was never heard; give it an “ask” of its own.",
        ),
    ],
)
def test_what_shows_often_enough_is_said(
    guide: Guide, odd: Conversation, times: int, kind: str, question: str, words: str
) -> None:
    [hint] = found(guide, [odd] * times, 10)
    assert (hint.kind, hint.question) == (kind, question)
    assert words in hint.text


@pytest.mark.parametrize(
    ("odd", "times"),
    [
        (talk(good("work", *ALL_HEARD), bad("money", "vague"), good("wish")), 3),
        (talk(bad("work", "vague"), bad("money", "vague"), bad("wish", "vague")), 4),
        (talk(bad("work", "refusal"), good("money", *ALL_HEARD), good("wish")), 1),
        (talk(good("work", *ALL_HEARD), bad("money", "asks_back"), good("wish")), 2),
        (talk(good("work", *ALL_HEARD), end="stop"), 9),
        (talk(good("work", *ALL_HEARD), end="hand_off"), 9),
        (talk(good("work", "task", "tool"), good("money"), good("wish")), 8),
    ],
    ids=["few", "everywhere", "one", "two", "stopped", "handed over", "heard now and then"],
)
def test_what_shows_seldom_or_everywhere_or_by_their_own_wish_is_not_said(
    guide: Guide, odd: Conversation, times: int
) -> None:
    assert found(guide, [odd] * times, 10) == []


def test_four_interviews_say_nothing(guide: Guide) -> None:
    odd = talk(bad("work", "refusal"), bad("money", "vague"))
    assert hints(guide, [odd] * 4, [30.0] * 4) == []


def test_a_question_answered_in_passing_counts_as_neither_reached_nor_missed(guide: Guide) -> None:
    in_passing = talk(good("work", *ALL_HEARD), good("wish"))
    assert found(guide, [in_passing] * 8, 10) == []


def test_length_is_held_against_what_was_announced(guide: Guide) -> None:
    [hint] = found(guide, [], 10, minutes=[14.0] * 6 + [7.0] * 4)
    assert hint.kind == "long"
    assert hint.text == "The median interview takes 14 minutes against 8 announced."
    assert found(guide, [], 10, minutes=[9.0] * 10) == []


def test_nothing_is_said_about_answers_of_people_who_have_no_story_for_a_question(guide: Guide) -> None:
    odd = talk(good("work"), bad("money", "vague"), good("wish"))
    kinds = {hint.kind for hint in found(guide, [odd] * 10, 10, strange=["work", "money"])}
    assert kinds == {"strange"}


def test_many_interviews_are_told_in_tenths(guide: Guide) -> None:
    odd = talk(good("work", *ALL_HEARD), bad("money", "vague"), good("wish"))
    [hint] = found(guide, [odd] * 141, 200)
    assert "in 7 of 10 " in hint.text
    assert (hint.count, hint.of) == (141, 200)


def test_what_was_heard_until_the_next_question_belongs_to_the_question() -> None:
    lines = [
        Line("interviewer", "Q?", note=_note("open", "work", ())),
        Line("respondent", "hm"),
        Line(
            "interviewer", "P?", note={**_note("probe", "work", ["task"]), "reading": _read("vague", "task")}
        ),
        Line("respondent", LONG),
        Line("interviewer", "Q?", note=_note("ask", "money", ["tool"])),
        Line("respondent", "", "skip"),
        Line("interviewer", "Bye.", note=_note("farewell", None, ())),
    ]
    work, money = asked_in(Conversation("one", lines))
    assert (work.question, work.words, work.kind, work.covered) == ("work", 1, "vague", {"task", "tool"})
    assert (money.question, money.kind) == ("money", "skip")


def _read(kind: str, *covered: str) -> dict[str, Any]:
    return {"kind": kind, "covered": list(covered)}


@pytest.mark.parametrize(
    ("end", "kind", "is_unasked"),
    [
        ("stop", "stop", False),
        ("stop", "vague", True),
        ("hand_off", "human", False),
        ("hand_off", "substantive", True),
        ("care", "distress", False),
        ("care", "legal", True),
        ("escalate", "legal", False),
        ("escalate", "instruction", True),
        ("farewell", "nothing_more", False),
    ],
)
def test_who_did_not_ask_for_an_end_was_sent_away(end: str, kind: Kind, is_unasked: bool) -> None:
    assert is_sent_away(talk(bad("work", kind), end=end)) is is_unasked
