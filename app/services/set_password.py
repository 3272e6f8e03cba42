"""A user chooses a password; whoever else was signed in as them no longer is."""

from __future__ import annotations

from app.database import Db
from app.errors import Invalid
from app.passwords import Passwords
from app.queries import workspaces
from app.tables import User


async def set_password(
    db: Db, passwords: Passwords, user: User, *, current: str, new: str, login_id: str
) -> None:
    """Stores the new password and ends the user's other logins. Raises Invalid, Unavailable.

    The current password is asked for where there is one; after a reset or a first link there is none.
    """
    if user.password_hash is not None and not await passwords.matches(user.password_hash, current):
        raise Invalid("This is not your current password.", field="current")
    if new.strip().lower() in (user.email.lower(), user.name.lower()):
        raise Invalid("Choose something other than your name or e-mail.", field="password")
    await workspaces.set_password(db, user.id, await passwords.hash(new))
    await workspaces.end_logins_of(db, user.id, but=login_id)
