"""An account with people who may be written to, and a quick way to turn to them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from app import ids
from app.database import Database
from app.queries.base import insert
from app.services.touch import reserve
from app.tables import Account, Contact, Touch, Workspace

# a Wednesday morning in Europe
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)

MESSAGE = {"subject": "Your reports, {{ first_name }}", "text": "Hello {{ first_name }},\n\nthey are back."}

NewContact = Callable[..., Awaitable[Contact]]
Reach = Callable[..., Awaitable[Touch]]


@pytest.fixture
async def account(database: Database, workspace: Workspace) -> Account:
    row = Account(id=ids.new("acc"), workspace_id=workspace.id, name="Bramble & Finch", csm="Jo Marsh")
    async with database.workspace(workspace.id) as db:
        return await insert(db, row)


@pytest.fixture
def new_contact(database: Database, account: Account) -> NewContact:
    async def made(**given: Any) -> Contact:
        name = ids.new("con")
        columns = {"name": "Mara Lind", "email": f"{name}@bramble.example", **given}
        row = Contact(id=name, workspace_id=account.workspace_id, account_id=account.id, **columns)
        async with database.workspace(account.workspace_id) as db:
            return await insert(db, row)

    return made


@pytest.fixture
async def contact(new_contact: NewContact) -> Contact:
    return await new_contact()


@pytest.fixture
def reach(database: Database, account: Account, contact: Contact) -> Reach:
    """Asks for a touch in a transaction of its own."""

    async def asked(now: datetime = NOW, **given: Any) -> Touch:
        options: dict[str, Any] = {
            "contact_id": contact.id,
            "channel": "email",
            "purpose": "message",
            "key": ids.new("key"),
            "content": MESSAGE,
            **given,
        }
        async with database.workspace(account.workspace_id) as db:
            return await reserve(db, account_id=account.id, now=now, **options)

    return asked
