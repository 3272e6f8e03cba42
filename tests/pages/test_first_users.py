"""The first admin, and people added on the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app.database import Database
from app.kit import Kit
from app.queries import workspaces
from app.services.first_run import first_run
from app.tables.base import now

HOUSE = Path(__file__).parents[2]


@pytest.fixture
async def empty(fresh_conninfo: str) -> Database:
    """A database nobody has used yet."""
    return Database(fresh_conninfo, connections=4)


async def test_first_start_makes_a_link_until_somebody_has_a_password(
    app: FastAPI, kit: Kit, empty: Database
) -> None:
    await empty.open()
    kit.database = empty
    async with empty.system() as db:
        link = await first_run(db, now(), base_url="http://earshot.test")
        again = await first_run(db, now(), base_url="http://earshot.test")
        assert len(await workspaces.users(db)) == len(await workspaces.workspaces(db)) == 1
    assert link
    assert again
    assert link != again
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://earshot.test") as client:
        assert (await client.post(link)).headers["location"] == "/settings/profile"
        async with empty.system() as db:
            login = (await (await db.execute("SELECT csrf_token FROM logins")).fetchone()) or {}
        form = {"csrf": login["csrf_token"]}
        named = await client.post(
            "/settings/profile", data={**form, "name": "Ana", "email": "ana@example.com"}
        )
        assert named.status_code == 303
        await client.post("/settings/password", data={**form, "password": "a long enough one"})
    async with empty.system() as db:
        assert (await workspaces.users(db))[0].email == "ana@example.com"
        assert await first_run(db, now(), base_url="http://earshot.test") is None
    await empty.close()


def command(conninfo: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DATABASE_URL": conninfo, "EARSHOT_PUBLIC_URL": "https://x.example"}
    return subprocess.run(
        [sys.executable, "-c", "from app.cli.user import user; user()", *arguments],
        capture_output=True,
        text=True,
        cwd=HOUSE,
        env=environment,
        timeout=120,
        check=False,
    )


async def test_command_line_adds_the_first_admin_and_resets_them(
    fresh_conninfo: str, empty: Database
) -> None:
    added = command(fresh_conninfo, "add", "Ana@example.com", "--name", "Ana Duarte")
    assert added.returncode == 0, added.stderr
    assert added.stdout.startswith("https://x.example/sign-in/")
    await empty.open()
    async with empty.system() as db:
        row = await workspaces.user_by_email(db, "ana@EXAMPLE.com")
        assert row is not None
        assert (row.name, row.role) == ("Ana Duarte", "admin")
        await workspaces.set_password(db, row.id, "stored")
    assert command(fresh_conninfo, "add", "ana@example.com").returncode == 2
    reset = command(fresh_conninfo, "reset", "ana@example.com")
    assert reset.stdout.startswith("https://x.example/sign-in/")
    async with empty.system() as db:
        row = await workspaces.user_by_email(db, "ana@example.com")
    assert row is not None
    assert row.password_hash is None
    await empty.close()
