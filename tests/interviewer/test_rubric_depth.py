"""Rules 3, 4, 5, 6 and 19 over small conversations whose figures were counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.guide import Guide, Limits
from interviewer.rubric.conversation import Line
from tests.interviewer.said import measured, ours, tally, theirs

ASK = ours("How did the setup go?", "ask", "setup")
PROBE = ours("What happened the last time?", "probe", "setup", "example")
NEXT = ours("What would you change?", "ask", "change")
VAGUE = theirs("fine", "vague", gaps=("example", "clarify"))
FULL = theirs("On 3 March the import failed and Ana typed 400 rows by hand.", "substantive", full=True)


@pytest.mark.parametrize(
    ("lines", "tally_of"),
    [
        ([ASK, VAGUE, PROBE], (1, 1)),
        ([ASK, VAGUE, NEXT], (0, 1)),
        ([ASK, VAGUE, ours("Put differently: what slowed you down?", "rephrase", "setup")], (1, 1)),
        ([ASK, VAGUE, PROBE, VAGUE, NEXT], (1, 2)),
        # the cap of two is reached, so moving on is right and does not count
        ([ASK, VAGUE, PROBE, VAGUE, PROBE, VAGUE, NEXT], (2, 2)),
        ([ASK, theirs("I would rather not say", "refusal"), NEXT], (0, 0)),
        # an answer to the closing questions has no topic to stay on
        ([ours("What is missing?", "anything_else"), VAGUE, ours("Goodbye.", "farewell")], (0, 0)),
    ],
)
def test_a_vague_answer_is_followed_up_while_probes_are_left(
    lines: list[Line], tally_of: tuple[int, int]
) -> None:
    assert tally(measured("vague_is_probed", *lines)) == tally_of


def test_a_full_answer_is_left_alone() -> None:
    assert tally(measured("full_is_left", ASK, FULL, NEXT, FULL, PROBE)) == (1, 2)
    assert measured("full_is_left", ASK, FULL, NEXT).passed is True
    assert measured("full_is_left", ASK, FULL, PROBE).passed is False


def test_probes_beyond_the_cap_are_counted(guide: Guide) -> None:
    thrice = [ASK, VAGUE, PROBE, VAGUE, PROBE, VAGUE, PROBE]
    assert tally(measured("probe_cap", *thrice)) == (2, 3)
    wider = replace(guide, limits=Limits(probes_per_question=9))
    four = [*thrice, VAGUE, PROBE]
    assert tally(measured("probe_cap", *four, guide=wider)) == (3, 4)


def test_a_new_question_has_its_own_probes() -> None:
    other = ours("What else?", "probe", "change", "clarify")
    lines = [ASK, VAGUE, PROBE, VAGUE, PROBE, VAGUE, NEXT, VAGUE, other, VAGUE, other]
    assert measured("probe_cap", *lines).value == 1


def test_the_same_direction_a_third_time_is_drilling() -> None:
    assert tally(measured("no_drilling", ASK, VAGUE, PROBE, VAGUE, PROBE)) == (2, 2)
    assert tally(measured("no_drilling", ASK, VAGUE, PROBE, VAGUE, PROBE, VAGUE, PROBE)) == (2, 3)


@pytest.mark.parametrize(("direction", "hits"), [("example", 1), ("clarify", 1), ("cause", 0)])
def test_a_probe_goes_for_a_gap_of_the_answer(direction: str, hits: int) -> None:
    probe = ours("What was that?", "probe", "setup", direction)
    assert tally(measured("probe_fits", ASK, VAGUE, probe)) == (hits, 1)


@pytest.mark.parametrize(
    ("lines", "tally_of"),
    [
        ([ASK, FULL, NEXT], (1, 1)),
        ([ASK, theirs("fine", "vague"), PROBE], (1, 1)),
        ([ASK, theirs("fine", "vague"), NEXT], (0, 1)),
        (
            [
                ASK,
                theirs("Ana did it in May."),
                ours("Next: who?", "ask", "who", kind="substantive", cues=["concrete"]),
            ],
            (1, 1),
        ),
        ([ASK, theirs("no", "refusal"), NEXT, theirs("less", "vague"), PROBE], (0, 1)),
    ],
)
def test_each_answered_topic_has_a_case_or_a_try_for_one(
    lines: list[Line], tally_of: tuple[int, int]
) -> None:
    assert tally(measured("concrete_case", *lines)) == tally_of


@pytest.mark.parametrize(
    "key", ["vague_is_probed", "full_is_left", "probe_cap", "no_drilling", "probe_fits", "concrete_case"]
)
def test_depth_cannot_be_told_without_notes(key: str) -> None:
    found = measured(key, ours("How was it?"), theirs("fine", "vague"), ours("What else?"))
    assert not found.is_measurable
    assert found.passed is None
