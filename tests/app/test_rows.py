"""Rows come back from the database as they were written, whoever has or has not made one before."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

from app import ids
from app.database import Database
from app.queries.base import insert, one
from app.tables import Account, Workspace

READ_FIRST = """
import asyncio, sys
from app.database import Database
from app.queries.base import one
from app.tables import Workspace

async def main(conninfo, workspace_id):
    database = Database(conninfo, connections=4)
    await database.open()
    async with database.system() as db:
        row = await one(db, Workspace, "SELECT * FROM workspaces WHERE id = %(id)s", id=workspace_id)
    await database.close()
    print(row.name, row.product)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_a_row_is_read_as_it_was_written(database: Database, workspace: Workspace) -> None:
    written = Account(
        id=ids.new("acc"),
        workspace_id=workspace.id,
        name="Å and Söhne",
        created_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    )
    async with database.workspace(workspace.id) as db:
        await insert(db, written)
        read = await one(db, Account, "SELECT * FROM accounts WHERE id = %(id)s", id=written.id)
    assert read == written
    assert read is not None
    assert read.model_dump() == written.model_dump()


def test_a_process_that_has_made_no_row_can_read_one(conninfo: str, workspace: Workspace) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ_FIRST, conninfo, workspace.id],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.strip() == f"{workspace.name} {workspace.product}"
