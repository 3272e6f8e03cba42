"""The dashboard's own small scripts."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.frontend.conftest import NewPage
from tests.frontend.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_times_read_as_distances_and_keep_the_moment(site: Site, new_page: NewPage) -> None:
    page = await new_page()
    await page.goto(f"{site.home}/dashboard/light")
    time = page.locator("time[data-relative]")
    await expect(time).to_contain_text("ago")
    assert "2026" in (await time.get_attribute("title") or "")


async def test_a_copy_button_copies_and_says_so(site: Site, new_page: NewPage) -> None:
    page = await new_page(permissions=["clipboard-read", "clipboard-write"])
    await page.goto(f"{site.home}/dashboard/light")
    await page.click("text=Copy link")
    await expect(page.locator("[data-copy]")).to_have_text("Copied")
    assert await page.evaluate("navigator.clipboard.readText()") == "https://interviews.example/s/renew"


async def test_a_form_that_asks_first_is_sent_only_after_yes(site: Site, new_page: NewPage) -> None:
    page = await new_page()
    await page.goto(f"{site.home}/dashboard/light")
    await page.fill("#url", "https://example.test")
    await page.click("button.danger")
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog")).to_have_count(0)
    await expect(page.locator("button.danger")).to_be_focused()
    assert "url=" not in page.url
    await page.click("button.danger")
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await page.wait_for_url("**url=**")


async def test_a_phone_reaches_the_menu_behind_one_button(site: Site, new_page: NewPage) -> None:
    page = await new_page(viewport={"width": 390, "height": 780})
    await page.goto(f"{site.home}/dashboard/light")
    await expect(page.locator("#sidebar")).to_be_hidden()
    await page.get_by_role("button", name="Menu").click()
    await expect(page.locator("#sidebar a[aria-current=page]")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#sidebar")).to_be_hidden()


@pytest.mark.parametrize("place", ["2:0-999", "9:0-1", "2:5-5", "nonsense", "2:0-8<b>"])
async def test_a_place_that_does_not_exist_marks_nothing(site: Site, new_page: NewPage, place: str) -> None:
    page = await new_page()
    await page.goto(f"{site.home}/dashboard/light?mark={place}")
    await expect(page.locator("time[data-relative]")).to_contain_text("ago")
    assert await page.locator("mark").count() == 0
