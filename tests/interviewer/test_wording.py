"""The built-in interviewer's words for a turn: what stands before the question, and when."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.languages import lexicon, spoken
from interviewer.memory import Memory
from interviewer.model import Brief
from interviewer.moves import Move
from interviewer.phrases import phrases
from interviewer.reading import Reading
from interviewer.vagueness import cues_in
from interviewer.wording import worded
from tests.interviewer.conftest import SETTING
from tests.interviewer.test_policy import GUIDE

SAID = (
    "The import broke twice in March because of the date format, and our controller typed 300 rows by hand."
)
OFFER = phrases("en").lists["receipt.offer"][0]


def brief(reading: Reading, **memory: object) -> Brief:
    known = replace(Memory("ask", "work", ("work",), turns_used=1), **memory)  # type: ignore[arg-type]  # by name
    return Brief(GUIDE, SETTING, "en", (), known, reading, (Move("ask", "trouble"),))


@pytest.mark.parametrize("move", [Move("ask", "trouble"), Move("probe", "work", "cause")])
def test_who_may_have_meant_to_end_it_is_told_once_that_they_may(move: Move) -> None:
    unsure = Reading("substantive", SAID, cues=("offer", "problem"))
    assert worded(brief(unsure), move).before.startswith(OFFER)
    assert OFFER not in worded(brief(unsure, said=(f"{OFFER} How so?",)), move).before


def test_a_question_they_went_on_to_answer_themselves_is_not_taken_for_one_to_us() -> None:
    rhetorical = Reading("substantive", f"Why? {SAID}", cues=("ask_back",))
    asked = Reading("substantive", f"{SAID} Will you fix it?", cues=("ask_back",))
    assert "Northwind" not in worded(brief(rhetorical), Move("ask", "trouble")).before
    assert "Northwind" in worded(brief(asked), Move("ask", "trouble")).before


def test_an_apology_precedes_a_summary_too() -> None:
    told = {"work": (SAID,)}
    again = Reading("already_said", "I told you that.")
    first_line = worded(brief(again, answers=told), Move("summary")).before.split("\n")[0]
    assert len(first_line.split(".")) == 2


def test_what_was_added_at_the_end_is_not_passed_over() -> None:
    added = Reading("substantive", SAID)
    farewell = worded(brief(added, last_move="anything_else"), Move("farewell")).before
    assert (
        farewell
        != worded(brief(Reading("nothing_more", "no"), last_move="anything_else"), Move("farewell")).before
    )


def test_what_they_declined_is_not_said_back_when_they_mention_it_again() -> None:
    told = Reading(
        "substantive", "The steering committee cut the training budget in March, so we trained alone."
    )
    refused = brief(told, refusals=("I'd rather not talk about the budget.",))
    for move in (Move("probe", "work", "cause"), Move("ask", "trouble")):
        assert "budget" not in worded(refused, move).text
    assert "budget" in worded(brief(told), Move("probe", "work", "cause")).text


@pytest.mark.parametrize("language", spoken())
def test_a_loss_is_met_with_a_human_word_before_anything_is_asked(language: str) -> None:
    grieving = replace(brief(Reading("substantive", SAID, cues=("loss", "problem"))), language=language)
    first = worded(grieving, Move("ask", "trouble")).before
    assert first in phrases(language).lists["receipt.loss"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "our trainer passed away in May and nobody took over"),
        ("en", "half of my team was laid off in the spring"),
        ("de", "unser Administrator ist im Mai verstorben"),
        ("fr", "notre formatrice est décédée en mai"),
        ("es", "nuestro formador falleció en mayo"),
        ("pt", "a nossa formadora faleceu em maio"),
        ("nl", "onze beheerder is in mei overleden"),
        ("it", "il nostro formatore è mancato a maggio"),
        ("ja", "担当者が五月に亡くなりました"),
    ],
)
def test_a_loss_is_heard(language: str, said: str) -> None:
    assert "loss" in cues_in(said, lexicon(language))


def test_a_correction_of_the_summary_is_said_back_as_one() -> None:
    amended = Reading("substantive", "No, the import broke three times.")
    reply = worded(brief(amended, last_move="summary", current=None), Move("anything_else")).before
    assert "correction" in reply
    assert "three times" in reply
