from __future__ import annotations

from typing import Any

import pytest

from analysis.naming import name_theme

QUOTES = ["The invoice was wrong again.", "We were billed twice."]


async def named(reply: object, taken: tuple[str, ...] = ()) -> str | None:
    async def ask(**question: Any) -> Any:
        assert "1. The invoice was wrong again.\n2. We were billed twice." in question["user"]
        if isinstance(reply, Exception):
            raise reply
        return reply

    name = await name_theme(QUOTES, taken=taken, ask=ask)
    return name.label if name else None


async def test_a_model_names_a_theme_in_the_words_of_its_quotes() -> None:
    reply = {"label": "Wrong  invoices", "summary": "Invoices are wrong.", "statements": [1]}
    assert await named(reply) == "Wrong invoices"


@pytest.mark.parametrize(
    "reply",
    [
        TimeoutError(),
        None,
        "Wrong invoices",
        {},
        {"label": 7, "summary": "x"},
        {"label": "", "summary": "x"},
        {"label": "Invoices that are wrong", "summary": "x"},
        {"label": "Invoice" * 10, "summary": "x"},
        {"label": "Slow exports", "summary": "x"},
        {"label": "taken invoice", "summary": "x"},
        {"label": "Falsche Rechnung", "summary": "x"},
        {"label": "Invoice Chaos", "summary": "x"},
        {"label": "the", "summary": "x"},
        [{"label": "Wrong invoices", "summary": "x"}] * 500,
        [],
    ],
)
async def test_a_name_that_does_not_hold_is_no_name(reply: object) -> None:
    assert await named(reply, ("Taken invoice",)) is None


@pytest.mark.parametrize(
    ("summary", "statements", "kept"),
    [
        ("Invoices are wrong.", [1], "Invoices are wrong."),
        ("People say “We were billed twice.”", [2], "People say “We were billed twice.”"),
        ("People say “We were billed thrice.”", [2], ""),
        ("Invoices were wrong 14 times.", [1], ""),
        ("Invoices are wrong.", [], ""),
        ("Invoices are wrong.", [7], ""),
        ("Rechnungen stimmen nicht.", [1], ""),
        ("Invoices " * 100, [1], ""),
        (None, None, ""),
    ],
)
async def test_a_summary_claims_what_the_quotes_say_or_is_left_out(
    summary: object, statements: object, kept: str
) -> None:
    async def ask(**_: Any) -> Any:
        return {"label": "Invoices", "summary": summary, "statements": statements}

    name = await name_theme(QUOTES, taken=(), ask=ask)
    assert name is not None
    assert (name.summary, bool(name.evidence)) == (kept, bool(kept))
    assert set(name.prompts) == {"analysis/name_theme", "analysis/extract_user"}
