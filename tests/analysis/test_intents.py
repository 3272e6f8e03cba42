from __future__ import annotations

from pathlib import Path

import pytest

from analysis import drivers, exemplars, intents, sentiment
from analysis.competitors import competitor_name
from analysis.encode import Encoder
from analysis.signals import detector, hearing


def announced(encoder: Encoder, text: str) -> set[str]:
    rows = encoder.encode([text])
    feelings = sentiment.assess([text], rows, ["en"])
    return {hit.name for hit in intents.detect([text], rows, feelings, encode=encoder.encode)[0]}


def pushed(encoder: Encoder, text: str) -> dict[str, str]:
    rows = encoder.encode([text])
    feelings = sentiment.assess([text], rows, ["en"])
    return {
        hit.name: hit.polarity for hit in drivers.detect([text], rows, feelings, encode=encoder.encode)[0]
    }


def test_the_names_are_those_other_systems_know() -> None:
    assert hearing.names() == intents.NAMES
    assert " ".join(intents.NAMES) == (
        "renewal_intent renewal_risk churn expansion advocacy praise competitor feature_request problem "
        "support_need pricing champion_change escalation"
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We will gladly renew when the contract ends.", "renewal_intent"),
        ("We are not leaving.", "renewal_intent"),
        ("I'm not sure we will stay next year.", "renewal_risk"),
        ("We came close to cancelling in spring.", "renewal_risk"),
        ("We've decided to cancel at the end of the term.", "churn"),
        ("We wont renew.", "churn"),
        ("Could we add twenty more seats?", "expansion"),
        ("I've recommended you to several friends in the industry.", "advocacy"),
        ("Your team did a fantastic job.", "praise"),
        ("We compared you to Gainsight.", "competitor"),
        ("It would be great to have dark mode.", "feature_request"),
        ("The import crashes every time.", "problem"),
        ("Can somebody show us how the permissions work?", "support_need"),
        ("For what it does it is overpriced.", "pricing"),
        ("Our champion left the company.", "champion_change"),
        ("This is unacceptable, I want to speak to your manager.", "escalation"),
    ],
)
def test_an_intent_is_heard(encoder: Encoder, text: str, name: str) -> None:
    assert name in announced(encoder, text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We are not leaving.", "churn"),
        ("We have no plans to leave.", "renewal_risk"),
        ("We almost cancelled in spring.", "churn"),
        ("We haven't had any problems.", "problem"),
        ("We do not need any more training.", "support_need"),
        ("I would not say it is expensive.", "pricing"),
        ("I would not recommend it.", "advocacy"),
        ("It is not great.", "praise"),
        ("Your customer success manager left, a pity.", "churn"),
        ("Unless this is fixed we will not renew.", "renewal_intent"),
    ],
)
def test_negation_is_heard_too(encoder: Encoder, text: str, name: str) -> None:
    assert name not in announced(encoder, text)


@pytest.mark.parametrize(
    "text",
    [
        "There are nine of us in the team.",
        "no reason, it's fine",
        "I joined in 2021.",
        "We use it on Mondays.",
    ],
)
def test_ordinary_talk_announces_nothing(encoder: Encoder, text: str) -> None:
    assert announced(encoder, text) == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We switched from Zendesk last year.", "Zendesk"),
        ("We are evaluating Acme Metrics right now.", "Acme Metrics"),
        ("we are moving to zendesk in may", "zendesk"),
        ("Quillmark offered us half the price", "Quillmark"),
        ("our old job used clickup", "clickup"),
        ("wir gehen zu Personio", "Personio"),
        ("A competitor is cheaper.", None),
        ("we looked at others", None),
        ("We moved to Excel", None),
    ],
)
def test_a_competitor_is_named_as_it_was_spelled(text: str, name: str | None) -> None:
    assert competitor_name(text) == name


@pytest.mark.parametrize("text", ["We switched to Tidewise last year.", "TIDEWISE has what we need"])
def test_our_own_name_is_never_a_competitor(text: str) -> None:
    assert competitor_name(text, own=("Tidewise",)) is None


@pytest.mark.parametrize(
    ("text", "driver", "direction"),
    [
        ("The price is far too high for us.", "price", "negative"),
        ("Support was quick and really helpful.", "support", "positive"),
        ("It crashes all the time, we cannot rely on it.", "reliability", "negative"),
        ("The onboarding was quick and painless.", "onboarding", "positive"),
        ("It is really easy to use.", "ease_of_use", "positive"),
    ],
)
def test_a_driver_pushes_the_way_the_statement_feels(
    encoder: Encoder, text: str, driver: str, direction: str
) -> None:
    assert pushed(encoder, text).get(driver) == direction


@pytest.mark.parametrize(
    "text", ["no reason, it's fine", "We looked at the price list.", "I work in support."]
)
def test_a_statement_without_a_feeling_pushes_nothing(encoder: Encoder, text: str) -> None:
    assert pushed(encoder, text) == {}


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("nonsense [", "cannot be read"),
        ("", "has no [[intent]] entries"),
        ('[[intent]]\nid = "A b"\nsentences = ["x"]', "entry 1 needs an id"),
        ('[[intent]]\nid = "a"\nsentences = "x"', "sentences of a are not a list"),
        ('[[intent]]\nid = "a"\nsentences = ["x"]', "a has 1 sentences, at least 2"),
        ('[[intent]]\nid = "a"\nsentences = ["x", "y"]\ncues = ["("]', "pattern in `cues` of a"),
        ('[[intent]]\nid = "a"\npolarity = "up"\nsentences = ["x", "y"]', "polarity of a"),
        ('[[intent]]\nid = "a"\nsentences = ["x", "y"]\n' * 2, "the id a is there twice"),
    ],
)
def test_a_wrong_signal_file_is_told_by_file_and_entry(
    encoder: Encoder, tmp_path: Path, content: str, complaint: str
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(content)
    with pytest.raises(exemplars.ExemplarError) as told:
        detector.load(file, "intent", encoder.encode, at_least=2)
    assert complaint in str(told.value)
    assert "mine.toml" in str(told.value)
