"""What a respondent does, in the words of the tests."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.frontend.room import Room
from tests.frontend.site import Site


async def begin(page: Page, site: Site, room: Room) -> None:
    """Opens the link, starts, agrees if asked, and waits for the first question."""
    await page.goto(f"{site.home}/i/{room.token}")
    await page.click("#begin")
    if not room.consent_given:
        await page.click("#agree")
    await asked(page, 1)


async def say(page: Page, text: str) -> None:
    await page.fill("#answer", text)
    await page.press("#answer", "Enter")


async def asked(page: Page, count: int) -> None:
    await expect(page.locator(".turn.interviewer[data-state=kept]")).to_have_count(count)


async def kept(page: Page, *texts: str) -> None:
    """The respondent's bubbles, in order, all of them saved."""
    await expect(page.locator(".turn.respondent .said")).to_have_text(list(texts))
    await expect(page.locator(".turn.respondent[data-state=sending]")).to_have_count(0)
