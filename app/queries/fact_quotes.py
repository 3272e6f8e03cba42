"""SQL that leads from facts to the statements they were heard in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.database import Db
from app.queries.base import many


@dataclass(frozen=True)
class FactQuote:
    """A statement behind a fact, with where it was said and by whom."""

    fact_id: str
    id: str
    text: str
    interview_id: str
    turn: int
    start_offset: int
    end_offset: int
    sentiment: float | None
    contact: str | None
    role: str | None
    said_at: datetime


async def fact_quotes(db: Db, fact_ids: Sequence[str]) -> dict[str, list[FactQuote]]:
    """By fact the statements that are its evidence, in the order of the evidence."""
    found = await many(
        db,
        FactQuote,
        "SELECT f.id AS fact_id, s.id, s.text, s.interview_id, s.turn, s.start_offset, s.end_offset,"
        " s.sentiment, c.name AS contact, c.role, s.created_at AS said_at FROM facts f"
        " CROSS JOIN LATERAL jsonb_array_elements_text(CASE jsonb_typeof(f.evidence -> 'statements')"
        " WHEN 'array' THEN f.evidence -> 'statements' ELSE '[]'::jsonb END)"
        " WITH ORDINALITY AS e (id, place)"
        " JOIN statements s ON s.id = e.id JOIN interviews i ON i.id = s.interview_id"
        " LEFT JOIN contacts c ON c.id = i.contact_id"
        " WHERE f.id = ANY(%(ids)s) ORDER BY f.id, e.place",
        ids=list(fact_ids),
    )
    by_fact: dict[str, list[FactQuote]] = {}
    for quote in found:
        by_fact.setdefault(quote.fact_id, []).append(quote)
    return by_fact
