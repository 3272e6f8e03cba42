"""SQL for what interviews teach about accounts: the facts `said.*`, and the words behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.types.json import Jsonb

from app.database import Db
from app.queries.base import many, run, value
from app.tables import Fact


@dataclass(frozen=True)
class SaidFact:
    """A fact `said.*` with whose it is; `theme` is the label of the theme it is about."""

    id: str
    name: str
    label: str | None
    value: float
    at: datetime
    interview: str
    contact_id: str | None
    contact: str | None
    role: str | None
    theme: str | None


@dataclass(frozen=True)
class SaidWords:
    """A statement that shows a fact, and where it stands in its transcript."""

    fact_id: str
    statement_id: str
    interview_id: str
    turn: int
    start_offset: int
    end_offset: int
    text: str


async def keep(
    db: Db, interview_id: str, account_ids: list[str], source: str, names: Sequence[str], facts: list[Fact]
) -> bool:
    """Puts these facts in place of those of the interview; whether anything became different."""
    changed = await run(
        db,
        "DELETE FROM facts WHERE account_id = ANY(%(accounts)s) AND name = ANY(%(names)s)"
        " AND source = %(source)s AND evidence ->> 'interview' = %(interview)s AND id <> ALL(%(kept)s)",
        accounts=account_ids,
        names=list(names),
        source=source,
        interview=interview_id,
        kept=[fact.id for fact in facts],
    )
    for fact in facts:
        changed += await _put(db, fact)
    return changed > 0


async def _put(db: Db, fact: Fact) -> int:
    """Writes a fact; how many rows became different."""
    return await run(
        db,
        "INSERT INTO facts (id, workspace_id, account_id, contact_id, name, at, value, label, source,"
        " evidence, merged_from, received_at) VALUES (%(id)s, %(workspace)s, %(account)s, %(contact)s,"
        " %(name)s, %(at)s, %(value)s, %(label)s, %(source)s, %(evidence)s, %(merged_from)s, %(received)s)"
        " ON CONFLICT (id) DO UPDATE SET account_id = excluded.account_id,"
        " contact_id = excluded.contact_id, at = excluded.at, value = excluded.value,"
        " evidence = excluded.evidence, merged_from = excluded.merged_from,"
        " received_at = excluded.received_at"
        " WHERE (facts.account_id, facts.contact_id, facts.at, facts.value, facts.evidence)"
        " IS DISTINCT FROM (excluded.account_id, excluded.contact_id, excluded.at, excluded.value,"
        " excluded.evidence)",
        id=fact.id,
        workspace=fact.workspace_id,
        account=fact.account_id,
        contact=fact.contact_id,
        name=fact.name,
        at=fact.at,
        value=fact.value,
        label=fact.label,
        source=fact.source,
        evidence=Jsonb(fact.evidence),
        merged_from=fact.merged_from,
        received=fact.received_at,
    )


async def asked_for_human(db: Db, interview_id: str) -> bool:
    """Whether the respondent asked for a person."""
    found: bool = await value(
        db,
        "SELECT EXISTS (SELECT FROM tasks WHERE interview_id = %(id)s AND kind = 'hand_off'"
        " AND reason = 'human')",
        id=interview_id,
    )
    return found


async def said(db: Db, account_id: str, names: Sequence[str]) -> list[SaidFact]:
    """What an account's people said, oldest first."""
    return await many(
        db,
        SaidFact,
        "SELECT f.id, f.name, f.label, f.value, f.at, f.evidence ->> 'interview' AS interview,"
        " f.contact_id, c.name AS contact, c.role, t.label AS theme FROM facts f"
        " LEFT JOIN contacts c ON c.id = f.contact_id"
        " LEFT JOIN themes t ON f.name = 'said.theme' AND t.id = f.label"
        " WHERE f.account_id = %(id)s AND f.name = ANY(%(names)s) AND f.evidence ? 'interview'"
        " ORDER BY f.at, f.id",
        id=account_id,
        names=list(names),
    )


async def words(db: Db, fact_ids: Sequence[str], *, each: int) -> dict[str, list[SaidWords]]:
    """The words behind facts, `each` of them at most, as they stand in the evidence."""
    found = await many(
        db,
        SaidWords,
        "SELECT f.id AS fact_id, s.id AS statement_id, s.interview_id, s.turn, s.start_offset, s.end_offset,"
        " s.text FROM facts f CROSS JOIN LATERAL jsonb_array_elements_text(f.evidence -> 'statements')"
        " WITH ORDINALITY AS e(id, place) JOIN statements s ON s.id = e.id"
        " WHERE f.id = ANY(%(ids)s) AND place <= %(each)s ORDER BY f.id, place",
        ids=list(fact_ids),
        each=each,
    )
    by_fact: dict[str, list[SaidWords]] = {}
    for line in found:
        by_fact.setdefault(line.fact_id, []).append(line)
    return by_fact
