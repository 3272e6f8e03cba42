"""SQL for looking at accounts: which are due, taking one, and when to look again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from app.database import Db
from app.queries.base import many, rows, run
from app.tables import Account

_DUE: Final = "SELECT * FROM accounts WHERE look_at <= %(now)s AND merged_into_id IS NULL"
_HOLD: Final = " LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED"
_OLDEST: Final = _DUE + " ORDER BY look_at, id" + _HOLD
_NEWEST: Final = _DUE + " ORDER BY look_at DESC, id DESC" + _HOLD


async def set_due(db: Db, account_ids: Sequence[str], now: datetime) -> None:
    """These accounts are to be looked at now."""
    await run(
        db,
        "UPDATE accounts SET look_at = %(now)s WHERE id = ANY(%(ids)s) AND merged_into_id IS NULL",
        ids=sorted(account_ids),
        now=now,
    )


async def set_all_due(db: Db, now: datetime) -> None:
    """Every account is to be looked at now: what is asked of them has changed."""
    await run(db, "UPDATE accounts SET look_at = %(now)s WHERE merged_into_id IS NULL", now=now)


async def workspaces_due(db: Db, now: datetime) -> list[str]:
    """Where an account waits to be looked at."""
    found = await rows(db, "SELECT DISTINCT workspace_id FROM accounts WHERE look_at <= %(now)s", now=now)
    return [str(row["workspace_id"]) for row in found]


async def take_due(db: Db, now: datetime, limit: int, *, newest: bool = False) -> list[Account]:
    """Accounts whose time has come, longest waiting or `newest` first, held until the transaction ends.

    What somebody else holds is left to them.
    """
    return await many(
        db,
        Account,
        _NEWEST if newest else _OLDEST,
        now=now,
        limit=limit,
    )


async def take_held(db: Db, now: datetime) -> list[Account]:
    """The account whose time has come and that waited longest, as soon as whoever holds it lets go."""
    return await many(
        db,
        Account,
        "SELECT * FROM accounts WHERE look_at <= %(now)s AND merged_into_id IS NULL"
        " ORDER BY look_at, id LIMIT 1 FOR NO KEY UPDATE",
        now=now,
    )


async def take(db: Db, account_ids: Sequence[str]) -> list[Account]:
    """These accounts, held until the transaction ends."""
    return await many(
        db,
        Account,
        "SELECT * FROM accounts WHERE id = ANY(%(ids)s) AND merged_into_id IS NULL"
        " ORDER BY id FOR NO KEY UPDATE",
        ids=sorted(account_ids),
    )


async def looked(db: Db, account_ids: Sequence[str], again_at: datetime) -> None:
    """They were looked at; time alone may change them, so they are looked at again."""
    await run(
        db,
        "UPDATE accounts SET look_at = %(again)s WHERE id = ANY(%(ids)s)",
        ids=list(account_ids),
        again=again_at,
    )
