"""SQL for asking why: who could be asked, what somebody was asked about, and where the answer goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from app.database import Db
from app.queries.base import many, one, rows, run, value
from app.tables import PlayRun, RunStep


@dataclass(frozen=True)
class Askable:
    """A contact with when we last invited them, and how much of some facts is theirs."""

    id: str
    name: str
    role: str | None
    email: str | None
    opted_out_at: datetime | None
    left_at: datetime | None
    asked_at: datetime | None
    used: float


async def askable(db: Db, account_id: str, facts: Sequence[str], since: datetime) -> list[Askable]:
    """Everyone at an account. `facts`: LIKE patterns of names whose values since `since` count as use."""
    return await many(
        db,
        Askable,
        "SELECT c.id, c.name, c.role, c.email, c.opted_out_at, c.left_at,"
        " greatest((SELECT max(t.counted_at) FROM touches t"
        "  WHERE t.contact_id = c.id AND t.purpose = 'invitation' AND t.status = 'sent'),"
        "  (SELECT max(coalesce(i.last_turn_at, i.created_at)) FROM interviews i"
        "  WHERE i.contact_id = c.id)) AS asked_at,"
        " coalesce((SELECT sum(f.value) FROM facts f WHERE f.account_id = c.account_id"
        "  AND f.contact_id = c.id AND f.at >= %(since)s AND f.name LIKE ANY(%(facts)s)), 0) AS used"
        " FROM contacts c WHERE c.account_id = %(account)s ORDER BY c.id",
        account=account_id,
        facts=list(facts),
        since=since,
    )


async def fact_names(db: Db, fact_ids: Sequence[str]) -> dict[str, str]:
    """The names of facts by their ids; those that are gone are left out."""
    found = await rows(db, "SELECT id, name FROM facts WHERE id = ANY(%(ids)s)", ids=list(fact_ids))
    return {row["id"]: row["name"] for row in found}


async def fact_labels(db: Db, fact_ids: Sequence[str]) -> list[str]:
    """What these facts are about, most often first."""
    found = await rows(
        db,
        "SELECT label FROM facts WHERE id = ANY(%(ids)s) AND label IS NOT NULL AND name NOT LIKE 'said.%%'"
        " GROUP BY label ORDER BY count(*) DESC, label LIMIT 5",
        ids=list(fact_ids),
    )
    return [row["label"] for row in found]


async def run_that_asked(db: Db, interview_id: str) -> PlayRun | None:
    """The run of the play that led to an interview, held until the transaction ends; None where none did."""
    return await one(
        db,
        PlayRun,
        "SELECT * FROM play_runs WHERE id = (SELECT run_id FROM run_steps WHERE interview_id = %(id)s"
        " ORDER BY created_at DESC, id DESC LIMIT 1) FOR UPDATE",
        id=interview_id,
    )


async def step_that_asked(db: Db, interview_id: str) -> RunStep | None:
    """The step of a play that led to an interview; whoever writes to it holds its run."""
    return await one(
        db,
        RunStep,
        "SELECT * FROM run_steps WHERE interview_id = %(id)s ORDER BY created_at DESC, id DESC LIMIT 1",
        id=interview_id,
    )


async def set_reason(db: Db, firing_id: str, reason: dict[str, Any], evidence: list[Any]) -> None:
    await run(
        db,
        "UPDATE firings SET reason = %(reason)s, evidence = %(evidence)s WHERE id = %(id)s",
        id=firing_id,
        reason=Jsonb(reason),
        evidence=Jsonb(evidence),
    )


async def set_answer(db: Db, step_id: str, answer: dict[str, Any]) -> None:
    """Beside what the step noted already."""
    await run(
        db,
        "UPDATE run_steps SET result = result || %(result)s WHERE id = %(id)s",
        id=step_id,
        result=Jsonb({"answer": answer}),
    )


async def wake(db: Db, run_id: str, now: datetime) -> bool:
    """Has a run looked at now; whether it is one that still goes on."""
    found = await value(
        db,
        "UPDATE play_runs SET due_at = least(due_at, %(now)s) WHERE id = %(id)s"
        " AND status IN ('running', 'waiting') RETURNING id",
        id=run_id,
        now=now,
    )
    return found is not None
