"""A file is taken in, some hundred rows to a transaction, so that one cut off goes on where it stopped.

The same file is the same import, and within it a row that is known already changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from app import ids
from app.database import Database, Db
from app.errors import EarshotError
from app.queries import imports
from app.queries.base import insert
from app.services.importing import rows
from app.services.importing.columns import Kind, mapped
from app.services.importing.table import TableFile
from app.services.keep_contract import keep_contract
from app.services.take_facts import GivenFact, Verdict, take_facts
from app.services.take_rows import Row, Took, take_rows
from app.services.upsert_account import upsert_account
from app.services.upsert_contact import upsert_contact
from app.tables import ImportRun

BATCH: Final = 500
MOST_PROBLEMS: Final = 200
"""Problems that are kept; all are counted."""


@dataclass(frozen=True)
class Told:
    """Whose file it is, who tells it, what its columns are to us."""

    workspace_id: str
    source: str
    columns: dict[str, str]
    now: datetime


Numbered = tuple[int, dict[str, str]]
Progress = Callable[[int], None]


async def import_file(
    database: Database,
    kind: Kind,
    table: TableFile,
    *,
    workspace_id: str,
    source: str,
    said: dict[str, str],
    now: datetime,
    dry_run: bool = False,
    again: bool = False,
    progress: Progress | None = None,
) -> ImportRun:
    """What became of the rows. Raises Invalid where the columns cannot be read.

    A file taken in before is not read again, unless `again`. A dry run keeps nothing.
    """
    told = Told(workspace_id, source, mapped(kind, table.columns, said), now)
    row = await _begun(database, kind, table, told, keeps=not dry_run, again=again)
    if row.ended_at is not None:
        return row
    async with AsyncExitStack() as stack:
        tried = await _tried(stack, database, workspace_id) if dry_run else None
        left = islice(table.rows(), row.rows, None)
        for batch in batches(left):
            if tried is not None:
                await _take(tried, kind, row, batch, told)
            else:
                async with database.workspace(workspace_id) as db:
                    await _take(db, kind, row, batch, told)
                    await imports.keep(db, row, None)
            if progress is not None:
                progress(row.rows)
    row.ended_at = now
    if not dry_run:
        async with database.workspace(workspace_id) as db:
            await imports.keep(db, row, now)
    return row


def batches(numbered: Iterator[Numbered]) -> Iterator[list[Numbered]]:
    """Rows by the hundred, in order."""
    while batch := list(islice(numbered, BATCH)):
        yield batch


async def _begun(
    database: Database, kind: Kind, table: TableFile, told: Told, *, keeps: bool, again: bool
) -> ImportRun:
    """The import of this file, new or as far as it came."""
    row = ImportRun(
        id=ids.new("imp"),
        workspace_id=told.workspace_id,
        kind=kind,
        sha256=table.sha256,
        file_name=table.path.name[:200],
        created_at=told.now,
    )
    async with database.workspace(told.workspace_id) as db:
        known = await imports.of_file(db, kind, table.sha256)
        if known is not None and not again:
            return known
        if not keeps:
            return row
        if known is not None:
            await imports.forget(db, known.id)
        return await insert(db, row)


async def _tried(stack: AsyncExitStack, database: Database, workspace_id: str) -> Db:
    """One transaction for all rows, taken back at the end, so that rows may build on each other."""
    db = await stack.enter_async_context(database.workspace(workspace_id))
    await stack.enter_async_context(db.transaction(force_rollback=True))
    return db


async def _take(db: Db, kind: Kind, row: ImportRun, batch: Sequence[Numbered], told: Told) -> None:
    """Takes some rows in and counts what became of them."""
    if kind in ("events", "nps"):
        kept = await _facts(db, kind, batch, told)
    else:
        kept = await take_rows(db, [cells for _, cells in batch], _keeper(db, kind, told))
    row.rows += len(batch)
    for one in kept:
        setattr(row, one.verdict, getattr(row, one.verdict) + 1)
        if one.verdict == "refused" and len(row.problems) < MOST_PROBLEMS:
            line = batch[one.index][0]
            row.problems = [*row.problems, {"line": line, "field": one.field, "message": one.sentence}]


def _keeper(db: Db, kind: Kind, told: Told) -> Callable[[dict[str, str]], Any]:
    async def keep(cells: dict[str, str]) -> Took:
        given = _ours(cells, told)
        workspace_id, source, now = told.workspace_id, told.source, told.now
        if kind == "accounts":
            account = rows.account(given, source)
            return await upsert_account(db, workspace_id, account, source=source, at=now, now=now)
        if kind == "contacts":
            contact = rows.contact(given, source)
            return await upsert_contact(db, workspace_id, contact, source=source, now=now, tells=False)
        contract = rows.contract(given, source)
        return await keep_contract(db, workspace_id, contract, source=source, now=now)

    return keep


async def _facts(db: Db, kind: Kind, batch: Sequence[Numbered], told: Told) -> list[Row]:
    """Facts go in together; those that cannot be read are answered beside."""
    reader = rows.event if kind == "events" else rows.nps
    read: dict[int, GivenFact] = {}
    refused: list[Row] = []
    for index, (_, cells) in enumerate(batch):
        try:
            read[index] = reader(_ours(cells, told), told.source)
        except EarshotError as bad:
            refused.append(Row(index, "refused", field=bad.field, sentence=bad.message))
    verdicts = await take_facts(db, told.workspace_id, list(read.values()), source=told.source, now=told.now)
    return sorted(
        [*refused, *(_row(index, one) for index, one in zip(read, verdicts, strict=True))],
        key=lambda one: one.index,
    )


def _row(index: int, one: Verdict) -> Row:
    if one.verdict == "refused":
        return Row(index, "refused", field=one.field, sentence=one.sentence)
    return Row(index, "made" if one.verdict == "accepted" else "unchanged", one.id)


def _ours(cells: dict[str, str], told: Told) -> dict[str, str]:
    """The cells under our names, without the empty ones."""
    return {ours: cells[theirs] for theirs, ours in told.columns.items() if cells.get(theirs, "") != ""}
