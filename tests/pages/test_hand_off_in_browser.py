"""A respondent and a CSM in two real browsers: asked for, there, given back."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, expect

from app.database import Database
from app.kit import Kit
from app.services.create_interview import create_interview
from app.tables.base import now
from tests.pages.test_in_browser import Watched, barriers, chromium, signed_in
from tests.pages.world import World

__all__ = ["chromium"]  # pytest finds fixtures by name

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 860}


@pytest.fixture
async def home(app: FastAPI, kit: Kit) -> AsyncIterator[str]:
    """The application behind a real server, with news between processes; its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, ws="websockets-sansio", lifespan="off", log_level="error")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listening]))
    hearing = asyncio.create_task(kit.hub.listen(kit.database.conninfo))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    hearing.cancel()
    server.should_exit = True
    await serving


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
async def test_a_person_joins_answers_and_gives_back(
    chromium: Browser, database: Database, home: str, world: World, color_scheme: str
) -> None:
    async with database.workspace(world.workspace.id) as db:
        interview = await create_interview(db, world.study, now(), contact_id=world.interview.contact_id)
    phone = Watched(
        await chromium.new_context(viewport=PHONE, color_scheme=color_scheme, has_touch=True),  # type: ignore[arg-type]
        home,
    )
    mara = await phone.context.new_page()
    await mara.goto(f"{home}/i/{interview.token}")
    await mara.get_by_role("button", name="Start").click()
    await mara.get_by_role("button", name="I agree").click()
    await expect(mara.locator(".turn.interviewer")).to_have_count(1)
    await mara.get_by_role("button", name="Talk to a person").click()
    await mara.get_by_role("button", name="Yes, a person please").click()
    await expect(mara.locator("#aside")).to_contain_text("has been asked to join.Usually within 15 minutes.")
    await expect(mara.get_by_role("button", name="Skip question")).to_be_hidden()

    desk = await signed_in(chromium, database, home, world.user, color_scheme=color_scheme)
    csm = await desk.context.new_page()
    await csm.set_viewport_size(DESK)  # type: ignore[arg-type]
    await csm.goto(f"{home}/tasks")
    await csm.get_by_role("link", name="Mara (Bramble) asks for a person").click()
    await expect(csm.get_by_text("waiting for a person")).to_be_visible()
    await mara.get_by_label("Your answer").fill("It is about the invoices of May.")
    await expect(csm.get_by_text("Mara is writing…")).to_be_visible()
    await mara.get_by_role("button", name="Send").click()
    await expect(csm.get_by_text("It is about the invoices of May.")).to_be_visible()

    box = csm.get_by_label("Write to Mara")
    await box.fill("Hello Mara, which invoice is wrong?")
    await expect(mara.get_by_text("is writing")).to_be_attached()
    await box.press("Enter")
    await expect(mara.get_by_text("Hello Mara, which invoice is wrong?").last).to_be_visible()
    await expect(
        mara.get_by_text(f"{world.user.name} from {world.workspace.sponsor} is here.")
    ).to_be_visible()
    await expect(box).to_have_value("")
    await expect(csm.get_by_text("you are in the chat")).to_be_visible()
    assert await barriers(mara) == []
    # in a page of its own: what the checker does to elements would be seen when they are drawn anew
    second = await desk.context.new_page()
    await second.goto(csm.url)
    assert await barriers(second) == []
    await second.close()

    await csm.get_by_role("button", name="Give back to the interviewer").click()
    await csm.get_by_role("dialog").get_by_role("button", name="Give back").click()
    await expect(mara.get_by_text("You are back with the AI interviewer").last).to_be_visible()
    await expect(mara.locator(".turn.interviewer")).to_have_count(3)
    await expect(mara.get_by_role("button", name="Skip question")).to_be_visible()
    await expect(csm.get_by_text("The interviewer has the conversation again")).to_be_visible()
    await csm.get_by_label("Outcome").select_option("answered")
    await csm.get_by_role("button", name="Done").click()
    await expect(csm.get_by_text("The task is done.")).to_be_visible()
    assert (phone.troubles, desk.troubles) == ([], [])
