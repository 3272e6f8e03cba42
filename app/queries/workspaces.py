"""SQL for workspaces, users, logins, one-time links, API keys and idempotent answers."""

from __future__ import annotations

from datetime import datetime

from psycopg.types.json import Jsonb

from app.database import Db
from app.queries.base import insert, many, one, run
from app.tables import ApiKey, Idempotency, Login, SignInLink, User, Workspace

__all__ = ["insert"]


async def workspace(db: Db, workspace_id: str) -> Workspace | None:
    return await one(db, Workspace, "SELECT * FROM workspaces WHERE id = %(id)s", id=workspace_id)


async def workspaces(db: Db) -> list[Workspace]:
    return await many(db, Workspace, "SELECT * FROM workspaces ORDER BY created_at, id")


async def set_identity_secret(db: Db, workspace_id: str, secret: str | None) -> None:
    await run(
        db,
        "UPDATE workspaces SET identity_secret = %(secret)s WHERE id = %(id)s",
        id=workspace_id,
        secret=secret,
    )


async def user(db: Db, user_id: str) -> User | None:
    return await one(db, User, "SELECT * FROM users WHERE id = %(id)s", id=user_id)


async def user_by_email(db: Db, email: str) -> User | None:
    """The oldest enabled user with this address, whatever its case."""
    return await one(
        db,
        User,
        "SELECT * FROM users WHERE lower(email) = lower(%(email)s) AND disabled_at IS NULL"
        " ORDER BY created_at LIMIT 1",
        email=email,
    )


async def user_by_any_id(db: Db, name: str) -> User | None:
    """An enabled user of this workspace by id or e-mail, whatever its case."""
    return await one(
        db,
        User,
        "SELECT * FROM users WHERE (id = %(name)s OR lower(email) = lower(%(name)s))"
        " AND disabled_at IS NULL LIMIT 1",
        name=name,
    )


async def users(db: Db) -> list[User]:
    return await many(db, User, "SELECT * FROM users ORDER BY created_at, id")


async def set_password(db: Db, user_id: str, password_hash: str) -> None:
    await run(
        db, "UPDATE users SET password_hash = %(hash)s WHERE id = %(id)s", id=user_id, hash=password_hash
    )


async def clear_password(db: Db, user_id: str) -> None:
    await run(db, "UPDATE users SET password_hash = NULL WHERE id = %(id)s", id=user_id)


async def set_user_disabled(db: Db, user_id: str, at: datetime | None) -> None:
    await run(db, "UPDATE users SET disabled_at = %(at)s WHERE id = %(id)s", id=user_id, at=at)


async def set_user_names(db: Db, user_id: str, *, name: str, email: str) -> None:
    await run(
        db,
        "UPDATE users SET name = %(name)s, email = %(email)s WHERE id = %(id)s",
        id=user_id,
        name=name,
        email=email,
    )


async def set_workspace_names(db: Db, workspace_id: str, *, name: str, sponsor: str, product: str) -> None:
    await run(
        db,
        "UPDATE workspaces SET name = %(name)s, sponsor = %(sponsor)s, product = %(product)s"
        " WHERE id = %(id)s",
        id=workspace_id,
        name=name,
        sponsor=sponsor,
        product=product,
    )


async def set_hand_off(
    db: Db,
    workspace_id: str,
    *,
    hand_off_to: list[str],
    backup_to: list[str],
    backup_minutes: int,
    nobody_minutes: int,
    wait_minutes: int | None,
) -> None:
    await run(
        db,
        "UPDATE workspaces SET hand_off_to = %(first)s, backup_to = %(backup)s,"
        " backup_minutes = %(backup_minutes)s, nobody_minutes = %(nobody_minutes)s,"
        " wait_minutes = %(wait_minutes)s WHERE id = %(id)s",
        id=workspace_id,
        first=Jsonb(hand_off_to),
        backup=Jsonb(backup_to),
        backup_minutes=backup_minutes,
        nobody_minutes=nobody_minutes,
        wait_minutes=wait_minutes,
    )


