"""The pages in a real Chromium: a CSM's errand, hostile words, and what a screen reader would trip over."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
import uvicorn
from axe_playwright_python.async_playwright import Axe
from fastapi import FastAPI
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from app.database import Database
from app.queries import workspaces
from app.services.sign_in import make_link
from app.tables import User, Workspace
from app.tables.base import now
from tests.pages.browser import READ
from tests.pages.test_hostile_text import HOSTILE
from tests.pages.world import ANSWER, FIRST, SECOND, World, make_world

PATIENCE = 30_000  # a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE)


@pytest.fixture
async def home(app: FastAPI) -> AsyncIterator[str]:
    """The application behind a real server; its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="error"))
    serving = asyncio.create_task(server.serve([listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await serving


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    path = os.environ.get("EARSHOT_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield launched
        await launched.close()


class Watched:
    """A browser context and everything suspicious its pages did."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.context = context
        self.home = home
        self.troubles: list[str] = []
        context.set_default_timeout(PATIENCE)
        context.on("dialog", lambda dialog: self.troubles.append(f"dialog: {dialog.message}"))
        context.on("weberror", lambda error: self.troubles.append(str(error.error)))
        context.on("console", self._console)
        context.on("request", self._request)

    def _console(self, message: object) -> None:
        if getattr(message, "type", "") == "error":
            self.troubles.append(getattr(message, "text", ""))

    def _request(self, request: object) -> None:
        url = str(getattr(request, "url", ""))
        if urlsplit(url).netloc != urlsplit(self.home).netloc and not url.startswith("data:"):
            self.troubles.append(url)


async def signed_in(chromium: Browser, database: Database, home: str, user: User, **options: str) -> Watched:
    """A context signed in through a one-time link, by its button."""
    async with database.workspace(user.workspace_id) as db:
        await workspaces.clear_password(db, user.id)
        link = await make_link(db, user, now(), base_url=home)
    watched = Watched(await chromium.new_context(**options), home)  # type: ignore[arg-type]
    page = await watched.context.new_page()
    await page.goto(link)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="Your profile")).to_be_visible()
    await page.close()
    return watched


async def test_from_a_password_to_the_exact_words(
    chromium: Browser, database: Database, home: str, user: User, world: World
) -> None:
    watched = Watched(await chromium.new_context(), home)
    page = await watched.context.new_page()
    await page.goto(f"{home}/studies")
    await page.get_by_label("E-mail").fill(user.email)
    await page.get_by_label("Password").fill("a long enough one")
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("link", name="First weeks").click()
    await page.get_by_role("link", name="Slow import").click()
    await page.get_by_role("link", name="in the transcript").first.click()
    mark = page.locator("mark.quoted")
    await expect(mark).to_be_in_viewport()
    assert await mark.inner_text() in (ANSWER[slice(*FIRST)], ANSWER[slice(*SECOND)])
    await page.get_by_text("Why", exact=True).first.click()
    await expect(page.get_by_text("built-in").first).to_be_visible()
    await page.get_by_label("Account of").click()
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert watched.troubles == []


async def test_a_deletion_asks_first_and_no_is_no(
    chromium: Browser, database: Database, home: str, world: World
) -> None:
    watched = await signed_in(chromium, database, home, world.user)
    page = await watched.context.new_page()
    await page.goto(f"{home}/webhooks")
    await page.get_by_role("button", name="Delete").click()
    await page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    await expect(page.get_by_text(world.webhook.url)).to_be_visible()
    await page.get_by_role("button", name="Delete").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(page.get_by_text("No endpoints yet")).to_be_visible()
    assert watched.troubles == []


async def test_hostile_words_do_nothing_in_a_browser(
    chromium: Browser, database: Database, home: str, workspace: Workspace
) -> None:
    said = " ".join(HOSTILE)
    world = await make_world(database, workspace, said=f" {said}", answer=f"It was {said}.")
    watched = await signed_in(chromium, database, home, world.user)
    page = await watched.context.new_page()
    for path in READ:
        await page.goto(home + world.path(path), wait_until="load")
    assert watched.troubles == []


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
async def test_no_page_has_a_barrier(
    chromium: Browser, database: Database, home: str, world: World, color_scheme: str
) -> None:
    watched = await signed_in(chromium, database, home, world.user, color_scheme=color_scheme)
    page = await watched.context.new_page()
    found: dict[str, list[str]] = {}
    for path in [*READ, "/docs", "/nowhere"]:
        await page.goto(home + world.path(path))
        found[path] = await barriers(page)
    assert {path: named for path, named in found.items() if named} == {}


async def barriers(page: Page) -> list[str]:
    found = (await Axe().run(page)).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
