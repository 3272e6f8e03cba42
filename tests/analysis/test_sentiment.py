from __future__ import annotations

import pytest

from analysis import sentiment
from analysis.encode import Encoder
from analysis.language import detect
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
        "Great. Another outage.",
        "Awesome, the sync is broken again.",
        "The API limits are too low for us.",
        "We wont recommend it to anyone.",
        "It took us three weeks to set up.",
    ],
)
def test_complaints_are_negative(encoder: Encoder, text: str) -> None:
    assert feel(encoder, text).label == "negative"


@pytest.mark.parametrize(
    "text",
    [
        "Love it",
        "Support was amazing",
        "We haven't had a single problem so far.",
        "It saves us about ten hours a week.",
        "The bug was fixed within minutes, well done.",
        "Nothing to complain about, it works great.",
    ],
)
def test_praise_and_relief_are_positive(encoder: Encoder, text: str) -> None:
    assert feel(encoder, text).label == "positive"


def test_a_recovery_is_not_plainly_negative(encoder: Encoder) -> None:
    assert feel(encoder, "We almost left last quarter, but your team handled it well.").value > -0.1


def test_a_shrug_is_neutral_and_unsure(encoder: Encoder) -> None:
    shrug = feel(encoder, "no reason, it's fine")
    assert shrug.label == "neutral"
    assert shrug.confidence <= 0.3


def test_plain_facts_are_neutral(encoder: Encoder) -> None:
    assert feel(encoder, "I log in about twice a week.").label == "neutral"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Das Onboarding war leider sehr langsam und verwirrend", "de"),
        ("C'est très bien mais un peu lent pour nous", "fr"),
        ("El soporte es muy bueno pero demasiado caro para nosotros", "es"),
        ("これは素晴らしいです", "ja"),
    ],
)
def test_other_languages_are_told_apart_and_not_assessed(encoder: Encoder, text: str, language: str) -> None:
    assert detect(text) == language
    assert sentiment.assess([text], encoder.encode([text]), [detect(text)]) == (None,)


@pytest.mark.parametrize("text", ["SSO via Okta", "meh", "Jira, Slack, SAP", "12/34", "", "ok super"])
def test_a_few_words_stay_in_the_language_of_the_interview(text: str) -> None:
    assert detect(text) == "en"
    assert detect(text, "de") == "de"


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
