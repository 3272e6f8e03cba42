"""Who a play speaks to, and who of ours does its work."""

from __future__ import annotations

from collections.abc import Sequence

from app.database import Db
from app.queries import workspaces
from app.success.whom import role_of
from app.tables import Account, Contact, User

_ALSO = {"sponsor": ("sponsor", "executive_sponsor")}


def first_of(people: Sequence[Contact], roles: Sequence[str]) -> Contact | None:
    """The first person with the first of these roles that somebody has; without one, whoever has an
    address."""
    for role in roles:
        wanted = _ALSO.get(role, (role,))
        found = next((one for one in people if role_of(one.role) in wanted or one.role in wanted), None)
        if found is not None:
            return found
    return next((one for one in people if one.email), None)


async def owner_of(db: Db, account: Account, whose: str) -> tuple[str | None, User | None]:
    """The name or address of whoever does the work, and the user it is; the CSM where nobody else is
    named."""
    named = {"csm": account.csm, "backup": account.backup, "pod": account.pod}
    name = named.get(whose) or account.csm or account.backup or account.pod
    if not name:
        return None, None
    wanted = name.strip().lower()
    users = [user for user in await workspaces.users(db) if user.disabled_at is None]
    return name, next((one for one in users if wanted in (one.email.lower(), one.name.lower())), None)
