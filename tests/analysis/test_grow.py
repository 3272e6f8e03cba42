"""The pool grows few themes: each rule of a proposal by a case, with statements as people type them."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.encode import Encoder
from analysis.prevalence import LengthMismatchError
from analysis.themes import noun_phrases
from analysis.themes.grow import FEWEST, MOST, Growth, grow
from analysis.topics import asides
from analysis.types import KnownTheme

GREENHOUSE = (
    "The greenhouse sensors tell us when to water.",
    "Our greenhouse sensors went silent in the frost.",
    "We bought it for the greenhouse sensors alone.",
    "Nobody calibrates the greenhouse sensors after winter.",
    "Without the greenhouse sensors the tomatoes die.",
)
APART = (
    "My cousin plays the trumpet in a marching band.",
    "The parking garage closes far too early.",
    "Somebody painted our hallway in a dreadful green.",
)


def grown(
    encoder: Encoder,
    texts: tuple[str, ...],
    *,
    people: list[str] | None = None,
    known: tuple[KnownTheme, ...] = (),
    total: int = 10,
) -> Growth:
    who = people or [f"r{row}" for row in range(len(texts))]
    rows = encoder.encode(texts)
    return grow(rows, texts, who, known, total=total, asides=asides(encoder.encode))


def test_a_subject_several_people_raise_becomes_a_theme_named_in_their_words(encoder: Encoder) -> None:
    growth = grown(encoder, (*GREENHOUSE, *APART))
    assert [(theme.label, theme.members, theme.respondents) for theme in growth.new] == [
        ("Greenhouse sensors", (0, 1, 2, 3, 4), 5)
    ]
    assert growth.joined.tolist() == [-1] * 8
    assert np.allclose(np.linalg.norm(growth.new[0].exemplars, axis=1), 1, atol=1e-5)


def test_one_person_saying_it_five_times_founds_nothing(encoder: Encoder) -> None:
    assert grown(encoder, GREENHOUSE, people=["r1"] * 5).new == ()


@pytest.mark.parametrize(("people", "made"), [(FEWEST - 1, 0), (FEWEST, 1)])
def test_a_theme_needs_four_respondents(encoder: Encoder, people: int, made: int) -> None:
    who = [f"r{min(row, people - 1)}" for row in range(5)]
    assert len(grown(encoder, GREENHOUSE, people=who).new) == made


@pytest.mark.parametrize(("total", "made"), [(83, 1), (100, 0)])
def test_in_a_large_study_a_theme_needs_six_percent_of_everyone(
    encoder: Encoder, total: int, made: int
) -> None:
    assert len(grown(encoder, GREENHOUSE, total=total).new) == made


def test_the_same_words_from_everyone_are_no_subject(encoder: Encoder) -> None:
    texts = tuple(
        f"{start}he greenhouse sensors fail in winter{end}" for start in "Tt" for end in ("", ".", "!")
    )
    assert grown(encoder, texts).new == ()


def test_small_talk_founds_nothing(encoder: Encoder) -> None:
    texts = (
        "That is all from my side.",
        "That is everything from my side.",
        "I have nothing else to add from my side.",
        "Nothing more to add from our side.",
        "Nothing to add from my side, thanks.",
    )
    assert grown(encoder, texts).new == ()


def test_statements_of_under_four_words_found_nothing(encoder: Encoder) -> None:
    assert (
        grown(encoder, ("Greenhouse sensors", "greenhouse sensors!", "The sensors", "Our sensors")).new == ()
    )


def test_a_group_without_a_shared_noun_is_not_proposed(encoder: Encoder) -> None:
    texts = (
        "It rained and we got soaked.",
        "Pouring all over, everyone drenched.",
        "Wet through again, water everywhere outside.",
        "Such heavy showers, boots full.",
        "Drizzle never stopped, clothes dripping.",
    )
    assert grown(encoder, texts).new == ()


def test_a_group_around_a_known_theme_joins_it(encoder: Encoder) -> None:
    known = KnownTheme("thm_1", "Sensors in the greenhouse", encoder.encode(GREENHOUSE[:3]))
    growth = grown(encoder, GREENHOUSE, known=(known,))
    assert growth.joined.tolist() == [0] * 5
    assert growth.new == ()


def test_a_label_already_taken_is_not_given_again(encoder: Encoder) -> None:
    known = KnownTheme("thm_1", "Greenhouse sensors", encoder.encode(["The parking garage is closed."]))
    labels = [theme.label.lower() for theme in grown(encoder, GREENHOUSE, known=(known,)).new]
    assert "greenhouse sensors" not in labels


def test_no_more_than_twelve_are_proposed() -> None:
    letters = "bcdfghklmnprstvw"
    texts = [
        f"{words} the {letter}ottle box, every day"
        for letter in letters
        for words in ("We like", "She sold", "They lost", "He paints")
    ]
    rows = np.eye(len(letters), dtype=np.float32).repeat(4, axis=0)
    growth = grow(rows, texts, list(range(len(texts))), (), total=10)
    assert [len(theme.members) for theme in growth.new] == [4] * MOST
    assert len({theme.label for theme in growth.new}) == MOST
    members = [row for theme in growth.new for row in theme.members]
    assert len(members) == len(set(members))


def test_an_empty_pool_grows_nothing() -> None:
    growth = grow(np.zeros((0, 8), np.float32), [], [], (), total=9)
    assert growth.new == ()
    assert growth.joined.shape == (0,)


def test_rows_that_do_not_match_are_refused() -> None:
    with pytest.raises(LengthMismatchError, match="2 embeddings, 1 texts"):
        grow(np.zeros((2, 8), np.float32), ["one"], ["r1"], (), total=1)


@pytest.mark.parametrize(
    ("texts", "label"),
    [
        (("We had already moved.", "It was already late.", "They already knew."), "already"),
        (("There is nothing to correct.", "That is correct.", "Correct, yes."), "correct"),
        (("For the second time.", "On second thought.", "The second one."), "second"),
        (("The last ninety days.", "In ninety days.", "The first ninety days."), "ninety days"),
        (("My team sat down.", "Our team sat there.", "The team sat and waited."), "team sat"),
        (("Mostly by asking each other.", "By asking a colleague.", "By asking the help desk."), "asking"),
        (("My boss dares to ask.", "The boss dares to try.", "Our boss dares to hope."), "boss dares"),
        (("Nobody asks.", "Nobody asks us.", "For nobody asks."), "nobody asks"),
    ],
)
def test_function_words_verbs_and_dates_name_nothing(texts: tuple[str, ...], label: str) -> None:
    assert label not in [phrase.spelling for phrase in noun_phrases.find(texts).values()]


@pytest.mark.parametrize(
    ("texts", "label"),
    [
        (("I prepare the board pack.", "Slides for the board pack, again."), "board pack"),
        (("It has no offline mode.", "We want an offline mode!"), "offline mode"),
        (("The CRM is slow.", "Nothing from our CRM"), "CRM"),
    ],
)
def test_what_follows_an_article_and_ends_is_a_noun(texts: tuple[str, ...], label: str) -> None:
    assert label in [phrase.spelling for phrase in noun_phrases.find(texts).values()]
