"""The first start: a workspace and the link that makes its first admin."""

from __future__ import annotations

from datetime import datetime

from app.database import Db
from app.queries import workspaces
from app.services.create_workspace import add_user, create_workspace
from app.services.sign_in import make_link
from app.tables import User

UNNAMED = "admin@localhost"
"""The first admin's e-mail until they say who they are."""


async def first_run(db: Db, now: datetime, *, base_url: str) -> str | None:
    """A one-time link for the first admin, who names themselves there; None once anybody has a password.

    `db` is a system transaction.
    """
    users = await workspaces.users(db)
    if any(user.password_hash for user in users):
        return None
    admin = next((user for user in users if user.role == "admin"), None) or await _admin(db)
    return await make_link(db, admin, now, base_url=base_url)


async def _admin(db: Db) -> User:
    found = await workspaces.workspaces(db)
    workspace = found[0] if found else await create_workspace(db, "Our team", "our company", "our product")
    return await add_user(db, workspace.id, UNNAMED, name="Admin", role="admin")
