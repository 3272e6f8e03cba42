"""A workspace and the people who work in it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from app import ids
from app.database import Db
from app.errors import Conflict, Invalid, NotFound
from app.queries import workspaces
from app.queries.base import insert
from app.tables import User, Workspace

Role = Literal["csm", "admin"]
LONGEST_NAME = 120
LONGEST_EMAIL = 254

# Enough to catch a slip of the pen; whether an address exists only a mail can tell.
_EMAIL = re.compile(r"[^\s@<>\"',;()]+@[^\s@<>\"',;()]+")


async def create_workspace(
    db: Db, name: str, sponsor: str, product: str, *, is_synthetic: bool = False
) -> Workspace:
    """The new workspace. `sponsor` and `product` are what respondents read."""
    row = Workspace(
        id=ids.new("wsp"),
        name=named(name, "name"),
        sponsor=named(sponsor, "sponsor"),
        product=named(product, "product"),
        is_synthetic=is_synthetic,
    )
    return await insert(db, row)


async def add_user(db: Db, workspace_id: str, email: str, *, name: str = "", role: Role = "csm") -> User:
    """The new user, who has no password until they used a one-time link. Raises Invalid, Conflict."""
    email = address(email)
    if any(user.email.lower() == email.lower() for user in await workspaces.users(db)):
        raise Conflict("Somebody with this e-mail is here already.", field="email")
    row = User(
        id=ids.new("usr"),
        workspace_id=workspace_id,
        email=email,
        name=named(name or email.split("@", maxsplit=1)[0], "name"),
        role=role,
    )
    return await insert(db, row)


async def reset_user(db: Db, user: User) -> None:
    """Forgets the password and ends every login, so that only a new link lets the user in."""
    await workspaces.clear_password(db, user.id)
    await workspaces.end_logins_of(db, user.id)


async def set_disabled(db: Db, user_id: str, now: datetime | None) -> User:
    """Shuts a user out at once, or lets them in again with None. Raises NotFound."""
    user = await workspaces.user(db, user_id)
    if user is None:
        raise NotFound("There is no such user.")
    await workspaces.set_user_disabled(db, user_id, now)
    if now is not None:
        await workspaces.end_logins_of(db, user_id)
    return user


def named(text: str, field: str) -> str:
    """A name as it is kept. Raises Invalid when nothing or too much is left."""
    text = " ".join(text.split())
    if not 1 <= len(text) <= LONGEST_NAME:
        raise Invalid(f"This needs 1 to {LONGEST_NAME} characters.", field=field)
    return text


def is_address(text: str) -> bool:
    """Whether this looks like an e-mail address."""
    return len(text) <= LONGEST_EMAIL and _EMAIL.fullmatch(text) is not None


def address(email: str) -> str:
    """An e-mail address as it is kept. Raises Invalid."""
    email = email.strip()
    if not is_address(email):
        raise Invalid("This is not an e-mail address.", field="email")
    return email