async def login(db: Db, login_id: str, now: datetime, idle_since: datetime) -> Login | None:
    """A login still good at `now` and used after `idle_since`, of a user who may sign in."""
    return await one(
        db,
        Login,
        "SELECT l.* FROM logins l JOIN users u ON u.id = l.user_id WHERE l.id = %(id)s"
        " AND l.expires_at > %(now)s AND l.seen_at > %(idle_since)s AND u.disabled_at IS NULL",
        id=login_id,
        now=now,
        idle_since=idle_since,
    )


async def touch_login(db: Db, login_id: str, now: datetime) -> None:
    """Notes the use, at most once a minute, so that reading does not write each time."""
    await run(
        db,
        "UPDATE logins SET seen_at = %(now)s WHERE id = %(id)s AND seen_at < %(now)s - interval '1 minute'",
        id=login_id,
        now=now,
    )


async def end_login(db: Db, login_id: str) -> None:
    await run(db, "DELETE FROM logins WHERE id = %(id)s", id=login_id)


async def end_logins_of(db: Db, user_id: str, *, but: str | None = None) -> None:
    """Signs a user out everywhere, except for the login named by `but`."""
    await run(
        db,
        "DELETE FROM logins WHERE user_id = %(id)s AND id IS DISTINCT FROM %(but)s::text",
        id=user_id,
        but=but,
    )


async def use_link(db: Db, link_id: str, now: datetime) -> SignInLink | None:
    """Marks a one-time link used and returns it; None when unknown, used or too old."""
    return await one(
        db,
        SignInLink,
        "UPDATE sign_in_links SET used_at = %(now)s"
        " WHERE id = %(id)s AND used_at IS NULL AND expires_at > %(now)s RETURNING *",
        id=link_id,
        now=now,
    )


async def link_is_good(db: Db, link_id: str, now: datetime) -> bool:
    """Whether a one-time link would still sign somebody in."""
    found = await one(
        db,
        SignInLink,
        "SELECT * FROM sign_in_links WHERE id = %(id)s AND used_at IS NULL AND expires_at > %(now)s",
        id=link_id,
        now=now,
    )
    return found is not None


async def api_key(db: Db, key_hash: str) -> ApiKey | None:
    return await one(
        db, ApiKey, "SELECT * FROM api_keys WHERE hash = %(hash)s AND revoked_at IS NULL", hash=key_hash
    )


async def api_keys(db: Db) -> list[ApiKey]:
    return await many(db, ApiKey, "SELECT * FROM api_keys ORDER BY id DESC")


async def touch_api_key(db: Db, key_id: str, now: datetime) -> None:
    """Notes the use, at most once a minute, so that reading does not write each time."""
    await run(
        db,
        "UPDATE api_keys SET used_at = %(now)s WHERE id = %(id)s"
        " AND (used_at IS NULL OR used_at < %(now)s - interval '1 minute')",
        id=key_id,
        now=now,
    )


async def revoke_api_key(db: Db, key_id: str, now: datetime) -> bool:
    touched = await run(
        db,
        "UPDATE api_keys SET revoked_at = %(now)s WHERE id = %(id)s AND revoked_at IS NULL",
        id=key_id,
        now=now,
    )
    return touched > 0


async def idempotent_answer(db: Db, key: str) -> Idempotency | None:
    return await one(db, Idempotency, "SELECT * FROM idempotency WHERE key = %(key)s", key=key)


async def lock_idempotency_key(db: Db, workspace_id: str, key: str) -> None:
    """Two requests with one key take turns until the first one's transaction ends."""
    await db.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))", {"name": f"{workspace_id}/{key}"}
    )


async def forget_old(db: Db, answers_before: datetime, now: datetime) -> None:
    """Drops idempotent answers made before a time, and logins and links that have run out."""
    await run(db, "DELETE FROM idempotency WHERE created_at < %(before)s", before=answers_before)
    await run(db, "DELETE FROM logins WHERE expires_at < %(now)s", now=now)
    await run(db, "DELETE FROM sign_in_links WHERE expires_at < %(now)s", now=now)
