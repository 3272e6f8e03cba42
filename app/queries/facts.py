"""SQL for facts: taking them in, many at a time, and reading them back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from psycopg.types.json import Jsonb

from app.database import Db
from app.queries.base import Page, after, many, page, rows, run
from app.tables import Fact


async def known(db: Db, ids: Sequence[str]) -> set[str]:
    """Those of the ids that are facts already."""
    found = await rows(db, "SELECT id FROM facts WHERE id = ANY(%(ids)s)", ids=list(ids))
    return {str(row["id"]) for row in found}


async def add(db: Db, facts: Sequence[Fact]) -> set[str]:
    """Writes facts in one statement; the ids of those that were new."""
    if not facts:
        return set()
    found = await rows(
        db,
        "INSERT INTO facts (id, workspace_id, account_id, contact_id, name, at, value, label, source,"
        " evidence, merged_from, received_at) SELECT id, %(workspace)s, account, contact, name, at, value,"
        " label, source, evidence, merged_from, received FROM unnest(%(ids)s::text[], %(accounts)s::text[],"
        " %(contacts)s::text[], %(names)s::text[], %(at)s::timestamptz[], %(values)s::float8[],"
        " %(labels)s::text[], %(sources)s::text[], %(evidence)s::jsonb[], %(merged)s::text[],"
        " %(received)s::timestamptz[]) AS f(id, account, contact, name, at, value, label, source, evidence,"
        " merged_from, received) ON CONFLICT (id) DO NOTHING RETURNING id",
        workspace=facts[0].workspace_id,
        ids=[fact.id for fact in facts],
        accounts=[fact.account_id for fact in facts],
        contacts=[fact.contact_id for fact in facts],
        names=[fact.name for fact in facts],
        at=[fact.at for fact in facts],
        values=[fact.value for fact in facts],
        labels=[fact.label for fact in facts],
        sources=[fact.source for fact in facts],
        evidence=[None if fact.evidence is None else Jsonb(fact.evidence) for fact in facts],
        merged=[fact.merged_from for fact in facts],
        received=[fact.received_at for fact in facts],
    )
    return {str(row["id"]) for row in found}


async def copy_in(db: Db, facts: Iterable[Fact]) -> int:
    """Writes any number of facts by COPY, for whole histories; how many were new.

    The caller has made sure of accounts and people. Rows go through a table of the transaction's own,
    because COPY is refused where row-level security holds. Nothing is nudged.
    """
    await run(
        db,
        "CREATE TEMP TABLE IF NOT EXISTS facts_coming (LIKE facts INCLUDING DEFAULTS) ON COMMIT DROP",
    )
    into = (
        "COPY facts_coming (id, workspace_id, account_id, contact_id, name, at, value, label, source,"
        " evidence, merged_from) FROM STDIN"
    )
    async with db.cursor() as cursor, cursor.copy(into) as copy:
        for fact in facts:
            await copy.write_row(
                (
                    fact.id,
                    fact.workspace_id,
                    fact.account_id,
                    fact.contact_id,
                    fact.name,
                    fact.at,
                    fact.value,
                    fact.label,
                    fact.source,
                    None if fact.evidence is None else Jsonb(fact.evidence),
                    fact.merged_from,
                )
            )
    made = await run(db, "INSERT INTO facts SELECT * FROM facts_coming ON CONFLICT (id) DO NOTHING")
    await run(db, "TRUNCATE facts_coming")
    return made


async def facts(
    db: Db,
    *,
    limit: int,
    cursor: str | None = None,
    account_id: str | None = None,
    name: str | None = None,
    since: datetime | None = None,
) -> Page[Fact]:
    """By id, descending, of one account, name or time if given."""
    found = await many(
        db,
        Fact,
        "SELECT * FROM facts WHERE id < %(after)s"
        " AND (%(account)s::text IS NULL OR account_id = %(account)s)"
        " AND (%(name)s::text IS NULL OR name = %(name)s)"
        " AND (%(since)s::timestamptz IS NULL OR at >= %(since)s) ORDER BY id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
        account=account_id,
        name=name,
        since=since,
    )
    return page(found, limit)


async def forget(db: Db, ids: Sequence[str]) -> list[str]:
    """Takes facts back that turned out not to be so; the accounts they were about."""
    found = await rows(db, "DELETE FROM facts WHERE id = ANY(%(ids)s) RETURNING account_id", ids=list(ids))
    return sorted({str(row["account_id"]) for row in found})
