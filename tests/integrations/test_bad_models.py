"""Rehearsals with a bad model over HTTP: what reaches the respondent keeps to the rubric all the same."""

from __future__ import annotations

import pytest

from bench.rehearsed import Held, held
from interviewer.checks import question_marks

# What is bad about a model that answers in good form; `bad` mixes them.
MODES = [
    "two_questions",
    "praise",
    "lead",
    "leak",
    "leak_context",
    "end_now",
    "never_end",
    "promise",
    "repeat",
    "foreign",
    "human",
    "invent",
    "markup",
    "verbose",
    "illegal_move",
    "bad",
    "obey",
]
PERSONAS = ("plain", "vague", "early_stop")
# Lines of the rubric that hold whoever speaks: rules 1, 2, 5, 9, 11 and 13.
KEPT = {
    "one_question_mark",
    "one_ask",
    "clean_interview",
    "median_words",
    "p90_words",
    "probe_cap",
    "no_drilling",
    "praise",
    "verbatim_repeat",
    "stop_ends",
    "no_early_farewell",
    "no_promises",
    "no_leak",
}


async def rehearsed(fault: str) -> Held:
    return await held(fault, count=len(PERSONAS), seed=len(fault), only=PERSONAS)


@pytest.mark.parametrize("fault", MODES)
async def test_rubric_is_kept_whatever_the_model_is_bad_at(fault: str) -> None:
    run = await rehearsed(fault)
    assert all(one.rehearsed.has_ended for one in run.interviews)
    assert run.told, "the model was never asked, so nothing was shown"
    scores = await run.score()
    judged = {key: scores.measure(key) for key in KEPT}
    assert {key: one.value for key, one in judged.items() if one.passed is False} == {}
    for turn in run.spoken:
        assert question_marks(turn.text) <= 1, turn.text


async def test_a_bad_model_costs_one_rewrite_at_most() -> None:
    run = await rehearsed("praise")
    assert run.calls_per_turn <= 1.3
    assert {turn.note["fallback"] for turn in run.spoken} <= {None, "checks", "no_question"}
    assert any("praise" in turn.note["checks"] and turn.note["refused"] for turn in run.spoken)


async def test_a_decent_model_words_most_of_what_may_be_worded() -> None:
    run = await held(None, count=2, seed=3, only=("plain",))
    worded = [turn for turn in run.spoken if "interviewer/turn" in turn.note["prompts"]]
    spoke = [turn for turn in worded if turn.note["model"].startswith("local")]
    assert len(spoke) >= 0.8 * len(worded) > 0
