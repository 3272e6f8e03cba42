"""SQL for making two accounts one, and two again: what moves, by which rule, and how it finds back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, LiteralString

from psycopg import sql

from app.database import Db
from app.queries.base import many, one, rows, run
from app.tables import Account, AccountMerge

MOVED: Final[tuple[LiteralString, ...]] = (
    "contacts",
    "contracts",
    "success_plans",
    "milestones",
    "interviews",
    "firings",
    "play_runs",
    "tasks",
    "touches",
    "events",
)
"""Tables whose rows move and are listed by id, so that exactly these move back."""

FOLLOWING: Final[tuple[LiteralString, ...]] = ("statements", "tags", "facts")
"""Tables whose rows follow what they belong to, or say themselves where they came from."""

STAYING: Final[tuple[LiteralString, ...]] = (
    "account_fields",
    "health",
    "predictions",
    "score_changes",
    "trigger_states",
    "identities",
)
"""What is computed per account, and what says who an account was: it waits with the merged one.

Of the identities, those of people go along with the people."""

KEYS: Final[tuple[tuple[LiteralString, LiteralString, LiteralString], ...]] = (
    ("contracts", "key", ""),
    ("milestones", "key", ""),
    ("firings", "cause", " AND k.trigger = m.trigger"),
)
"""Names unique within an account; where both have one, the mover's gets its account's id behind it."""

BELONGS: Final[tuple[tuple[LiteralString, LiteralString, LiteralString], ...]] = (
    ("interviews", "contact_id", "contacts"),
    ("identities", "contact_id", "contacts"),
    ("facts", "contact_id", "contacts"),
    ("milestones", "plan_id", "success_plans"),
    ("firings", "contact_id", "contacts"),
    ("play_runs", "contact_id", "contacts"),
    ("play_runs", "firing_id", "firings"),
    ("touches", "contact_id", "contacts"),
    ("touches", "run_id", "play_runs"),
    ("tasks", "contact_id", "contacts"),
    ("tasks", "interview_id", "interviews"),
    ("tasks", "firing_id", "firings"),
    ("tasks", "run_id", "play_runs"),
    ("events", "interview_id", "interviews"),
    ("statements", "interview_id", "interviews"),
    ("tags", "interview_id", "interviews"),
)
"""Whose a row is beyond its account: what came while two were one goes where its owner goes."""

FILLED: Final[tuple[LiteralString, ...]] = (
    "domain",
    "segment",
    "tier",
    "industry",
    "team_size",
    "stage",
    "time_zone",
    "started_on",
    "csm",
    "backup",
    "pod",
    "no_contact_until",
    "no_contact_reason",
)
"""What the kept account takes over where it has nothing of its own."""


async def hold(db: Db, account_ids: Sequence[str]) -> dict[str, Account]:
    """The accounts, held until the transaction ends, in one order for everybody."""
    found = await many(
        db,
        Account,
        "SELECT * FROM accounts WHERE id = ANY(%(ids)s) ORDER BY id FOR UPDATE",
        ids=sorted(account_ids),
    )
    return {account.id: account for account in found}


async def merge(db: Db, merge_id: str) -> AccountMerge | None:
    return await one(db, AccountMerge, "SELECT * FROM account_merges WHERE id = %(id)s", id=merge_id)


async def merges_of(db: Db, account_id: str) -> list[AccountMerge]:
    """What became of an account and what came into it, newest first."""
    return await many(
        db,
        AccountMerge,
        "SELECT * FROM account_merges WHERE %(id)s IN (kept_id, merged_id) ORDER BY id DESC LIMIT 100",
        id=account_id,
    )


async def holding(db: Db, merged_id: str) -> AccountMerge | None:
    """The merge by which an account is another."""
    return await one(
        db,
        AccountMerge,
        "SELECT * FROM account_merges WHERE merged_id = %(id)s AND undone_at IS NULL"
        " ORDER BY id DESC LIMIT 1",
        id=merged_id,
    )


async def set_undone(db: Db, merge_id: str, at: datetime) -> None:
    await run(db, "UPDATE account_merges SET undone_at = %(at)s WHERE id = %(id)s", id=merge_id, at=at)


async def set_merged(db: Db, account_id: str, into_id: str | None) -> None:
    await run(
        db,
        "UPDATE accounts SET merged_into_id = %(into)s, look_at = NULL WHERE id = %(id)s",
        id=account_id,
        into=into_id,
    )


async def move(
    db: Db, table: LiteralString, from_id: str, to_id: str, ids: Sequence[str] | None = None
) -> list[str]:
    """Moves the rows of an account, or those of the ids that are still its; which ones."""
    only = sql.SQL("") if ids is None else sql.SQL(" AND id = ANY(%(ids)s)")
    statement = sql.SQL(
        "UPDATE {} SET account_id = %(to)s WHERE account_id = %(from)s{} RETURNING id"
    ).format(sql.Identifier(table), only)
    cursor = await db.execute(statement, {"from": from_id, "to": to_id, "ids": list(ids or ())})
    return [str(row["id"]) for row in await cursor.fetchall()]


async def move_belonging(
    db: Db, table: LiteralString, column: LiteralString, owner: LiteralString, from_id: str, to_id: str
) -> None:
    """Moves the rows whose owner is at the other account."""
    statement = sql.SQL(
        "UPDATE {table} SET account_id = %(to)s WHERE account_id = %(from)s"
        " AND {column} IN (SELECT id FROM {owner} WHERE account_id = %(to)s)"
    ).format(table=sql.Identifier(table), column=sql.Identifier(column), owner=sql.Identifier(owner))
    await db.execute(statement, {"from": from_id, "to": to_id})


async def facts_in(db: Db, from_id: str, to_id: str) -> None:
    """Facts move and remember where they were told."""
    await run(
        db,
        "UPDATE facts SET account_id = %(to)s, merged_from = coalesce(merged_from, %(from)s)"
        " WHERE account_id = %(from)s",
        **{"from": from_id, "to": to_id},
    )


async def facts_out(db: Db, from_id: str, to_id: str) -> None:
    """Facts that were told of `to_id`, or of what is merged into it, go back, unless about a person who
    stays."""
    await run(
        db,
        "WITH RECURSIVE whole AS (SELECT %(to)s::text AS id UNION"
        "  SELECT a.id FROM accounts a JOIN whole w ON a.merged_into_id = w.id)"
        " UPDATE facts f SET account_id = %(to)s, merged_from = nullif(f.merged_from, %(to)s)"
        " FROM whole w WHERE f.account_id = %(from)s AND f.merged_from = w.id"
        " AND NOT EXISTS (SELECT FROM contacts c WHERE c.id = f.contact_id AND c.account_id = %(from)s)",
        **{"from": from_id, "to": to_id},
    )


async def rename_twins(
    db: Db, table: LiteralString, column: LiteralString, also: LiteralString, from_id: str, to_id: str
) -> list[str]:
    """Gives the mover's rows whose name the other has too a name of their own; which rows."""
    statement = sql.SQL(
        "UPDATE {table} m SET {column} = m.{column} || %(suffix)s FROM {table} k"
        " WHERE m.account_id = %(from)s AND k.account_id = %(to)s AND k.{column} = m.{column}{also}"
        " RETURNING m.id"
    ).format(table=sql.Identifier(table), column=sql.Identifier(column), also=sql.SQL(also))
    cursor = await db.execute(statement, {"from": from_id, "to": to_id, "suffix": f"@{from_id}"})
    return [str(row["id"]) for row in await cursor.fetchall()]


