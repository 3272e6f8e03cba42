from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import drivers, intents
from analysis.encode import Encoder
from analysis.pipeline import analyse_transcript, read_with_model
from analysis.topics import known_topics, listen_for
from analysis.types import Answer, Insight

ANSWERS = (
    Answer(
        2, "What did you hope to get done?", "One place for all customer data. Setup was quick and painless."
    ),
    Answer(
        4,
        "How is it going?",
        "We almost left last quarter when your reporting broke, but your team handled it well. "
        "Great. Another outage.",
    ),
    Answer(6, "Anything you miss?", "It would be great if we could schedule reports."),
    Answer(8, "Anything else?", "no, thanks!"),
)


def read(encoder: Encoder, answers: tuple[Answer, ...] = ANSWERS, language: str = "en") -> Insight:
    themes = known_topics(encoder.encode)
    return analyse_transcript(answers, themes=themes, encode=encoder.encode, language=language)


def check(insight: Insight, answers: tuple[Answer, ...]) -> None:
    """What must hold for every insight: slices, rows side by side, evidence that exists."""
    texts = {answer.turn: answer.text for answer in answers}
    count = len(insight.statements)
    assert all(texts[s.turn][s.start : s.end] == s.text for s in insight.statements)
    assert count == len(insight.embeddings) == len(insight.sentiments) == len(insight.themes)
    for tag in insight.tags:
        assert tag.evidence
        assert set(tag.evidence) <= set(range(count))
        assert 0 <= tag.confidence <= 1
        assert (tag.theme is not None) == (tag.kind == "theme")
    assert len(insight.summary) <= 5
    assert all(line.evidence and set(line.evidence) <= set(range(count)) for line in insight.summary)
    assert len(set(insight.quotes)) == len(insight.quotes)
    assert set(insight.quotes) <= set(range(count))


def test_an_interview_becomes_evidence(encoder: Encoder) -> None:
    insight = read(encoder)
    check(insight, ANSWERS)
    found = {tag.name: tag for tag in insight.tags if tag.kind == "intent"}
    assert {"problem", "praise", "feature_request", "renewal_risk"} <= set(found)
    assert {insight.statements[i].text for i in found["praise"].evidence} == {
        "Setup was quick and painless.",
        "but your team handled it well.",
    }
    assert insight.sentiment is not None
    assert abs(insight.sentiment.value) < 0.3
    assert {t.name: t.direction for t in insight.tags if t.kind == "driver"}["onboarding"] == "toward"
    assert "topic:reliability" in insight.themes
    assert insight.provenance.reader == "rules"


def test_problem_recovery_and_loyalty_each_have_their_span(encoder: Encoder) -> None:
    words = "We almost left last quarter when your reporting broke, but your team handled it well."
    insight = read(encoder, (Answer(2, "Why a 7?", words),))
    spans = {
        tag.name: [insight.statements[i].text for i in tag.evidence]
        for tag in insight.tags
        if tag.kind == "intent"
    }
    assert spans["problem"] == spans["renewal_risk"] == [words[:53]]
    assert spans["praise"] == [words[55:]]


def test_a_nine_without_a_reason_yields_no_driver_and_low_confidence(encoder: Encoder) -> None:
    insight = read(encoder, (Answer(2, "Why a 9?", "no reason, it's fine"),))
    assert [tag for tag in insight.tags if tag.kind in {"driver", "intent"}] == []
    assert insight.sentiment is not None
    assert insight.sentiment.confidence <= 0.3


@pytest.mark.parametrize("answers", [(), (Answer(2, "Why?", "ok thanks"),), (Answer(2, "Why?", "   "),)])
def test_an_interview_without_statements_has_an_empty_insight(
    encoder: Encoder, answers: tuple[Answer, ...]
) -> None:
    insight = read(encoder, answers)
    assert (insight.statements, insight.tags, insight.summary, insight.sentiment) == ((), (), (), None)


def test_a_language_not_covered_is_not_assessed(encoder: Encoder) -> None:
    answers = (Answer(2, "なぜですか", "設定がとても大変で、時間がかかりました。"),)
    insight = read(encoder, answers, "ja")
    assert insight.sentiments == (None,)
    assert insight.sentiment is None
    check(insight, answers)


def test_what_a_guide_listens_for_is_a_theme(encoder: Encoder) -> None:
    theme = listen_for("goal", "a concrete goal or job they want to get done", encoder.encode)
    answers = (Answer(2, "Why?", "We had one goal: a single list of all the jobs to get done."),)
    insight = analyse_transcript(answers, themes=[theme], encode=encoder.encode)
    assert insight.themes == ("goal",)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=120), max_size=4))
def test_any_words_give_a_sound_insight(encoder: Encoder, texts: list[str]) -> None:
    answers = tuple(Answer(2 * number + 2, "Why?", text) for number, text in enumerate(texts))
    check(read(encoder, answers), answers)


# --- with a model ---


