"""The shipped topics find what customers mean: measured on statements kept back while they were written."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from analysis import topics
from analysis.encode import Encoder
from analysis.themes.assign import assign
from analysis.types import KnownTheme

LABELLED = tomllib.loads(Path(__file__).with_name("labelled_topics.toml").read_text(encoding="utf-8"))


def labelled(half: str) -> list[tuple[str, list[str]]]:
    return [(text, entry["topics"]) for entry in LABELLED[half] for text in entry["says"]]


def placed(encoder: Encoder, texts: list[str], *more: KnownTheme) -> list[str | None]:
    known = [*topics.known_topics(encoder.encode), *more]
    found, _ = assign(encoder.encode(texts), known, asides=topics.asides(encoder.encode))
    return [known[index].id.removeprefix("topic:") if index >= 0 else None for index in found.tolist()]


@pytest.mark.parametrize("half", ["tuning", "kept"])
def test_topics_are_precise_and_find_most_of_what_is_theirs(encoder: Encoder, half: str) -> None:
    statements = labelled(half)
    places = placed(encoder, [text for text, _ in statements])
    right = sum(place in wanted for place, (_, wanted) in zip(places, statements, strict=True))
    assert right / sum(place is not None for place in places) >= 0.85
    assert right / sum(bool(wanted) for _, wanted in statements) >= 0.6


def test_no_labelled_statement_is_an_example_of_its_topic() -> None:
    examples = {sentence.lower().rstrip(".") for entry in topics.load() for sentence in entry.sentences}
    said = [text.lower().rstrip(".") for half in ("tuning", "kept") for text, _ in labelled(half)]
    assert examples.isdisjoint(said)
    assert len(said) == len(set(said))


def test_every_topic_has_many_examples_and_none_is_given_twice() -> None:
    sentences = [sentence for entry in topics.load() for sentence in entry.sentences]
    assert min(len(entry.sentences) for entry in topics.load()) >= 14
    assert len(sentences) == len(set(sentences))


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("We need a connector to NetSuite.", "integrations"),
        ("The permission settings drive me mad.", "permissions"),
        ("The connection drops in the basement and my notes are gone.", "mobile"),
        ("That is all from my side.", None),
        ("It happened on a Tuesday.", None),
    ],
)
def test_plain_cases_find_their_topic(encoder: Encoder, text: str, topic: str | None) -> None:
    assert placed(encoder, [text]) == [topic]


def test_a_description_takes_nothing_a_topic_has_examples_for(encoder: Encoder) -> None:
    described = topics.listen_for("wanted", "a problem with an integration they need", encoder.encode)
    assert placed(encoder, ["We need a connector to NetSuite."], described) == ["integrations"]


def test_between_two_equal_themes_a_statement_needs_more_than_before_one(encoder: Encoder) -> None:
    rows = encoder.encode(["The import fails without saying why.", "Our import stopped again."])
    one = KnownTheme("one", "Import", rows[:1].repeat(2, axis=0))
    similarity = float(rows[1] @ rows[0])
    alone, _ = assign(rows[1:], [one], threshold=similarity - 0.01)
    other = KnownTheme("other", "Import too", rows[:1].repeat(2, axis=0))
    stranger = KnownTheme("stranger", "Weather", encoder.encode(["It is raining.", "The sun shines."]))
    twins, _ = assign(rows[1:], [one, other], threshold=similarity + 0.01)
    ahead, _ = assign(rows[1:], [one, stranger], threshold=similarity + 0.01)
    assert (alone.tolist(), twins.tolist(), ahead.tolist()) == ([0], [-1], [0])
