"""The checker itself: it accepts a good history and sees through every broken one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.faults.history import Heard, Stored, doubled, lost, problems

GOOD = [
    Stored(1, "interviewer", "What were you hoping for?", reply_to=0),
    Stored(2, "respondent", "Fewer spreadsheets.", client_id="a", answered_by=4),
    Stored(3, "respondent", "And fewer mails.", client_id="b", answered_by=4),
    Stored(4, "interviewer", "Which mails?", reply_to=3),
    Stored(5, "respondent", "Reminders.", client_id="c", answered_by=6),
    Stored(6, "interviewer", "Thank you.", reply_to=5),
]


def heard_all() -> Heard:
    heard = Heard()
    for row in GOOD:
        heard.see(row.seq, row.speaker, row.text)
        if row.client_id is not None:
            heard.sent[row.client_id] = row.text
            heard.acknowledge(row.client_id, row.seq)
    return heard


def without(seq: int) -> list[Stored]:
    return [row for row in GOOD if row.seq != seq]


def changed(at: int, /, **fields: object) -> list[Stored]:
    return [replace(row, **fields) if row.seq == at else row for row in GOOD]  # type: ignore[arg-type]


BROKEN_ROWS = {
    "an acknowledged answer is gone": (without(5), "c was acknowledged and is lost"),
    "a gap in the numbers": (without(3), "the seqs are not"),
    "a number taken twice": (changed(3, seq=2), "the seqs are not"),
    "rows out of order": (GOOD[::-1], "the seqs are not"),
    "an answer stored twice": (changed(3, client_id="a"), "a is stored twice"),
    "an answer stored under another number": (changed(2, client_id="x"), "x is stored and was never sent"),
    "numbers swapped": (
        [*GOOD[:1], replace(GOOD[2], seq=2), replace(GOOD[1], seq=3), *GOOD[3:]],
        "a was acknowledged as 2 and stored as 3",
    ),
    "another text stored": (changed(2, text="More spreadsheets."), "a is stored with another text"),
    "an answer without a reply": (changed(5, answered_by=None), "turn 5 has no reply"),
    "a reply that is not there": (changed(5, answered_by=9), "turn 5 has no reply"),
    "an answer as the reply": (changed(2, answered_by=3), "turn 2 has no reply"),
    "a reply from before": (changed(5, answered_by=4), "turn 5 is marked as answered by 4"),
    "a reply to something older": (changed(6, reply_to=4), "turn 5 is marked as answered by 6"),
    "two replies to one answer": (changed(6, reply_to=3), "turn 3 has two replies"),
    "a reply to nothing": (changed(5, answered_by=4), "turn 6 answers nothing"),
    "two openings": (changed(4, reply_to=0), "the interview opens twice"),
    "the same question twice": (changed(4, text="What were you hoping for?"), "turns 1 and 4 say the same"),
    "a text the respondent did not see": (changed(6, text="Bye."), "turn 6 was shown with another text"),
    "a turn that was taken back": (GOOD[:5], "turn 6 was shown with another text"),
    "a turn nobody was shown": (
        [*GOOD, Stored(7, "interviewer", "One more thing?", reply_to=6)],
        "turn 7 was never shown",
    ),
}


def _acknowledged_twice(heard: Heard) -> None:
    heard.acknowledge("a", 3)


def _shown_twice(heard: Heard) -> None:
    heard.see(4, "interviewer", "Whose mails?")


def _lost(heard: Heard) -> None:
    heard.sent["d"] = "Hello?"
    heard.acknowledge("d", 7)


BROKEN_HEARING: dict[str, tuple[Callable[[Heard], None], str]] = {
    "acknowledged under two numbers": (_acknowledged_twice, "a acknowledged as 2 and as 3"),
    "shown with two texts": (_shown_twice, "turn 4 was shown with two texts"),
    "acknowledged and never stored": (_lost, "d was acknowledged and is lost"),
}


def test_a_good_history_has_no_problems() -> None:
    assert problems(heard_all(), GOOD) == []


def test_an_answer_that_was_stored_but_never_acknowledged_is_fine() -> None:
    heard = heard_all()
    del heard.acked["c"]
    assert problems(heard, GOOD) == []


def test_an_answer_that_was_sent_and_never_stored_is_fine_while_it_is_not_acknowledged() -> None:
    heard = heard_all()
    heard.sent["d"] = "Hello?"
    assert problems(heard, GOOD) == []


@pytest.mark.parametrize(("rows", "sentence"), BROKEN_ROWS.values(), ids=BROKEN_ROWS.keys())
def test_broken_rows_are_noticed(rows: list[Stored], sentence: str) -> None:
    assert any(sentence in problem for problem in problems(heard_all(), rows))


@pytest.mark.parametrize(("spoil", "sentence"), BROKEN_HEARING.values(), ids=BROKEN_HEARING.keys())
def test_broken_acknowledgements_and_frames_are_noticed(
    spoil: Callable[[Heard], None], sentence: str
) -> None:
    heard = heard_all()
    spoil(heard)
    assert sentence in problems(heard, GOOD)


def test_lost_and_doubled_answers_are_counted() -> None:
    assert lost(heard_all(), without(5)) == {"c"}
    assert doubled(changed(3, client_id="a")) == ["a"]
    assert lost(heard_all(), GOOD) == set()
    assert doubled(GOOD) == []
