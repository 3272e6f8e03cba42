"""The database, for commands that run beside the service or without it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.database import Database, Db
    from app.settings import Settings


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[Database, Settings]]:
    """The database and the settings; an embedded server that was down is up for its length."""
    from app import postgres, start
    from app.database import Database
    from app.settings import settings

    config = settings()
    was_up = config.database_url is not None or postgres.is_up(config.folder)
    conninfo, cluster = await asyncio.to_thread(start.prepare, config)
    database = Database(conninfo, connections=4)
    try:
        await database.open()
        yield database, config
    finally:
        await database.close()
        if cluster is not None and not was_up:
            await asyncio.to_thread(postgres.stop, cluster)


@asynccontextmanager
async def system() -> AsyncIterator[tuple[Db, Settings]]:
    """A transaction over all workspaces, and the settings."""
    async with connected() as (database, config), database.system() as db:
        yield db, config
