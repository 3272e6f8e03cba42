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
    assert await named({"label": "Wrong  invoices", "summary": "Invoices are wrong."}) == "Wrong invoices"


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
    ],
)
async def test_a_name_that_does_not_hold_is_no_name(reply: object) -> None:
    assert await named(reply, ("Taken invoice",)) is None


async def test_a_summary_without_end_is_left_out() -> None:
    async def ask(**_: Any) -> Any:
        return {"label": "Invoices", "summary": "long " * 100}

    name = await name_theme(QUOTES, taken=(), ask=ask)
    assert name is not None
    assert name.summary == ""
    assert set(name.prompts) == {"analysis/name_theme", "analysis/extract_user"}
