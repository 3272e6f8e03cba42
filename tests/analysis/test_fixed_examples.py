"""Two answers everybody agrees on, read as everybody would."""

from __future__ import annotations

from analysis.encode import Encoder
from analysis.pipeline import analyse_transcript
from analysis.types import Answer, Insight, Tag


def read(encoder: Encoder, words: str) -> Insight:
    answer = Answer(2, "What is the main reason for your score?", words)
    return analyse_transcript([answer], themes=[], encode=encoder.encode)


def shown(words: str, tag: Tag) -> list[str]:
    return [words[start:end] for start, end in tag.spans]


def test_a_seven_yields_problem_recovery_and_loyalty_each_with_its_span(encoder: Encoder) -> None:
    words = "We almost left last quarter when your reporting broke, but your team handled it well"
    tags = {tag.name: tag for tag in read(encoder, words).tags}
    assert shown(words, tags["problem"]) == ["your reporting broke"]
    assert shown(words, tags["loyalty"]) == ["We almost left last quarter"]
    assert shown(words, tags["recovery"]) == ["but your team handled it well"]
    assert (tags["problem"].kind, tags["recovery"].kind, tags["loyalty"].kind) == (
        "intent",
        "driver",
        "driver",
    )
    assert (tags["recovery"].direction, tags["loyalty"].direction) == ("toward", "against")


def test_a_nine_without_a_reason_yields_no_driver_and_low_confidence(encoder: Encoder) -> None:
    insight = read(encoder, "no reason, it's fine")
    assert [tag for tag in insight.tags if tag.kind in {"intent", "driver"}] == []
    assert insight.sentiment is not None
    assert insight.sentiment.confidence <= 0.3


def test_every_span_lies_within_its_statement(encoder: Encoder) -> None:
    words = "Great support, really. The export crashes daily; if that stays we leave for Quillmark, honestly."
    insight = read(encoder, words)
    for tag in insight.tags:
        for index, (start, end) in zip(tag.evidence, tag.spans, strict=False):
            statement = insight.statements[index]
            assert statement.start <= start < end <= statement.end
    assert any(tag.spans for tag in insight.tags)
