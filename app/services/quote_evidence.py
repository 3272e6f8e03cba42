"""Evidence down to the words: behind a fact that an interview taught stand the statements it was heard in.

Rows keep ids alone, so that what a respondent has erased is not quoted from anywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.database import Db
from app.queries.fact_quotes import FactQuote, fact_quotes
from app.success.health.scores import Evidence

Json = dict[str, Any]
MOST_QUOTES = 5
"""Statements beside one factor."""


async def with_quotes(db: Db, items: Sequence[Json]) -> list[Json]:
    """The items (factors, top factors) with the statements behind their facts before the facts themselves."""
    wanted = {one["id"] for item in items for one in item["evidence"] if one["kind"] == "fact"}
    found = await fact_quotes(db, sorted(wanted)) if wanted else {}
    return [item | {"evidence": _quoted(item["evidence"], found)} for item in items] if found else list(items)


async def quoted(db: Db, evidence: Sequence[Json]) -> list[Json]:
    """Evidence of one thing, with the statements behind its facts before the facts themselves."""
    [item] = await with_quotes(db, [{"evidence": list(evidence)}])
    found: list[Json] = item["evidence"]
    return found


def _quoted(evidence: Iterable[Json], found: dict[str, list[FactQuote]]) -> list[Json]:
    given = list(evidence)
    said = {quote.id: quote for one in given for quote in found.get(one["id"], ())}
    quotes = [
        Evidence("statement", quote.id, quote.text, quote.said_at, quote.interview_id).as_json()
        for quote in list(said.values())[:MOST_QUOTES]
    ]
    return [*quotes, *given]
