"""One site and one browser per worker, one browser context per test; no page may err or look outside."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.frontend.site import Site

BUILD = Path(__file__).parents[2] / "app" / "frontend" / "build.py"
NewPage = Callable[..., Awaitable[Page]]
expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site() -> AsyncIterator[Site]:
    built = await asyncio.to_thread(
        subprocess.run, [sys.executable, str(BUILD)], capture_output=True, text=True
    )
    assert built.returncode == 0, built.stderr
    made = Site()
    serving = asyncio.create_task(made.serve())
    yield made
    await made.stop(serving)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield launched
        await launched.close()


def chromium() -> str:
    found = os.environ.get("EARSHOT_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    assert Path(found).exists(), "No Chromium: install the system package `chromium` or set EARSHOT_CHROMIUM."
    return found


@pytest_asyncio.fixture(loop_scope="session")
async def new_page(browser: Browser) -> AsyncIterator[NewPage]:
    """Makes pages of one context (`shared=True`) or of a new one; afterwards checks what all of them did."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []
    outside: list[str] = []

    def request(made: Any) -> None:
        host = urlsplit(made.url).hostname or ""
        if urlsplit(made.url).scheme in ("http", "https", "ws", "wss") and not is_loopback(host):
            outside.append(made.url)

    async def make(*, shared: bool = False, **options: Any) -> Page:
        if not (shared and contexts):
            settings = {"viewport": {"width": 390, "height": 780}, "reduced_motion": "reduce"} | options
            contexts.append(await browser.new_context(**settings))
            contexts[-1].set_default_timeout(20_000)
            contexts[-1].on("request", request)
            contexts[-1].on("weberror", lambda error: errors.append(str(error.error)))
            contexts[-1].on("dialog", lambda dialog: errors.append(f"dialog: {dialog.message}"))
        return await contexts[-1].new_page()

    yield make
    for context in contexts:
        await context.close()
    assert not errors
    assert not outside


def is_loopback(host: str) -> bool:
    return host in ("127.0.0.1", "localhost") or host.endswith(".localhost")
