"""What every respondent's page owes everyone: readable, narrow, inert, small."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.async_api import Page, expect

from tests.frontend.acts import asked, kept, say
from tests.frontend.conftest import NewPage
from tests.frontend.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "[a](javascript:alert(1)) **b** &lt;i&gt;",
    "\u202eright to left\u202c {{7*7}} ${alert(1)}",
]


async def violations(page: Page) -> list[str]:
    """axe-core's findings on the page as it stands."""
    await page.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
    found = await page.evaluate("axe.run()")
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found["violations"] for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_in_any_state(site: Site, new_page: NewPage, scheme: str) -> None:
    room = site.room()
    page = await new_page(color_scheme=scheme)
    found = {}
    await page.goto(f"{site.home}/s/first-month")
    found["start"] = await violations(page)
    await page.goto(f"{site.home}/i/unknown")
    found["missing"] = await violations(page)
    await page.goto(f"{site.home}/i/{room.token}")
    found["intro"] = await violations(page)
    await page.click("#begin")
    await expect(page.locator("#view-consent")).to_be_visible()
    found["consent"] = await violations(page)
    await page.click("#agree")
    await asked(page, 1)
    await say(page, "An answer")
    await asked(page, 2)
    await page.fill("#answer", "x" * 3_900)
    await page.click("#human")
    await page.click("#human-yes")
    await expect(page.locator("#aside")).to_be_visible()
    room.refuse_next = {"code": "busy", "message": "Busy.", "retry_after": 1}
    await page.press("#answer", "Enter")
    await expect(page.locator("#problem")).not_to_be_empty()
    await page.click("#stop")
    found["talk"] = await violations(page)
    await page.click("#stop-yes")
    await page.click(".scores label:nth-child(4)")
    found["closed"] = await violations(page)
    assert not any(found.values()), found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
async def test_axe_finds_nothing_in_the_dashboard_pieces(
    site: Site, new_page: NewPage, scheme: str, width: int
) -> None:
    page = await new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    await page.goto(f"{site.home}/dashboard/auto?mark=2:0-8#turn-2")
    await expect(page.locator("mark.quoted")).to_have_text("Import 😀")
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.click("text=Delete")
    await expect(page.locator("dialog")).to_be_visible()
    assert await violations(page) == []


async def test_nothing_scrolls_sideways_at_320_pixels(site: Site, new_page: NewPage) -> None:
    room = site.room()
    page = await new_page(viewport={"width": 320, "height": 560})

    async def sideways() -> int:
        parts = "[...document.querySelectorAll('html, main, .dock, .log')]"
        return await page.evaluate(f"Math.max(...{parts}.map((each) => each.scrollWidth - each.clientWidth))")

    for path in ("/s/first-month", "/i/unknown", f"/i/{room.token}"):
        await page.goto(site.home + path)
        assert await sideways() <= 0, path
    await page.click("#begin")
    await page.click("#agree")
    await asked(page, 1)
    await say(page, "Donaudampfschifffahrtsgesellschaftskapitän" * 5)
    await asked(page, 2)
    assert await sideways() <= 0
    for target in await page.locator("button:visible").all():
        box = await target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24
    await page.click("#stop")
    assert await sideways() <= 0


async def test_hostile_strings_are_only_text(site: Site, new_page: NewPage) -> None:
    study = {
        "title": HOSTILE[0],
        "sponsor": HOSTILE[1],
        "language": "en",
        "disclosure": HOSTILE[2],
        "minutes": 8,
    }
    room = site.room(study=study, questions=HOSTILE)
    page = await new_page()
    await page.goto(f"{site.home}/i/{room.token}")
    await expect(page.locator("#view-start h1")).to_have_text(HOSTILE[0])
    await page.click("#begin")
    await page.click("#agree")
    for count, text in enumerate(HOSTILE, start=1):
        await asked(page, count)
        await say(page, text)
    await expect(page.locator("#view-closed")).to_be_visible()
    await kept(page, *HOSTILE)
    await page.reload()
    await kept(page, *HOSTILE)
    assert await page.locator("#log img, #log script, #log a, #log b").count() == 0


async def test_every_language_has_every_word(site: Site) -> None:
    def names(words: dict[str, Any], prefix: str = "") -> set[str]:
        nested = (
            names(v, f"{prefix}{k}.") if isinstance(v, dict) else {prefix + k} for k, v in words.items()
        )
        return set().union(*nested)

    def places(words: object) -> list[str]:
        return sorted(
            part.split("}")[0] for part in str(words).split("{") if part[:1].isalpha() and "}" in part
        )

    english = site.strings["en"]
    assert set(site.strings) == {"en", "de", "fr", "es", "pt", "nl", "it", "ja"}
    for language, words in site.strings.items():
        assert names(words) == names(english), language
        for section, texts in words.items():
            if isinstance(texts, dict):
                for name, text in texts.items():
                    assert places(text) == places(english[section][name]), f"{language} {section}.{name}"


async def test_bundles_stay_small(site: Site) -> None:
    size = {name: made["gzip"] for name, made in site.manifest.items()}
    assert size["chat.js"] + size["chat.css"] <= 30_000
    assert size["embed.js"] <= 5_000
