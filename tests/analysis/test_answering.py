"""A model's prose over statements: what cannot be traced to them reaches nobody."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.answering import Prose, answer

SAID = [
    "The export failed every Monday, for 6 weeks.",
    "Don't get me started on exports!",
    "Support answered at once.",
]


async def answered(reply: object) -> Prose | None:
    async def ask(**question: Any) -> Any:
        assert "1. The export failed every Monday" in question["user"]
        assert "What about exports?" in question["system"]
        if isinstance(reply, Exception):
            raise reply
        return reply

    return await answer("What about  exports?", SAID, ask=ask)


def sentence(say: object, *statements: object) -> dict[str, object]:
    return {"say": say, "statements": list(statements)}


@pytest.mark.parametrize(
    ("say", "statements"),
    [
        ("Exports fail, as customers say.", [1, 2]),
        ("“The export failed every Monday”, one says; “export failed”.", [1]),
        ('Exports failed: "The export failed every Monday, for 6 weeks."', [1]),
        ("For 6 weeks exports failed.", [1]),
        ("It’s a sore point: ‘Don't get me started on exports!’", [2]),
    ],
)
async def test_a_sentence_that_can_be_traced_stands(say: str, statements: list[int]) -> None:
    prose = await answered({"sentences": [sentence(say, *statements)]})
    assert prose is not None
    assert [(line.text, line.evidence) for line in prose.sentences] == [
        (say, tuple(number - 1 for number in statements))
    ]
    assert prose.left_out == 0
    assert set(prose.prompts) == {"analysis/answer", "analysis/extract_user"}


@pytest.mark.parametrize(
    "part",
    [
        sentence("Exports fail."),
        sentence("Exports fail.", 0),
        sentence("Exports fail.", 4),
        sentence("Exports fail.", 1, 99),
        sentence("Exports fail.", True),
        sentence("Exports fail.", "1"),
        sentence("Exports fail: “they never work”.", 1),
        sentence('Exports fail: "the Export failed".', 1),
        sentence("Exports fail: „The export failed every Tuesday“.", 1),
        sentence("Exports fail: ‘nobody can use it’.", 1),
        sentence("Exports fail: 'nobody can use it'.", 1),
        sentence("Exports fail: “Support answered at once.”", 1),
        sentence("Exports fail: “The export", 1),
        sentence("Exports failed for 60 weeks.", 1),
        sentence("The weather was fine.", 1),
        sentence("Pricing is the problem here.", 3),
        sentence("", 1),
        sentence("Exports fail. " * 40, 1),
        sentence(7, 1),
        {"say": "Exports fail."},
        "Exports fail.",
        None,
    ],
)
async def test_a_sentence_that_cannot_be_traced_is_left_out_and_counted(part: object) -> None:
    prose = await answered({"sentences": [part, sentence("Support answered.", 3)]})
    assert prose is not None
    assert [line.text for line in prose.sentences] == ["Support answered."]
    assert prose.left_out == 1


@pytest.mark.parametrize("reply", [TimeoutError(), None, "no", {}, {"sentences": "x"}, []])
async def test_a_model_that_fails_leaves_the_statements(reply: object) -> None:
    assert await answered(reply) is None


async def test_a_flood_of_sentences_is_cut_to_five() -> None:
    prose = await answered({"sentences": [sentence("Exports fail.", 1)] * 500})
    assert prose is not None
    assert (len(prose.sentences), prose.left_out) == (5, 495)
