"""The card with a visitor's message: shown once asked for, read out, told about, and out of the way."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.frontend.conftest import NewPage
from tests.frontend.site import CUSTOMER, Site
from tests.frontend.test_embed import IDENTITY, complaints

pytestmark = pytest.mark.asyncio(loop_scope="session")

MESSAGE = {
    "id": "tch_1",
    "title": "Scheduled reports are back",
    "blocks": [
        {"lines": [[{"text": "Hello Mara, your team can plan them again:", "url": None}]], "is_list": False},
        {
            "lines": [
                [
                    {"text": "once a week, ", "url": None},
                    {"text": "like this", "url": "https://example.com/w"},
                ],
                [{"text": "<img src=x onerror=alert(1)>", "url": "javascript:alert(1)"}],
            ],
            "is_list": True,
        },
    ],
    "label": "Plan a report",
    "url": "https://example.com/plan",
}


def page_with(site: Site, attributes: str) -> str:
    """A customer's page whose policy lets its scripts talk to us."""
    policy = f"default-src 'none'; script-src {site.home}; frame-src {site.home}; connect-src {site.home}"
    tag = f"<script async src='{site.home}/embed.js' data-study=first-month {attributes}></script>"
    html = f"<!doctype html><html lang=en><title>Shop</title><h1>Shop</h1><button>Pay</button>{tag}"
    return site.origin(CUSTOMER) + site.add_page(html, policy)


ASKING = f"data-messages=on data-identity={IDENTITY}"


async def opened(site: Site, new_page: NewPage, attributes: str = ASKING, *, wide: int = 1280) -> Page:
    site.messages = [MESSAGE]
    site.acts.clear()
    page = await new_page(viewport={"width": wide, "height": 780})
    await page.goto(page_with(site, attributes))
    return page


async def test_a_message_is_shown_read_out_and_takes_no_focus(site: Site, new_page: NewPage) -> None:
    page = await opened(site, new_page)
    said = complaints(page)
    card = page.get_by_role("status")
    await expect(card).to_contain_text("Scheduled reports are back")
    assert await page.evaluate("document.activeElement === document.body")
    assert await page.locator("img").count() == 0
    assert await card.get_by_role("link").count() == 2
    async with page.expect_response("**/messages/tch_1/done"):
        await page.get_by_role("button", name="Got it").click()
    await expect(card).to_have_count(0)
    assert site.acts == [("tch_1", "shown"), ("tch_1", "done")]
    assert said == []


@pytest.mark.parametrize("key", ["Enter", "Escape"])
async def test_a_card_is_put_away_by_its_cross_and_by_escape(site: Site, new_page: NewPage, key: str) -> None:
    page = await opened(site, new_page)
    async with page.expect_response("**/messages/tch_1/dismissed"):
        await page.get_by_role("button", name="Dismiss").press(key)
    await expect(page.get_by_role("status")).to_have_count(0)
    assert site.acts == [("tch_1", "shown"), ("tch_1", "dismissed")]


async def test_without_being_told_to_the_page_asks_for_nothing(site: Site, new_page: NewPage) -> None:
    for attributes in (f"data-identity={IDENTITY}", "data-messages=on"):
        page = await opened(site, new_page, attributes)
        await expect(page.get_by_role("button", name="Share your experience")).to_be_visible()
        assert await page.get_by_role("status").count() == 0
    assert site.acts == []


async def test_a_page_may_have_messages_and_no_bubble(site: Site, new_page: NewPage) -> None:
    page = await opened(site, new_page, f"{ASKING} data-mode=none")
    await expect(page.get_by_role("status")).to_contain_text("Plan a report")
    assert await page.get_by_role("button", name="Share your experience").count() == 0


@pytest.mark.parametrize("wide", [390, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_the_card_fits_and_leaves_the_bubble_free(
    site: Site, new_page: NewPage, wide: int, theme: str
) -> None:
    page = await opened(site, new_page, f"{ASKING} data-theme={theme}", wide=wide)
    card = await page.get_by_role("region").bounding_box()
    bubble = await page.get_by_role("button", name="Share your experience").bounding_box()
    assert card is not None
    assert bubble is not None
    assert card["x"] >= 0
    assert card["x"] + card["width"] <= wide
    assert card["y"] + card["height"] <= bubble["y"]
