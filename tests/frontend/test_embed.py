"""The snippet on other people's pages: strict policy, keyboard, checked origins."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.frontend.conftest import NewPage
from tests.frontend.site import CUSTOMER, HOSTILE, Site

pytestmark = pytest.mark.asyncio(loop_scope="session")
IDENTITY = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl"


def page_with(site: Site, host: str, attributes: str = "", *, before: str = "", body: str = "") -> str:
    """A customer's page whose policy allows our origin and nothing else, with one script of its own."""
    policy = f"default-src 'none'; script-src {site.home} 'nonce-own'; frame-src {site.home}"
    own = f"<script nonce=own>{before}</script>" if before else ""
    tag = f"<script async src='{site.home}/embed.js' data-study=first-month {attributes}></script>"
    html = f"<!doctype html><html lang=en><title>Shop</title><h1>Shop</h1>{body}{own}{tag}"
    return site.origin(host) + site.add_page(html, policy)


def complaints(page: Page) -> list[str]:
    """Collects what the browser says against the page: a refused style or script shows here."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    return said


async def test_the_bubble_opens_an_interview_and_escape_gives_the_focus_back(
    site: Site, new_page: NewPage
) -> None:
    queue = "(window.Earshot ||= []).push(['on', 'started', () => (window.begun = true)])"
    page = await new_page(viewport={"width": 1280, "height": 800})
    said = complaints(page)
    await page.goto(page_with(site, CUSTOMER, f"data-identity={IDENTITY} data-theme=dark", before=queue))
    launcher = page.get_by_role("button", name="Share your experience")
    await launcher.focus()
    await page.keyboard.press("Enter")
    await expect(launcher).to_have_attribute("aria-expanded", "true")
    chat = page.frame_locator("iframe")
    await expect(chat.locator("#identity")).to_have_value(IDENTITY)
    await expect(chat.locator("html")).to_have_attribute("data-theme", "dark")
    await chat.locator("#afresh").click()
    await chat.locator("#agree").click()
    await expect(chat.locator(".turn.interviewer[data-state=kept]")).to_have_count(1)
    await page.wait_for_function("window.begun")
    await chat.locator("#answer").press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(launcher).to_be_focused()
    assert site.started[-1]["identity"] == IDENTITY
    assert said == []


async def test_inline_mode_grows_with_its_content_within_bounds(site: Site, new_page: NewPage) -> None:
    page = await new_page(viewport={"width": 1280, "height": 800})
    said = complaints(page)
    target = "<div id=here></div>"
    await page.goto(page_with(site, CUSTOMER, "data-mode=inline data-target=#here", body=target))
    frame = page.locator("#here iframe")
    await expect(frame).to_have_attribute("style", re.compile("height: [0-9]+px"))
    box = await frame.bounding_box()
    assert box is not None
    assert 420 <= box["height"] <= 760
    inner = frame.content_frame.locator("html")
    await expect(frame.content_frame.locator("#afresh")).to_be_in_viewport()
    assert await inner.evaluate("html => html.scrollHeight <= innerHeight")
    assert said == []


async def test_a_page_drives_the_widget(site: Site, new_page: NewPage) -> None:
    page = await new_page(viewport={"width": 1280, "height": 800})
    await page.goto(page_with(site, CUSTOMER))
    await page.wait_for_function("typeof window.Earshot?.open === 'function'")
    await page.evaluate(
        "window.events = []; for (const n of ['open', 'close']) Earshot.on(n, () => events.push(n)); null"
    )
    await page.evaluate("Earshot.open()")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.evaluate("Earshot.setLocale('de')")
    await expect(page.frame_locator("iframe").locator("#afresh")).to_have_text("Beginnen")
    await page.evaluate("Earshot.close()")
    await expect(page.get_by_role("button", name="Ihre Erfahrung teilen")).to_be_focused()
    assert await page.evaluate("events") == ["open", "close"]
    await page.evaluate("Earshot.destroy()")
    assert await page.locator("iframe, .launcher").count() == 0
    assert await page.evaluate("window.Earshot") is None


async def test_a_page_that_was_not_allowed_gets_no_frame(site: Site, new_page: NewPage) -> None:
    page = await new_page(viewport={"width": 1280, "height": 800})
    await page.goto(page_with(site, HOSTILE))
    await page.locator(".launcher").click()
    await expect(page.frame_locator("iframe").locator("#afresh")).to_have_count(0)


async def test_a_frame_neither_hears_nor_answers_a_page_it_does_not_know(
    site: Site, new_page: NewPage
) -> None:
    """Even where the browser lets a stranger frame us."""
    listen = "window.heard = []; addEventListener('message', (event) => heard.push(event.data))"
    body = f"<iframe src='{site.home}/s/any-framer'></iframe>"
    page = await new_page(viewport={"width": 1280, "height": 800})
    await page.goto(page_with(site, HOSTILE, "data-study=unused", before=listen, body=body))
    chat = page.frame_locator("iframe").first
    await expect(chat.locator("html.framed")).to_have_count(1)
    await page.evaluate("""() => {
        const frame = document.querySelector('iframe').contentWindow;
        const looks = { mode: 'inline', theme: 'dark', color: '', identity: 'stolen' };
        frame.postMessage({ earshot: 1, type: 'hello', ...looks }, '*');
    }""")
    # Messages of one window arrive in order: once the frame has had its own turn, it has seen ours.
    await chat.locator("html").evaluate("() => new Promise((done) => setTimeout(done, 50))")
    await expect(chat.locator("#identity")).to_have_value("")
    assert await chat.locator("html").get_attribute("data-mode") is None
    assert await page.evaluate("heard") == []


async def test_messages_from_elsewhere_or_outside_the_list_are_ignored(site: Site, new_page: NewPage) -> None:
    """Forged and malformed ones in both directions; the one well-formed message at the end arrives."""
    page = await new_page(viewport={"width": 1280, "height": 800})
    await page.goto(page_with(site, CUSTOMER))
    await page.locator(".launcher").click()
    chat = page.frame_locator("iframe")
    await expect(chat.locator("html.framed[data-mode=bubble]")).to_have_count(1)
    await page.evaluate("""() => {
        postMessage({ earshot: 1, type: 'escape' }, '*');
        const frame = document.querySelector('div').shadowRoot.querySelector('iframe').contentWindow;
        for (const data of [null, 'x', { type: 'identify', identity: 'a' }, { earshot: 1, type: '__proto__' },
          { earshot: 1, type: 'identify', identity: '<b>' }, { earshot: 1, type: 'identify', identity: 7 },
          JSON.parse('{"earshot":1,"type":"identify","__proto__":{"identity":"a"}}')])
          frame.postMessage(data, '*');
        frame.postMessage({ earshot: 1, type: 'identify', identity: 'last.one.wins' }, '*');
    }""")
    await expect(chat.locator("#identity")).to_have_value("last.one.wins")
    await expect(page.get_by_role("dialog")).to_be_visible()
