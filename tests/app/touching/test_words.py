"""The words around letters: every language says the same things, and every letter is whole in each."""

from __future__ import annotations

import string

import pytest

from app import letters
from app.letter_words import DEFAULT, every_language, words
from app.success.message_text import blocks

VALUES = {
    "name": "Mara",
    "first_name": "Mara",
    "account": "Bramble <b>& Finch",
    "sponsor": "Northwind",
    "product": "Northwind Desk",
    "csm": "Jo Marsh",
    "minutes": "8",
}
LANGUAGES = sorted(every_language())


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_the_names_and_places_of_the_english_one(language: str) -> None:
    english, other = every_language()[DEFAULT], every_language()[language]
    assert other.keys() == english.keys()
    assert {name: places(text) for name, text in other.items()} == {
        name: places(text) for name, text in english.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", ["play_message", "invitation", "invitation_reminder"])
@pytest.mark.parametrize("text", ["", "Hello\n\n- one\n- [two](https://example.com/2)"])
def test_a_letter_is_whole_in_every_language(template: str, language: str, text: str) -> None:
    said = words(language, VALUES)
    written = letters.write(
        template,
        {
            "language": language,
            "t": said,
            "hello": said["hello"],
            "subject": "Your reports" if template == "play_message" else None,
            "blocks": blocks(text),
            "button": {"label": "Go", "url": "https://example.com/go"},
            "minutes": 8,
            "sponsor": "Northwind",
            "csm": "Jo Marsh",
            "unsubscribe": "https://example.com/u/1",
            "pixel": "",
        },
    )
    assert written.subject
    assert "\n\n\n" not in written.text
    assert "\n\nGo:\n" in f"\n\n{written.text}"
    for body in (written.text, written.html):
        assert body.count("https://example.com/go") == 1
        assert body.count("https://example.com/u/1") == 1
        assert body.count("https://example.com/2") == (1 if text else 0)
    assert "<b>&" not in written.html
    assert said["because"] in written.text


def test_an_unknown_language_is_answered_in_english() -> None:
    assert words("xx", VALUES) == words(None, VALUES) == words("en", VALUES)
    assert words("de-AT", VALUES) == words("de", VALUES)
