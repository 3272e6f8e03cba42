"""An account that is due is looked at, also when somebody held it in that moment."""

from __future__ import annotations

import asyncio

from app.database import Database
from app.kit import Kit
from app.queries import accounts, looks, touches
from app.queries.base import rows
from app.services.look_at_account import look_at_due
from app.tables import Workspace
from app.tables.base import now
from tests.app.health.world import make_account


async def _until_somebody_waits(database: Database) -> None:
    """Until a statement of this database waits for a lock."""
    while True:
        async with database.system() as db:
            found = await rows(
                db,
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                " AND wait_event_type = 'Lock' AND query LIKE 'SELECT * FROM accounts%%'",
            )
        if found:
            return
        await asyncio.sleep(0.01)


async def test_an_account_held_by_a_play_is_looked_at_as_soon_as_it_is_let_go(
    kit: Kit, database: Database, workspace: Workspace
) -> None:
    held, free = await make_account(database, workspace), await make_account(database, workspace, "Bolt")
    async with database.workspace(workspace.id) as db:
        await looks.set_due(db, [held.id, free.id], now())
    async with database.workspace(workspace.id) as db:
        await touches.lock_account(db, held.id)
        looking = asyncio.create_task(look_at_due(kit, workspace.id))
        await asyncio.wait_for(_until_somebody_waits(database), 30)
        assert not looking.done()
    assert await looking == 2
    async with database.workspace(workspace.id) as db:
        for one in (held, free):
            found = await accounts.account(db, one.id)
            assert found is not None
            assert found.look_at is not None
            assert found.look_at > now()
