"""Nothing lost, nothing doubled: cut sockets, lost acks, reloads and second tabs."""

from __future__ import annotations

import pytest
from playwright.async_api import WebSocketRoute, expect

from tests.frontend.acts import asked, begin, kept, say
from tests.frontend.conftest import NewPage
from tests.frontend.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_answer_whose_ack_was_lost_is_stored_and_shown_once(site: Site, new_page: NewPage) -> None:
    room = site.room(consent_given=True)
    page = await new_page()
    await begin(page, site, room)
    room.drop_before_ack = 2
    await say(page, "Only once")
    await asked(page, 2)
    await kept(page, "Only once")
    assert room.said == ["Only once"]
    sent = [frame["id"] for frame in room.heard if frame["type"] == "say"]
    assert len(sent) >= 2
    assert len(set(sent)) == 1


async def test_an_answer_given_while_cut_off_arrives_later(site: Site, new_page: NewPage) -> None:
    room = site.room(consent_given=True)
    page = await new_page()
    cuts: list[WebSocketRoute] = []

    def through(socket: WebSocketRoute) -> None:
        cuts.append(socket)
        socket.connect_to_server()

    await page.route_web_socket("**/ws", through)
    await begin(page, site, room)
    await page.context.set_offline(True)
    await cuts[-1].close(code=1011)
    await say(page, "Said in a tunnel")
    await expect(page.locator("#line")).to_contain_text("You are offline")
    await expect(page.locator(".turn.respondent")).to_have_attribute("data-state", "sending")
    await page.context.set_offline(False)
    await asked(page, 2)
    await kept(page, "Said in a tunnel")
    assert room.said == ["Said in a tunnel"]


async def test_an_unsent_answer_outlives_a_reload(site: Site, new_page: NewPage) -> None:
    room = site.room(consent_given=True)
    page = await new_page()
    await begin(page, site, room)
    room.refuse_next = {"code": "busy", "message": "Busy.", "retry_after": 60}
    await say(page, "Kept by the tab")
    await expect(page.locator("#problem")).not_to_be_empty()
    await page.reload()
    await asked(page, 2)
    await kept(page, "Kept by the tab")
    assert room.said == ["Kept by the tab"]


async def test_resume_asks_only_for_what_is_missing(site: Site, new_page: NewPage) -> None:
    room = site.room(consent_given=True)
    page = await new_page()
    await begin(page, site, room)
    await say(page, "One")
    await asked(page, 2)
    await room.drop_all()
    await say(page, "Two")
    await asked(page, 3)
    await kept(page, "One", "Two")
    assert [frame["after"] for frame in room.heard if frame["type"] == "resume"] == [0, 3]


async def test_two_tabs_see_the_same_turns(site: Site, new_page: NewPage) -> None:
    room = site.room(consent_given=True)
    first = await new_page()
    await begin(first, site, room)
    second = await new_page(shared=True)
    await second.goto(f"{site.home}/i/{room.token}")
    await asked(second, 1)
    await say(first, "Same words")
    await asked(second, 2)
    await say(second, "Same words")
    for page in (first, second):
        await asked(page, 3)
        await kept(page, "Same words", "Same words")
    assert room.said == ["Same words", "Same words"]
