"""What must never be missed, in the languages that have no labelled answers of their own."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from interviewer.reader import settle, take_in

CASES = tomllib.loads((Path(__file__).parent / "heard_everywhere.toml").read_text(encoding="utf-8"))
SAID = [(code, kind, text) for code, kinds in CASES.items() for kind in kinds for text in kinds[kind]]


def kind_of(text: str, language: str) -> str:
    """As the rules alone have it."""
    return settle(take_in(text, "", language, in_closing=False), {})


@pytest.mark.parametrize(("language", "kind", "text"), SAID)
def test_it_is_heard_and_a_story_is_not_taken_for_it(language: str, kind: str, text: str) -> None:
    assert kind_of(text, language) in ({"substantive", "vague"} if kind == "told" else {kind})


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("pt", "nao quero continuar", "stop"),
        ("pt", "e confidencial", "refusal"),
        ("it", "perche non ce la faccio piu", "distress"),
        ("fr", "je veux arreter", "stop"),
        ("de", "ich mochte aufhoren", "stop"),
        ("es", "no se me ocurre nada", "dont_know"),
    ],
)
def test_it_is_heard_without_its_accents(language: str, text: str, kind: str) -> None:
    assert kind_of(text, language) == kind
