"""SQL for files taken in."""

from __future__ import annotations

from datetime import datetime

from psycopg.types.json import Jsonb

from app.database import Db
from app.queries.base import many, one, run
from app.tables import ImportRun


async def of_file(db: Db, kind: str, sha256: str) -> ImportRun | None:
    """The import of a file, held until the transaction ends."""
    return await one(
        db,
        ImportRun,
        "SELECT * FROM imports WHERE kind = %(kind)s AND sha256 = %(sha)s FOR UPDATE",
        kind=kind,
        sha=sha256,
    )


async def newest(db: Db, limit: int) -> list[ImportRun]:
    """The last imports, newest first."""
    return await many(db, ImportRun, "SELECT * FROM imports ORDER BY id DESC LIMIT %(limit)s", limit=limit)


async def keep(db: Db, row: ImportRun, ended_at: datetime | None) -> None:
    """Writes how far an import has come."""
    await run(
        db,
        "UPDATE imports SET rows = %(rows)s, made = %(made)s, changed = %(changed)s,"
        " unchanged = %(unchanged)s, refused = %(refused)s, problems = %(problems)s, ended_at = %(ended)s"
        " WHERE id = %(id)s",
        id=row.id,
        rows=row.rows,
        made=row.made,
        changed=row.changed,
        unchanged=row.unchanged,
        refused=row.refused,
        problems=Jsonb(row.problems),
        ended=ended_at,
    )


async def forget(db: Db, import_id: str) -> None:
    await run(db, "DELETE FROM imports WHERE id = %(id)s", id=import_id)
