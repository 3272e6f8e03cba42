"""Signing in: by e-mail and password or by a one-time link, into a login the server keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from app import ids
from app.database import Db
from app.errors import Gone, Unauthorised
from app.kit import Kit
from app.queries import workspaces
from app.queries.base import insert
from app.tables import Login, SignInLink, User

log = structlog.get_logger()

ABSOLUTE = timedelta(days=7)
IDLE = timedelta(hours=12)
LINK = timedelta(hours=24)


@dataclass(frozen=True)
class NewLogin:
    """A login just made; `secret` goes into the cookie and is kept nowhere else."""

    secret: str
    login: Login
    user: User


async def sign_in(kit: Kit, *, email: str, password: str, address: str, now: datetime) -> NewLogin:
    """A login for the right password. Raises Unauthorised, TooMany, Unavailable.

    An unknown e-mail, one without a password and a wrong password take the same time and answer.
    """
    kit.throttle.count(email=email, address=address)
    async with kit.database.system() as db:
        user = await workspaces.user_by_email(db, email.strip())
    # no connection is held while argon2 works
    if not await kit.passwords.matches(user.password_hash if user else None, password) or user is None:
        log.info("sign_in.refused")
        raise Unauthorised("This e-mail and password do not belong together.")
    kit.throttle.forget(email=email)
    async with kit.database.workspace(user.workspace_id) as db:
        return await _new_login(db, user, now)


async def sign_in_by_link(kit: Kit, token: str, now: datetime) -> NewLogin:
    """A login for a one-time link, which works once. Raises Gone."""
    async with kit.database.system() as db:
        link = await workspaces.use_link(db, ids.hash_secret(token), now)
        user = await workspaces.user(db, link.user_id) if link else None
        if user is None or user.disabled_at is not None:
            raise Gone("This sign-in link was used before or is too old. Ask an admin for a new one.")
        return await _new_login(db, user, now)


async def make_link(db: Db, user: User, now: datetime, *, base_url: str) -> str:
    """A link that signs the user in once, within a day."""
    token = ids.token()
    link = SignInLink(
        id=ids.hash_secret(token),
        workspace_id=user.workspace_id,
        user_id=user.id,
        created_at=now,
        expires_at=now + LINK,
    )
    await insert(db, link)
    return f"{base_url}/sign-in/{token}"


async def _new_login(db: Db, user: User, now: datetime) -> NewLogin:
    """Always a new secret, so that a cookie planted before signing in is worth nothing after."""
    secret = ids.token()
    login = Login(
        id=ids.hash_secret(secret),
        workspace_id=user.workspace_id,
        user_id=user.id,
        csrf_token=ids.token(),
        created_at=now,
        seen_at=now,
        expires_at=now + ABSOLUTE,
    )
    await insert(db, login)
    log.info("sign_in.done", user=user.id)
    return NewLogin(secret, login, user)
