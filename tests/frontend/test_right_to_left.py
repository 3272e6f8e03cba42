"""Pages in languages written from right to left, and in one written without spaces."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.frontend.acts import begin, say
from tests.frontend.conftest import NewPage
from tests.frontend.room import STUDY
from tests.frontend.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

ARABIC: dict[str, Any] = STUDY | {"language": "ar", "title": "شهرك الأول مع Northwind"}
ASKED = ["مرحبًا! ما الذي كنت تأمل إنجازه مع Northwind في شهرك الأول؟", "ماذا حدث بعد ذلك؟"]
ANSWER = "أردنا إعداد التقارير الشهرية خلال يوم واحد بدل ثلاثة أيام."
SIZES = [{"width": 390, "height": 780}, {"width": 1280, "height": 800}]


async def opened(site: Site, page: Page, study: dict[str, Any], asked: list[str]) -> None:
    room = site.room(study=study, questions=asked)
    await begin(page, site, room)


async def side_of(page: Page, selector: str) -> str:
    """The half of the log that a bubble leans to."""
    side: str = await page.locator(selector).first.evaluate(
        """made => {
            const box = made.getBoundingClientRect();
            const log = document.getElementById("log").getBoundingClientRect();
            return box.left - log.left < log.right - box.right ? "left" : "right";
        }"""
    )
    return side


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
async def test_arabic_conversation_runs_from_right_to_left(
    site: Site, new_page: NewPage, size: dict[str, int]
) -> None:
    page = await new_page(viewport=size)
    await opened(site, page, ARABIC, ASKED)
    await say(page, ANSWER)
    said = page.locator(".turn.respondent .said")
    await expect(said).to_have_text(ANSWER)
    assert await page.locator("html").get_attribute("dir") == "rtl"
    assert await said.evaluate("made => getComputedStyle(made).direction") == "rtl"
    assert await side_of(page, ".turn.respondent .said") == "left"
    assert await side_of(page, ".turn.interviewer .said") == "right"
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_english_words_on_an_arabic_page_say_that_they_are_english(
    site: Site, new_page: NewPage
) -> None:
    page = await new_page()
    await opened(site, page, ARABIC, ASKED)
    assert await page.locator("html").get_attribute("lang") == "ar"
    assert await page.locator("body").get_attribute("lang") == "en"
    assert await page.locator("#log").get_attribute("lang") == "ar"
    await expect(page.locator("#skip")).to_contain_text("Skip question")


async def test_english_name_in_hebrew_leaves_the_page_as_it_was(site: Site, new_page: NewPage) -> None:
    page = await new_page()
    hebrew = STUDY | {"language": "he", "title": "החודש הראשון שלך"}
    await opened(site, page, hebrew, ["מה קיווית להשיג?", "מה קרה אז?"])
    await say(page, "Northwind Analytics")
    said = page.locator(".turn.respondent .said")
    assert await said.evaluate("made => getComputedStyle(made).direction") == "ltr"
    assert await page.locator("html").get_attribute("dir") == "rtl"


async def test_japanese_page_speaks_japanese_from_left_to_right(site: Site, new_page: NewPage) -> None:
    page = await new_page()
    japanese = STUDY | {"language": "ja", "title": "Northwindを使い始めて"}
    await opened(site, page, japanese, ["何を実現したいと考えていましたか？", "その後、どうなりましたか？"])
    await say(page, "月次レポートを一日で作りたいと考えていました。")
    assert await page.locator("html").get_attribute("dir") == "ltr"
    assert await page.locator("body").get_attribute("lang") == "ja"
    await expect(page.locator("#human")).to_contain_text("人と話す")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
