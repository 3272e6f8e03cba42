"""The respondent's words handed back: grammatical, verbatim, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.languages import lexicon
from interviewer.mirror import LONGEST_QUOTE, quote_from, shifted_clause
from interviewer.text import words

EN = lexicon("en")


@pytest.mark.parametrize(
    ("said", "mirrored"),
    [
        ("We lost a week over the CSV import.", "you lost a week over the CSV import"),
        ("I was waiting for our controller", "you were waiting for your controller"),
        (
            "We needed our reports before my board meeting",
            "you needed your reports before your board meeting",
        ),
        ("I told you that we lost it", None),
        ("We think it is great", None),
        ("It took us three weeks", None),
        ("My team had to wait three weeks", "your team had to wait three weeks"),
        ("we wanted to", None),
        ("We wanted fewer meetings between sales and support", None),
    ],
)
def test_clause_is_turned_only_where_the_turn_is_sure(said: str, mirrored: str | None) -> None:
    assert shifted_clause(said, EN) == mirrored


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("The import took three weeks because of the dates.", "the import took three weeks"),
        ("We did not lose one date.", "we did not lose one date"),
        ("Mail me at ana@example.com or 0049 1711234567", None),
        ("What the fuck is this shit", None),
        ("ok", None),
        ("Final_final_b haunts me in my sleep.", "Final_final_b haunts me in my sleep"),
        ("Is it? Or not?", None),
    ],
)
def test_quote_is_a_whole_clause_and_nothing_private_or_rude(said: str, quoted: str | None) -> None:
    assert quote_from(said, EN) == quoted


def test_part_of_a_denial_is_never_quoted_as_if_it_were_said() -> None:
    said = "In the whole of last year we did not once miss the renewal date of a large customer with it"
    assert quote_from(said, EN) is None


def test_same_quote_is_not_handed_back_twice() -> None:
    said = "The import took three weeks."
    assert quote_from(said, EN, ["You said “the import took three weeks”."]) is None


@given(st.text(max_size=300), st.sampled_from(["en", "de", "fr", "es"]))
def test_a_quote_is_short_and_verbatim_whatever_was_typed(said: str, language: str) -> None:
    quoted = quote_from(said, lexicon(language))
    if quoted is not None:
        assert len(words(quoted)) <= 2 * LONGEST_QUOTE
        assert all(word.lower() in said.lower() for word in words(quoted))
        assert "?" not in quoted
