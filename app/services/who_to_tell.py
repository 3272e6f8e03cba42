"""Who hears of a task: the account's CSM, else those the workspace names, else every admin; then a backup."""

from __future__ import annotations

from collections.abc import Sequence

from app.database import Db
from app.queries import workspaces
from app.services.create_workspace import is_address
from app.services.queue_mail import Addressee
from app.tables import Account, User, Workspace


async def first_to_tell(db: Db, workspace: Workspace, account: Account | None) -> list[Addressee]:
    """Who is told at once; never empty while the workspace has an admin."""
    users = await _present(db)
    if account is not None and account.csm:
        wanted = account.csm.strip().lower()
        found = [user for user in users if wanted in (user.email.lower(), user.name.lower())]
        if found:
            return [_to(user) for user in found]
        if is_address(account.csm.strip()):
            return [Addressee(account.csm.strip(), account.csm.strip())]
    return _chosen(users, workspace.hand_off_to)


async def backup_to_tell(db: Db, workspace: Workspace) -> list[Addressee]:
    """Who is told when nobody has come."""
    return _chosen(await _present(db), workspace.backup_to)


async def admins(db: Db) -> list[Addressee]:
    """Every admin who may sign in."""
    return _chosen(await _present(db), [])


async def _present(db: Db) -> list[User]:
    return [user for user in await workspaces.users(db) if user.disabled_at is None]


def _chosen(users: Sequence[User], names: Sequence[str]) -> list[Addressee]:
    """The users of these ids, every admin where none of them is here any more."""
    found = [user for user in users if user.id in names]
    return [_to(user) for user in found or users if found or user.role == "admin"]


def _to(user: User) -> Addressee:
    return Addressee(user.email, user.name, user.id)
