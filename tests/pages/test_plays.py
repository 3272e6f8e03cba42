"""Plays in the dashboard: the library, writing one, a run read at any moment, and what is ready to send."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app import ids
from app.database import Database
from app.kit import Kit
from app.queries import play_lists, tasks
from app.queries.base import insert
from app.services.policy_book import book
from app.services.run_play import run_play
from app.services.start_run import start_run
from app.success.plays.play import shipped
from app.tables import Account, Contact, PlayRun, Task
from tests.pages.browser import Browser, Page
from tests.pages.world import World


@pytest.fixture
async def account(database: Database, world: World) -> Account:
    row = Account(
        id=ids.new("acc"), workspace_id=world.workspace.id, name="Corvid Lane", segment="enterprise",
        tier="enterprise", csm="Jo Marsh",
    )  # fmt: skip
    person = Contact(
        id=ids.new("con"), workspace_id=row.workspace_id, account_id=row.id, name="Ines Vogt",
        email="ines@corvid.example", role="champion",
    )  # fmt: skip
    async with database.workspace(world.workspace.id) as db:
        await insert(db, row)
        await insert(db, person)
    return row


async def begun(kit: Kit, account: Account, play: str) -> PlayRun:
    now = datetime.now(UTC)
    async with kit.database.workspace(account.workspace_id) as db:
        run = await start_run(db, None, play, account.id, None, await book(db), now, "test")
    assert run is not None
    await run_play(kit, run.id, now + timedelta(seconds=1))
    return run


async def one_task(database: Database, account: Account) -> Task:
    async with database.workspace(account.workspace_id) as db:
        found = await tasks.tasks(db, limit=10, account_id=account.id)
    (task,) = found.items
    return task


async def test_the_library_shows_every_play_by_its_moment(admin: Browser) -> None:
    page = Page((await admin.get("/plays")).text)
    assert all(
        title in page.text for title in ("Onboarding", "Adoption", "Expansion", "Renewal", "Churn risk")
    )
    assert "Win back falling usage" in page.text
    assert "begun by usage drop" in page.text


@pytest.mark.parametrize("name", sorted(shipped()))
async def test_each_play_has_a_page_with_its_steps_and_its_outcome(admin: Browser, name: str) -> None:
    answer = await admin.get(f"/plays/{name}")
    assert answer.status_code == 200
    assert "Did it work?" in answer.text


async def test_a_play_is_tried_on_the_past(admin: Browser) -> None:
    page = Page((await admin.get("/plays/adoption-recovery?days=30")).text)
    assert "It would not have begun in the last 30 days." in page.text
    assert (await admin.get("/plays/adoption-recovery?days=9999")).status_code == 422


async def test_a_run_can_be_read_held_and_stopped(admin: Browser, kit: Kit, account: Account) -> None:
    run = await begun(kit, account, "recovery-call")
    path = f"/plays/runs/{run.id}"
    assert "Waits for the task to be done" in Page((await admin.get(path)).text).text
    await admin.post(f"{path}/pause")
    assert "Paused." in Page((await admin.get(path)).text).text
    await admin.post(f"{path}/resume")
    await admin.post(f"{path}/stop", why="They called us first.")
    assert "They called us first." in Page((await admin.get(path)).text).text


async def test_the_accounts_page_says_what_is_being_done(admin: Browser, kit: Kit, account: Account) -> None:
    await begun(kit, account, "recovery-call")
    page = Page((await admin.get(f"/accounts/{account.id}")).text)
    assert "Recover from a bad experience" in page.text


async def test_a_tasks_page_has_what_to_do_and_what_is_ready(
    admin: Browser, kit: Kit, database: Database, account: Account
) -> None:
    await begun(kit, account, "ask-why")
    task = await one_task(database, account)
    page = await admin.get(f"/tasks/{task.id}")
    assert "The interview is ready" in page.text
    assert f"{kit.settings.base_url}{task.context['prepared']['link']}" in page.text
    assert (await admin.post(f"/tasks/{task.id}/send")).status_code == 303
    assert "on its way" in (await admin.get(f"/tasks/{task.id}")).text
    assert "Call Ines Vogt" in (await admin.get("/tasks")).text


async def test_a_meeting_comes_with_dates_and_a_calendar_file(
    admin: Browser, kit: Kit, database: Database, account: Account
) -> None:
    await begun(kit, account, "kickoff")
    task = await one_task(database, account)
    assert "Calendar file" in (await admin.get(f"/tasks/{task.id}")).text
    answer = await admin.get(f"/tasks/{task.id}/meeting/1.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "SUMMARY:Kickoff with Corvid Lane" in answer.text
    assert (await admin.get(f"/tasks/{task.id}/meeting/9.ics")).status_code == 404


async def test_a_task_is_closed_with_a_code_of_its_own(
    admin: Browser, kit: Kit, database: Database, account: Account
) -> None:
    await begun(kit, account, "recovery-call")
    task = await one_task(database, account)
    refused = await admin.post(f"/tasks/{task.id}/done", code="answered")
    assert refused.status_code == 422
    assert "Choose from: done" in refused.text
    assert (await admin.post(f"/tasks/{task.id}/done", code="done")).status_code == 303


async def test_a_text_that_only_reminds_is_refused_beside_the_text(admin: Browser) -> None:
    text = shipped()["recovery-call"].replace("checklist = [", "# checklist = [", 1)
    answer = await admin.post("/plays/recovery-call/edit", text=text, do="save")
    assert answer.status_code == 422
    assert "is a bare reminder" in answer.text


async def test_a_draft_goes_live_and_back(admin: Browser, database: Database, world: World) -> None:
    text = shipped()["swat"].replace("Respond to a severe support case", "Answer a severe case", 1)
    await admin.post("/plays/swat/edit", text=text, note="Shorter", do="save")
    assert "has a draft" in (await admin.get("/plays/swat")).text
    await admin.post("/plays/swat/live")
    assert "Answer a severe case" in (await admin.get("/plays/swat")).text
    await admin.post("/plays/swat/roll-back", number="shipped")
    assert "Respond to a severe support case" in (await admin.get("/plays/swat")).text
    await admin.post("/plays/swat/switch", on="no")
    async with database.workspace(world.workspace.id) as db:
        assert "swat" not in (await book(db)).plays


async def test_a_play_that_is_off_begins_nowhere(
    admin: Browser, database: Database, account: Account
) -> None:
    await admin.post("/plays/swat/switch", on="no")
    refused = await admin.post("/plays/swat/begin", account=account.id)
    assert refused.status_code == 422
    await admin.post("/plays/swat/switch", on="yes")
    assert (await admin.post("/plays/swat/begin", account=account.id)).status_code == 303
    async with database.workspace(account.workspace_id) as db:
        assert len((await play_lists.runs(db, limit=5, account_id=account.id)).items) == 1
