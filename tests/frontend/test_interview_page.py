"""The hosted page in a real browser: consent, keyboard, drafts, errors, the last screen."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.frontend.acts import asked, begin, kept, say
from tests.frontend.conftest import NewPage
from tests.frontend.room import QUESTIONS
from tests.frontend.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_opening_a_link_touches_nothing_until_start_is_pressed(site: Site, new_page: NewPage) -> None:
    room = site.room()
    page = await new_page()
    await page.goto(f"{site.home}/i/{room.token}", wait_until="networkidle")
    await expect(page.locator("#view-start")).to_contain_text("You will be talking to an AI")
    assert room.heard == []


async def test_nothing_is_asked_before_consent(site: Site, new_page: NewPage) -> None:
    room = site.room()
    page = await new_page()
    await page.goto(f"{site.home}/i/{room.token}")
    await page.click("#begin")
    await expect(page.locator("#consent-text p")).to_have_text(
        ["Your answers are read by the team at Northwind.", "You can stop at any time."]
    )
    await expect(page.locator("#dock")).to_be_hidden()
    assert [frame["type"] for frame in room.heard] == ["resume"]
    await page.click("#agree")
    await asked(page, 1)
    consent = room.heard[1]
    assert (consent["type"], consent["version"]) == ("consent", "2026-11")


async def test_a_whole_interview_by_keyboard_alone(site: Site, new_page: NewPage) -> None:
    page = await new_page()
    await page.goto(f"{site.home}/s/first-month")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#view-consent h1")).to_be_focused()
    room = site.rooms[page.url.rsplit("/", 1)[1]]
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#answer")).to_be_focused()
    await asked(page, 1)
    await page.keyboard.type("First line")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("second line")
    await page.keyboard.press("Enter")
    await asked(page, 2)
    await kept(page, "First line\nsecond line")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(page.locator("#skip")).to_be_focused()
    await page.keyboard.press("Enter")
    await asked(page, 3)
    await expect(page.locator("#answer")).to_be_focused()
    for _ in range(4):
        await page.keyboard.press("Tab")
    await expect(page.locator("#stop")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#stop-yes")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#stop")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(page.locator("#view-closed h1")).to_be_focused()
    await expect(page.locator("#closed-text")).to_contain_text("You ended the conversation")
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Tab")
    await page.keyboard.type("It listened")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#rated")).not_to_be_empty()
    rating = await room.next("rate")
    assert (rating["score"], rating["reason"]) == (3, "It listened")
    assert [frame["type"] for frame in room.heard if frame["type"] in ("skip", "stop")] == ["skip", "stop"]


async def test_a_draft_outlives_a_reload(site: Site, new_page: NewPage) -> None:
    room = site.room()
    page = await new_page()
    await begin(page, site, room)
    await page.fill("#answer", "Half a thought")
    await page.reload()
    await asked(page, 1)
    await expect(page.locator("#answer")).to_have_value("Half a thought")


async def test_a_refused_answer_comes_back_to_the_box(site: Site, new_page: NewPage) -> None:
    room = site.room(consent_given=True)
    page = await new_page()
    await begin(page, site, room)
    room.refuse_next = {"code": "too_long", "message": "Too long."}
    await say(page, "Rather long")
    await expect(page.locator("#answer")).to_have_value("Rather long")
    await expect(page.locator("#problem")).to_contain_text("longer than 4,000 characters")
    await kept(page)


async def test_a_busy_server_gets_the_answer_again_by_itself(site: Site, new_page: NewPage) -> None:
    room = site.room(consent_given=True)
    page = await new_page()
    await begin(page, site, room)
    room.refuse_next = {"code": "busy", "message": "Busy.", "retry_after": 1}
    await say(page, "Patience")
    await expect(page.locator("#problem")).to_contain_text("sent in 1 seconds")
    await asked(page, 2)
    await kept(page, "Patience")
    assert room.said == ["Patience"]


async def test_text_over_the_limit_is_counted_and_never_cut(site: Site, new_page: NewPage) -> None:
    room = site.room(consent_given=True)
    page = await new_page()
    await begin(page, site, room)
    await page.fill("#answer", "😀" * 4_003)
    await expect(page.locator("#counter")).to_have_text("3 characters too long")
    await page.press("#answer", "Enter")
    await expect(page.locator("#answer")).to_have_value("😀" * 4_003)
    assert room.said == []


async def test_new_words_are_read_out_once(site: Site, new_page: NewPage) -> None:
    room = site.room(consent_given=True)
    page = await new_page()
    await page.add_init_script("""
        window.readOut = [];
        addEventListener('DOMContentLoaded', () => new MutationObserver((changes) => {
          for (const change of changes) for (const node of change.addedNodes) readOut.push(node.textContent);
        }).observe(document.getElementById('announcer'), { childList: true }));
    """)
    await begin(page, site, room)
    await say(page, "An answer")
    await asked(page, 2)
    spoken = " ".join(await page.evaluate("readOut"))
    assert spoken == " ".join(QUESTIONS[:2])


async def test_the_stored_turn_replaces_its_preview(site: Site, new_page: NewPage) -> None:
    room = site.room(consent_given=True, stray_sentence="This sentence was dropped.")
    page = await new_page()
    await begin(page, site, room)
    await expect(page.locator(".turn .said")).to_have_text(QUESTIONS[0])


async def test_a_study_link_leads_back_to_the_conversation_begun_there(site: Site, new_page: NewPage) -> None:
    page = await new_page()
    await page.goto(f"{site.home}/s/first-month")
    await page.click("#afresh")
    await page.click("#agree")
    await asked(page, 1)
    begun = page.url
    await page.goto(f"{site.home}/s/first-month")
    await page.click("#resume")
    await asked(page, 1)
    assert page.url == begun


async def test_without_script_the_start_form_works_and_the_chat_says_what_it_needs(
    site: Site, new_page: NewPage
) -> None:
    page = await new_page(java_script_enabled=False)
    await page.goto(f"{site.home}/s/first-month")
    await page.click("#afresh")
    assert "The conversation needs JavaScript" in await page.locator("noscript").inner_html()
    await expect(page.locator("#begin")).to_be_hidden()


async def test_a_person_can_be_asked_for(site: Site, new_page: NewPage) -> None:
    room = site.room(consent_given=True)
    page = await new_page()
    await begin(page, site, room)
    await page.click("#human")
    await page.click("#human-yes")
    await expect(page.locator("#aside")).to_contain_text("A person from Northwind has been asked to join.")
    await expect(page.locator("#aside")).to_contain_text("Usually within 15 minutes.")
    await expect(page.locator("#skip")).to_be_hidden()
    assert room.told_person


async def test_who_took_over_is_named_until_they_give_back(site: Site, new_page: NewPage) -> None:
    room = site.room(consent_given=True)
    page = await new_page()
    await begin(page, site, room)
    await room.stand("with_human", person="Ruth Okonjo")
    await room.tell({"type": "typing", "by": "person"})
    await expect(page.locator(".dots")).to_contain_text("Ruth Okonjo is writing")
    turn = room.add("csm", "Hello, Ruth here.") | {"name": "Ruth Okonjo"}
    await room.tell({"type": "turn", "turn": turn, "progress": 0.2})
    await expect(page.locator(".turn.csm .who")).to_have_text("Ruth Okonjo, Northwind")
    await expect(page.locator("#with")).to_have_text("Ruth Okonjo, Northwind")
    back = room.add("csm", "") | {"name": "Ruth Okonjo", "action": "give_back"}
    await room.tell({"type": "turn", "turn": back, "progress": 0.2})
    await room.stand("open")
    await expect(page.locator(".turn.csm .said.empty")).to_have_text("You are back with the AI interviewer")
    await expect(page.locator("#aside")).to_be_hidden()
    await expect(page.locator("#with")).to_have_text("AI interviewer for Northwind")
    await expect(page.locator("#skip")).to_be_visible()


async def test_a_kind_word_and_a_pause_are_shown_until_the_next_answer(site: Site, new_page: NewPage) -> None:
    room = site.room(consent_given=True)
    page = await new_page()
    await begin(page, site, room)
    await room.tell({"type": "nudge", "text": "Take your time."})
    await expect(page.locator("#aside")).to_have_text("Take your time.")
    await room.stand("paused")
    await expect(page.locator("#aside")).to_contain_text("Welcome back.")
    await room.stand("open")
    await say(page, "An answer")
    await asked(page, 2)
    await expect(page.locator("#aside")).to_be_hidden()


async def test_where_each_person_is_asked_once_the_page_only_leads_back(
    site: Site, new_page: NewPage
) -> None:
    page = await new_page()
    for slug in ("first-month", "again-and-again"):
        await page.goto(f"{site.home}/s/{slug}")
        await page.evaluate("slug => localStorage.setItem('earshot:last:' + slug, 'tok')", slug)
        await page.reload()
        await expect(page.locator("#resume")).to_be_visible()
        await expect(page.locator("#afresh")).to_be_visible(visible=slug == "again-and-again")
    await page.evaluate("localStorage.clear(), localStorage.setItem('earshot:answered:first-month', 'tok')")
    await page.goto(f"{site.home}/s/first-month")
    await page.click("#afresh")
    assert site.started[-1]["known"] == "tok"


async def test_a_closed_interview_shows_its_transcript_and_thanks(site: Site, new_page: NewPage) -> None:
    room = site.room(consent_given=True, questions=QUESTIONS[:1])
    page = await new_page()
    await begin(page, site, room)
    await say(page, "All there is to say")
    await expect(page.locator("#closed-text")).to_contain_text("That was everything")
    await page.reload()
    await expect(page.locator("#view-closed")).to_be_visible()
    await kept(page, "All there is to say")


async def test_an_unknown_link_says_so(site: Site, new_page: NewPage) -> None:
    page = await new_page()
    response = await page.goto(f"{site.home}/i/unknown")
    assert response is not None
    assert response.status == 404
    await expect(page.locator("h1")).to_have_text("This link does not lead anywhere")


async def test_a_link_that_ends_while_open_says_so(site: Site, new_page: NewPage) -> None:
    room = site.room(consent_given=True)
    page = await new_page()
    await begin(page, site, room)
    del site.rooms[room.token]
    await room.drop_all()
    await expect(page.locator("#view-gone h1")).to_be_visible()
