"""The words of a message: values by a closed list, no holes, and nothing that a value could smuggle in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.success.message_text import Block, Span, blocks, fill, letter_words, links, unknown_words

VALUES = {"first_name": "Mara", "account": "Bramble", "fact.reports": "1,240", "fact.trend": None}


def test_the_names_a_text_asks_for_come_once_each_in_order() -> None:
    assert letter_words("{{ b }} {{a}} {{  b }} {{ fact.x }}") == ("b", "a", "fact.x")


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("{{ first_name }} {{ csm }} {{ product }} {{ sponsor }} {{ account }} {{ fact.usage.ui }}", ()),
        ("{{ firstname }}", ("firstname",)),
        ("{{ fact. }} {{ fact.Usage }}", ("fact.", "fact.Usage")),
        ("{{ account.id }}", ("account.id",)),
        ("{{ 7*7 }}", ("7*7",)),
    ],
)
def test_names_outside_the_closed_list_are_told(text: str, unknown: tuple[str, ...]) -> None:
    assert unknown_words(text) == unknown


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hello {{ first_name }} of {{account}}", "Hello Mara of Bramble"),
        ("Hello\n\nIt went {{ fact.trend }}.\n\nBye", "Hello\n\nBye"),
        ("Hello\n\nIt went {{ fact.never_heard_of }}.", "Hello"),
        ("- {{ fact.reports }} reports\n- going {{ fact.trend }}\n- done", "- 1,240 reports\n- done"),
        ("{{ fact.trend }}", ""),
    ],
)
def test_what_needs_a_value_nobody_knows_is_left_out(text: str, filled: str) -> None:
    assert fill(text, VALUES) == filled


def test_a_text_is_paragraphs_lists_and_links() -> None:
    text = "Hello\nMara\n\n- one\n- [two](https://example.com/2)\n\nSee [this](http://x.example/a?b=1&c=2)."
    assert blocks(text) == (
        Block(((Span("Hello Mara"),),)),
        Block(((Span("one"),), (Span("two", "https://example.com/2"),)), is_list=True),
        Block(((Span("See "), Span("this", "http://x.example/a?b=1&c=2"), Span(".")),)),
    )
    assert links(text) == ("https://example.com/2", "http://x.example/a?b=1&c=2")


def test_only_web_addresses_become_links() -> None:
    assert links("[a](javascript:alert(1)) [b](mailto:x@y.z) [c](//evil.example)") == ()


@given(st.text())
def test_a_value_never_becomes_a_link_a_name_or_a_paragraph(value: str) -> None:
    text = fill("Hello {{ first_name }}, [read](https://example.com) this.", {"first_name": value})
    assert links(text) == ("https://example.com",)
    assert letter_words(text) == ()
    assert len(blocks(text)) == 1


@given(st.text(st.characters(exclude_characters="[]-")))
def test_of_plain_words_none_is_lost(text: str) -> None:
    words = [span.text for block in blocks(text) for line in block.lines for span in line]
    assert " ".join(words).split() == text.split()
