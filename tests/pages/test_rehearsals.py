"""A guide rehearsed from its page: asked for, run, read; and no other page knows of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from app.database import Database
from app.kit import Kit
from app.queries import rehearsals
from app.services.plan_rehearsal import MOST_WAITING
from app.services.run_rehearsals import run_rehearsals
from app.tables import Rehearsal
from tests.pages.browser import Browser, Page
from tests.pages.world import World


@pytest.fixture
async def database(fresh_conninfo: str) -> AsyncIterator[Database]:
    """A database of the test's own: what waits is run for all workspaces."""
    opened = Database(fresh_conninfo, connections=8)
    await opened.open()
    yield opened
    await opened.close()


async def begin(admin: Browser, world: World, respondents: str = "20") -> str:
    """The address of a new rehearsal of the world's guide."""
    answer = await admin.post(world.path("/guides/{guide_id}/rehearsals"), respondents=respondents)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def kept(database: Database, world: World, address: str) -> Rehearsal:
    async with database.workspace(world.workspace.id) as db:
        row = await rehearsals.rehearsal(db, address.rsplit("/", 1)[-1])
    assert row is not None
    return row


async def test_a_rehearsal_is_begun_waits_runs_and_is_read(
    admin: Browser, kit: Kit, database: Database, world: World
) -> None:
    address = await begin(admin, world)
    waiting = await admin.get(address)
    assert "Waiting for its turn" in waiting.text
    assert f'hx-get="{address}"' in waiting.text
    await run_rehearsals(kit)
    row = await kept(database, world, address)
    assert (row.status, row.done, row.error) == ("done", 20, None)
    page = Page((await admin.get(address)).text)
    assert "hx-get" not in {name for _, attributes in page.elements for name in attributes}
    assert "Targets reached" in page.text
    assert "vague answers followed up" in page.text
    assert "Anthropic Interviewer, all 1,250 transcripts" in page.text
    assert len(list(page.every("details"))) >= 20
    assert "Hello" in page.text
    guide = await admin.get(world.path("/guides/{guide_id}"))
    assert address in guide.text
    assert re.search(r"(Every target reached|targets? missed)", guide.text)


async def test_no_page_counts_what_simulated_respondents_said(admin: Browser, kit: Kit, world: World) -> None:
    """What is compared is whole pages: every figure on them is the same."""
    counting = [
        "/",
        "/studies",
        "/interviews",
        "/accounts",
        "/tasks",
        world.path("/studies/{study_id}"),
        world.path("/studies/{study_id}/themes"),
        world.path("/studies/{study_id}/themes/{theme_id}"),
        world.path("/accounts/{account_id}"),
        world.path("/interviews/{interview_id}"),
    ]
    before = {path: (await admin.get(path)).text for path in counting}
    await begin(admin, world)
    await run_rehearsals(kit)
    after = {path: (await admin.get(path)).text for path in counting}
    assert all(len(text) > 1000 for text in before.values())
    assert [path for path in counting if before[path] != after[path]] == []


async def test_no_table_but_its_own_gets_a_row(
    admin: Browser, kit: Kit, database: Database, world: World
) -> None:
    async def sizes() -> dict[str, int]:
        async with database.system() as db:
            names = await db.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
                " AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'procrastinate%'"
            )
            found = {}
            for row in await names.fetchall():
                counted = await db.execute(f"SELECT count(*) AS rows FROM {row['table_name']}")  # type: ignore[arg-type] # noqa: S608 - names from the database itself
                found[row["table_name"]] = (await counted.fetchone() or {})["rows"]
        return found

    before = await sizes()
    await begin(admin, world)
    await run_rehearsals(kit)
    after = await sizes()
    assert {name for name in after if after[name] != before[name]} == {"rehearsals"}


async def test_one_that_was_left_behind_is_run_again_from_its_beginning(
    admin: Browser, kit: Kit, database: Database, world: World
) -> None:
    address = await begin(admin, world)
    row = await kept(database, world, address)
    async with database.workspace(world.workspace.id) as db:
        await rehearsals.begin(db, row.id, row.created_at)
        await rehearsals.advance(db, row.id, 7)
    assert "7 of 20 interviews are through" in (await admin.get(address)).text
    await run_rehearsals(kit)
    assert (await kept(database, world, address)).status == "done"


async def test_what_cannot_be_rehearsed_is_said_beside_its_field(admin: Browser, world: World) -> None:
    path = world.path("/guides/{guide_id}/rehearsals")
    many = await admin.post(path, respondents="5000")
    assert many.status_code == 422
    assert "A rehearsal has 10 to 200 respondents." in many.text
    other = await admin.post(path, respondents="20", language="tlh")
    assert other.status_code == 422
    assert "Simulated respondents cannot be asked in that language." in other.text


async def test_only_so_many_of_a_workspace_wait(admin: Browser, world: World) -> None:
    for _ in range(MOST_WAITING):
        await begin(admin, world)
    refused = await admin.post(world.path("/guides/{guide_id}/rehearsals"), respondents="20")
    assert refused.status_code == 422
    assert "rehearsals are waiting already" in refused.text


async def test_one_that_breaks_says_so_and_does_not_hold_up_the_next(
    admin: Browser, kit: Kit, database: Database, world: World
) -> None:
    broken, sound = await begin(admin, world), await begin(admin, world)
    async with database.workspace(world.workspace.id) as db:
        await db.execute("UPDATE rehearsals SET language = 'tlh' WHERE id = %s", [broken.rsplit("/", 1)[-1]])
    await run_rehearsals(kit)
    assert (await kept(database, world, broken)).status == "failed"
    assert "The rehearsal broke off." in (await admin.get(broken)).text
    assert (await kept(database, world, sound)).status == "done"