async def name_back(
    db: Db, table: LiteralString, column: LiteralString, ids: Sequence[str], account_id: str
) -> None:
    """Takes the added part off again."""
    statement = sql.SQL(
        "UPDATE {table} SET {column} = left({column}, -length(%(suffix)s))"
        " WHERE id = ANY(%(ids)s) AND right({column}, length(%(suffix)s)) = %(suffix)s"
    ).format(table=sql.Identifier(table), column=sql.Identifier(column))
    await db.execute(statement, {"ids": list(ids), "suffix": f"@{account_id}"})


async def fill(db: Db, kept_id: str, merged_id: str, columns: Sequence[LiteralString]) -> None:
    """Copies columns of the merged account's row to the kept one's."""
    for column in columns:
        statement = sql.SQL(
            "UPDATE accounts k SET {column} = m.{column} FROM accounts m WHERE k.id = %(kept)s"
            " AND m.id = %(merged)s"
        ).format(column=sql.Identifier(column))
        await db.execute(statement, {"kept": kept_id, "merged": merged_id})


async def unfill(db: Db, kept_id: str, merged_id: str, columns: Sequence[LiteralString]) -> None:
    """Empties what was copied, where it has not changed since."""
    for column in columns:
        statement = sql.SQL(
            "UPDATE accounts k SET {column} = NULL FROM accounts m WHERE k.id = %(kept)s"
            " AND m.id = %(merged)s AND k.{column} = m.{column}"
        ).format(column=sql.Identifier(column))
        await db.execute(statement, {"kept": kept_id, "merged": merged_id})


async def fill_fields(db: Db, kept_id: str, merged_id: str) -> list[str]:
    """Copies the fields the kept account has no word on; their names."""
    found = await rows(
        db,
        "INSERT INTO account_fields (id, workspace_id, account_id, name, value, previous, source, at,"
        " received_at) SELECT 'fld_' || substr(md5(%(kept)s || m.id), 1, 26), m.workspace_id, %(kept)s,"
        " m.name, m.value, m.previous, m.source, m.at, m.received_at FROM account_fields m"
        " WHERE m.account_id = %(merged)s AND m.name <> 'name' ON CONFLICT DO NOTHING RETURNING name",
        kept=kept_id,
        merged=merged_id,
    )
    return [str(row["name"]) for row in found]


async def unfill_fields(db: Db, kept_id: str, merged_id: str, names: Sequence[str]) -> None:
    """Takes copied fields away where no newer word has come since."""
    await run(
        db,
        "DELETE FROM account_fields k USING account_fields m WHERE k.account_id = %(kept)s"
        " AND m.account_id = %(merged)s AND k.name = m.name AND k.name = ANY(%(names)s)"
        " AND k.at = m.at AND k.source = m.source AND k.value IS NOT DISTINCT FROM m.value",
        kept=kept_id,
        merged=merged_id,
        names=list(names),
    )


async def move_children(db: Db, from_id: str, to_id: str, ids: Sequence[str] | None = None) -> list[str]:
    """Gives the children of an account, or those of the ids that still are, to another; which ones."""
    found = await rows(
        db,
        "UPDATE accounts SET parent_id = %(to)s WHERE parent_id = %(from)s AND id <> %(to)s"
        " AND (%(ids)s::text[] IS NULL OR id = ANY(%(ids)s)) RETURNING id",
        **{"from": from_id, "to": to_id, "ids": None if ids is None else list(ids)},
    )
    return [str(row["id"]) for row in found]
