"""A world of its own for each test of plays."""

from __future__ import annotations

import pytest

from app import ids
from app.database import Database
from app.kit import Kit
from app.queries.base import insert
from app.tables import Account, Contact, Workspace
from tests.app.plays.world import NOW, World


@pytest.fixture
async def world(kit: Kit, database: Database, workspace: Workspace) -> World:
    """A mid-market account with a champion, used day by day."""
    account = Account(
        id=ids.new("acc"),
        workspace_id=workspace.id,
        name="Bramble & Finch",
        csm="Jo Marsh",
        tier="mid-market",
        segment="mid-market",
        arr_cents=4_000_000,
        created_at=NOW,
    )
    champion = Contact(
        id=ids.new("con"),
        workspace_id=workspace.id,
        account_id=account.id,
        name="Mara Lind",
        email="mara@bramble.example",
        role="champion",
        created_at=NOW,
    )
    async with database.workspace(workspace.id) as db:
        await insert(db, account)
        await insert(db, champion)
    return World(kit, database, workspace, account, champion)
