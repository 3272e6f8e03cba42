"""The craft as checks: what may not be said."""

from __future__ import annotations

import pytest

from interviewer.checks import Against, message_faults, opening_faults, sentence_faults

SECRETS = ("Enterprise", "score fell because exports dropped 40 %")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("one_question", "What happened? And why?"),
        ("one_question", "What happened, and how did you react?"),
        ("brief", "word " * 40 + "."),
        ("leading", "Was it the price or the support?"),
        ("leading", "What a pain, right?"),
        ("leading", "How frustrating was that for you?"),
        ("leading", "Which tool was slow, don't you think?"),
        ("open_form", "Did that help you?"),
        ("open_form", "Is that a problem for your team?"),
        ("praise", "That is a great point."),
        ("praise", "Interesting!"),
        ("praise", "I'm sorry to hear that."),
        ("repeat", "What happened when you tried?"),
        ("repeat", "So what happened when you tried it?"),
        ("promise", "We will fix that for you."),
        ("promise", "You should try using the API."),
        ("leak", "You are on the Enterprise plan."),
        ("leak", "I see your score fell because exports dropped 40 %."),
    ],
)
def test_breach_is_named(rule: str, said: str) -> None:
    against = Against("en", said=("What happened when you tried?",), secrets=SECRETS)
    assert rule in sentence_faults(said, against)


@pytest.mark.parametrize(
    "said",
    [
        "So you lost a week.",
        "Understood: “was it the price or not”.",
        "What did that mean for your work?",
        "You said “it is great”.",
        "Could you tell me about the last time?",
        "How did the import go in March?",
        "Which part took the most effort?",
    ],
)
def test_decent_sentence_passes(said: str) -> None:
    assert sentence_faults(said, Against("en", said=("What happened when you tried?",))) == []


def test_words_of_the_respondent_are_no_leak() -> None:
    against = Against("en", heard="we are on the enterprise plan", secrets=("Enterprise",))
    assert sentence_faults("You mentioned the Enterprise plan.", against) == []


def test_farewell_holds_no_question() -> None:
    assert "closing_question" in sentence_faults("What else?", Against("en", closes=True))


@pytest.mark.parametrize(
    ("language", "said", "rule"),
    [
        ("de", "Das ist eine tolle Antwort.", "praise"),
        ("de", "War das langsam?", "open_form"),
        ("de", "Was war langsam oder schnell?", "leading"),
        ("fr", "Excellente question !", "praise"),
        ("fr", "Avez-vous essayé ?", "open_form"),
        ("es", "¡Qué interesante!", "praise"),
        ("es", "¿Tiene problemas?", "open_form"),
    ],
)
def test_rules_hold_in_each_language(language: str, said: str, rule: str) -> None:
    assert rule in sentence_faults(said, Against(language))


def test_message_asks_at_most_one_thing() -> None:
    assert "one_question" in message_faults("What happened? Who was there?", Against("en"))
    assert message_faults("So you lost a week. What happened then?", Against("en")) == []


def test_opening_must_say_who_what_and_how_long() -> None:
    assert opening_faults("Hi! How are things?", "Northwind", 8, "en") == [
        "is_ai",
        "who_asks",
        "how_long",
        "may_stop",
    ]
