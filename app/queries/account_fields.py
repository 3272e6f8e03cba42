"""SQL for an account's fields: the newest word on each, who said it, and when it was so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, LiteralString

from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from app import ids
from app.database import Db
from app.queries.account_values import FRESH_UNTIL
from app.queries.base import many, value
from app.tables import AccountField

COLUMNS: Final[tuple[LiteralString, ...]] = (
    "name",
    "domain",
    "segment",
    "tier",
    "industry",
    "team_size",
    "arr_cents",
    "renewal_on",
    "started_on",
    "churned_on",
    "csm",
    "backup",
    "pod",
    "time_zone",
)
"""Fields that an account's row holds too."""


async def fields(db: Db, account_id: str) -> list[AccountField]:
    """Every field that was told, by name."""
    return await many(
        db,
        AccountField,
        "SELECT * FROM account_fields WHERE account_id = %(id)s ORDER BY name",
        id=account_id,
    )


@dataclass(frozen=True)
class FieldLine:
    """A field with how long it is relied on; `fresh_until` is None where its source promised nothing."""

    name: str
    value: Any
    previous: Any
    source: str
    at: datetime
    received_at: datetime
    fresh_until: datetime | None


async def with_freshness(db: Db, account_id: str) -> list[FieldLine]:
    """Every field that was told, by name."""
    statement = sql.SQL(
        "SELECT v.name, v.value, v.previous, v.source, v.at, v.received_at, {} AS fresh_until"
        " FROM account_fields v WHERE v.account_id = %(id)s ORDER BY v.name"
    ).format(sql.SQL(FRESH_UNTIL))
    async with db.cursor(row_factory=class_row(FieldLine)) as cursor:
        await cursor.execute(statement, {"id": account_id})
        return await cursor.fetchall()


async def keep(
    db: Db,
    workspace_id: str,
    account_id: str,
    name: str,
    content: Any,
    *,
    source: str,
    at: datetime,
    now: datetime,
) -> Literal["made", "changed", "same", "older"]:
    """Writes a field unless a newer value stands: `made`, `changed`, `same` (told again) or `older`."""
    found: Literal["made", "changed", "same"] | None = await value(
        db,
        "WITH before AS (SELECT value FROM account_fields"
        "  WHERE account_id = %(account)s AND name = %(name)s)"
        " INSERT INTO account_fields AS f"
        " (id, workspace_id, account_id, name, value, source, at, received_at)"
        " VALUES (%(id)s, %(workspace)s, %(account)s, %(name)s, %(value)s, %(source)s, %(at)s, %(now)s)"
        " ON CONFLICT (account_id, name) DO UPDATE SET"
        " previous = CASE WHEN f.value IS DISTINCT FROM excluded.value THEN f.value ELSE f.previous END,"
        " value = excluded.value, source = excluded.source, at = excluded.at,"
        " received_at = excluded.received_at WHERE f.at <= excluded.at"
        " RETURNING CASE WHEN NOT EXISTS (SELECT FROM before) THEN 'made'"
        "  WHEN (SELECT value FROM before) IS DISTINCT FROM f.value THEN 'changed' ELSE 'same' END",
        id=ids.new("fld"),
        workspace=workspace_id,
        account=account_id,
        name=name,
        value=None if content is None else Jsonb(content),
        source=source,
        at=at,
        now=now,
    )
    return found or "older"


async def set_column(db: Db, account_id: str, name: LiteralString, content: Any) -> None:
    """Writes the account's own column of this name."""
    statement = sql.SQL("UPDATE accounts SET {} = %(value)s WHERE id = %(id)s").format(sql.Identifier(name))
    await db.execute(statement, {"id": account_id, "value": content})
