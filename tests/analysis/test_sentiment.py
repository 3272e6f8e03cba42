from __future__ import annotations

import pytest

from analysis import sentiment
from analysis.encode import Encoder
from analysis.types import Sentiment


def feel(encoder: Encoder, text: str, language: str = "en") -> Sentiment:
    found = sentiment.assess([text], encoder.encode([text]), [language])[0]
    assert found is not None
    assert -1 <= found.value <= 1
    assert 0 <= found.confidence <= 1
    return found


@pytest.mark.parametrize(
    "text",
    [
        "The export failed again and nobody answered.",
        "Not very good",
        "I hate how slow it got.",
        "The API limits are too low for us.",
        "We wont recommend it to anyone.",
        "It took us three weeks to set up.",
        "takes three clicks and a prayer",
        "We gave up on the importer and went back to spreadsheets.",
        "Raised it three times, no reply since May.",
    ],
)
def test_complaints_are_negative(encoder: Encoder, text: str) -> None:
    assert feel(encoder, text).label == "negative"


@pytest.mark.parametrize(
    "text",
    [
        "Great. Another outage.",
        "Awesome, the sync is broken again.",
        "Love it when the app logs me out.",
        "Thanks for deleting my report.",
        "So glad the price went up again.",
    ],
)
def test_cheer_over_bad_news_is_not_praise(encoder: Encoder, text: str) -> None:
    assert feel(encoder, text).value <= -0.5


@pytest.mark.parametrize(
    "text",
    [
        "Great, no outages since March.",
        "Great support, always there within the hour.",
        "Nice. No more lost orders, never slow.",
        "Thanks for fixing it so fast.",
    ],
)
def test_cheer_over_good_news_is_not_irony(encoder: Encoder, text: str) -> None:
    assert feel(encoder, text).label == "positive"


@pytest.mark.parametrize(
    "text",
    [
        "Love it",
        "Support was amazing",
        "We haven't had a single problem so far.",
        "It saves us about ten hours a week.",
        "saves me two hours a day",
        "The bug was fixed within minutes, well done.",
        "Nothing to complain about, it works great.",
        "I never want to go back to the old tool.",
    ],
)
def test_praise_and_relief_are_positive(encoder: Encoder, text: str) -> None:
    assert feel(encoder, text).label == "positive"


def test_praise_that_names_nothing_good_is_no_complaint(encoder: Encoder) -> None:
    assert feel(encoder, "Month-end went from five days to one.").value > 0


@pytest.mark.parametrize(
    "text",
    [
        "We almost left last quarter, but your team handled it well.",
        "We almost left last quarter when your reporting broke, but your team handled it well",
        "It was rough at first, now it runs without a hitch.",
        "The bug cost us a day, and they gave us two back.",
    ],
)
def test_a_recovery_is_not_plainly_negative(encoder: Encoder, text: str) -> None:
    assert feel(encoder, text).value > -0.1


@pytest.mark.parametrize(
    "text", ["Good product, too expensive.", "I like the reports but the loading times are terrible."]
)
def test_a_mixed_statement_lies_between_its_halves(encoder: Encoder, text: str) -> None:
    assert abs(feel(encoder, text).value) < 0.4


def test_a_shrug_is_neutral_and_unsure(encoder: Encoder) -> None:
    shrug = feel(encoder, "no reason, it's fine")
    assert shrug.label == "neutral"
    assert shrug.confidence <= 0.3


@pytest.mark.parametrize("text", ["I log in about twice a week.", "The contract runs until June."])
def test_plain_facts_are_neutral(encoder: Encoder, text: str) -> None:
    assert feel(encoder, text).label == "neutral"


def test_a_plain_complaint_is_surer_than_a_hint(encoder: Encoder) -> None:
    plain = feel(encoder, "I hate it, it is terrible and unreliable.")
    assert plain.confidence > feel(encoder, "We have it on one screen.").confidence + 0.2


@pytest.mark.parametrize("text", ["", "?", "👍", "a" * 100_000, "\ud83d broken half", "12 34 56"])
def test_what_says_nothing_still_gets_a_value_in_range(encoder: Encoder, text: str) -> None:
    feel(encoder, text)


def test_no_texts_give_no_sentiments(encoder: Encoder) -> None:
    assert sentiment.assess([], encoder.encode([]), []) == ()


def test_overall_weighs_by_length_and_leaves_out_what_was_not_assessed() -> None:
    long, short = Sentiment(0.8, 0.9), Sentiment(-0.8, 0.9)
    found = sentiment.overall([long, short, None], [9.0, 1.0, 50.0])
    assert found is not None
    assert found.value == pytest.approx(0.64)


def test_nothing_assessed_is_not_neutral() -> None:
    assert sentiment.overall([None, None], [1.0, 1.0]) is None
    assert sentiment.overall([], []) is None


def test_a_split_room_is_less_sure_than_an_agreed_one() -> None:
    good, bad = Sentiment(0.7, 0.9), Sentiment(-0.7, 0.9)
    agreed, split = sentiment.overall([good, good], [1, 1]), sentiment.overall([good, bad], [1, 1])
    assert agreed is not None
    assert split is not None
    assert split.confidence < agreed.confidence