class Model:
    """Answers every question with the same reply, or fails; keeps what it was asked."""

    def __init__(self, reply: object = None, error: Exception | None = None) -> None:
        self.reply, self.error = reply, error
        self.asked: list[Mapping[str, Any]] = []

    async def __call__(self, **question: Any) -> Any:
        self.asked.append(question)
        if self.error:
            raise self.error
        return self.reply


async def refined(encoder: Encoder, model: Model) -> tuple[Insight, Insight]:
    insight = read(encoder)
    themes = known_topics(encoder.encode)
    return insight, await read_with_model(insight, ANSWERS, themes=themes, ask=model)


async def test_a_models_marks_take_the_place_of_the_rules(encoder: Encoder) -> None:
    model = Model(
        {
            "sentiments": [{"statement": 1, "value": -0.9, "confidence": 0.8}],
            "themes": [{"statement": 1, "id": "topic:pricing"}],
            "intents": [{"statement": 1, "name": "churn", "quote": "One place", "confidence": 0.7}],
            "drivers": [
                {
                    "statement": 2,
                    "name": "onboarding",
                    "direction": "toward",
                    "quote": "quick",
                    "confidence": 0.9,
                }
            ],
            "summary": [{"text": "They want one place.", "statements": [1]}],
        }
    )
    _, insight = await refined(encoder, model)
    check(insight, ANSWERS)
    assert insight.sentiments[0] is not None
    assert insight.sentiments[0].value == -0.9
    assert insight.themes[0] == "topic:pricing"
    assert [(t.name, t.evidence) for t in insight.tags if t.kind == "intent"] == [("churn", (0,))]
    assert [line.text for line in insight.summary] == ["They want one place."]
    assert insight.provenance.reader == "model"
    assert set(insight.provenance.prompts) == {"analysis/extract", "analysis/extract_user"}


@pytest.mark.parametrize(
    "mark",
    [
        {"statement": 1, "name": "churn", "quote": "we are leaving", "confidence": 0.9},
        {"statement": 1, "name": "betrayal", "quote": "One place", "confidence": 0.9},
        {"statement": 99, "name": "churn", "quote": "One place", "confidence": 0.9},
        {"statement": 0, "name": "churn", "quote": "One place", "confidence": 0.9},
        {"statement": True, "name": "churn", "quote": "One place", "confidence": 0.9},
        {"statement": 1, "name": "churn", "quote": "", "confidence": 0.9},
        {"statement": 2, "name": "churn", "quote": "One place", "confidence": 0.9},
        {"statement": 1, "name": ["churn"], "quote": "One place", "confidence": 0.9},
        "churn",
        None,
    ],
)
async def test_a_mark_nobody_said_is_dropped(encoder: Encoder, mark: object) -> None:
    kept = {"text": "They want one place.", "statements": [1]}
    _, insight = await refined(encoder, Model({"intents": [mark], "summary": [kept]}))
    assert [tag for tag in insight.tags if tag.kind == "intent"] == []
    assert insight.provenance.notes == ("1 of the model's marks were dropped",)


@pytest.mark.parametrize(
    "model",
    [
        Model(error=TimeoutError()),
        Model(error=ValueError("nonsense")),
        Model(reply="text"),
        Model(reply=None),
        Model(reply={}),
        Model(reply={"intents": "many", "sentiments": 5, "themes": {}, "summary": [[]], "drivers": None}),
        Model(
            reply={"sentiments": [{"statement": 1, "value": "bad"}], "themes": [{"statement": 1, "id": "x"}]}
        ),
        Model(reply={"summary": [{"text": "claim without evidence", "statements": []}]}),
        Model(reply={"summary": [{"text": "too odd", "statements": 5}, {"text": 7, "statements": [1]}]}),
    ],
)
async def test_a_failing_model_leaves_the_rules_reading(encoder: Encoder, model: Model) -> None:
    before, after = await refined(encoder, model)
    assert after.tags == before.tags
    assert after.summary == before.summary
    assert after.provenance.reader == "rules"
    assert after.provenance.notes


async def test_the_model_is_given_closed_lists_and_numbered_statements(encoder: Encoder) -> None:
    model = Model({})
    await refined(encoder, model)
    question = model.asked[0]
    items = question["schema"]["properties"]["intents"]["items"]
    assert items["properties"]["name"]["enum"] == list(intents.NAMES)
    drivers_items = question["schema"]["properties"]["drivers"]["items"]
    assert drivers_items["properties"]["name"]["enum"] == list(drivers.names())
    assert "1. One place for all customer data." in question["user"]


async def test_nothing_said_asks_no_model(encoder: Encoder) -> None:
    model = Model({})
    insight = read(encoder, (Answer(2, "Why?", "ok"),))
    assert await read_with_model(insight, (), themes=(), ask=model) is insight
    assert model.asked == []


def test_the_same_interview_gives_the_same_insight(encoder: Encoder) -> None:
    one, other = read(encoder), read(encoder)
    assert one.tags == other.tags
    assert one.summary == other.summary
    assert np.array_equal(one.embeddings, other.embeddings)
