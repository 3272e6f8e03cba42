"""Workspaces with something in them, and browsers signed in to them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI

from app.database import Database
from app.kit import Kit
from app.passwords import Passwords
from app.queries import workspaces
from app.services.sign_in import make_link, sign_in_by_link
from app.tables import User, Workspace
from app.tables.base import now
from tests.pages.browser import Browser
from tests.pages.world import World, make_user, make_world

SignIn = Callable[[User], Awaitable[Browser]]


@pytest.fixture
async def kit(kit: Kit) -> Kit:
    """With passwords that cost next to nothing."""
    kit.passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return kit


@pytest.fixture
async def world(database: Database, workspace: Workspace) -> World:
    return await make_world(database, workspace)


@pytest.fixture
async def sign_in(app: FastAPI, kit: Kit) -> AsyncIterator[SignIn]:
    """Signs a user in, in a browser of their own."""
    async with AsyncExitStack() as stack:

        async def signed_in(user: User) -> Browser:
            async with kit.database.workspace(user.workspace_id) as db:
                link = await make_link(db, user, now(), base_url="http://earshot.test")
            made = await sign_in_by_link(kit, link.rsplit("/", 1)[-1], now())
            http = httpx.AsyncClient(
                transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
                base_url="http://earshot.test",
                cookies={"earshot": made.secret},
                headers={"accept": "text/html"},
            )
            await stack.enter_async_context(http)
            return Browser(http, made.login.csrf_token)

        yield signed_in


@pytest.fixture
async def admin(sign_in: SignIn, world: World) -> Browser:
    """The admin of `world`."""
    return await sign_in(world.user)


@pytest.fixture
async def user(database: Database, kit: Kit, workspace: Workspace) -> User:
    """Somebody with the password "a long enough one"."""
    made = await make_user(database, workspace)
    stored = await kit.passwords.hash("a long enough one")
    async with database.workspace(workspace.id) as db:
        await workspaces.set_password(db, made.id, stored)
        found = await workspaces.user(db, made.id)
    assert found is not None
    return found
