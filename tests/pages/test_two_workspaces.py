"""What one workspace has, no page of another shows, and no form of another reaches."""

from __future__ import annotations

import pytest

from app.database import Database
from app.queries.base import rows
from app.tables import Workspace
from tests.pages.browser import CHANGE, READ, Browser
from tests.pages.world import World, make_world

CANARY = "kqzwcanary"
TABLES = (
    "studies",
    "interviews",
    "webhooks",
    "deliveries",
    "users",
    "api_keys",
    "sign_in_links",
    "events",
    "tasks",
    "mails",
)


@pytest.fixture
async def foreign(database: Database, other_workspace: Workspace) -> World:
    return await make_world(database, other_workspace, said=f" {CANARY}", answer=f"We left. {CANARY}")


@pytest.mark.parametrize("path", READ)
async def test_a_page_shows_nothing_of_another_workspace(
    admin: Browser, world: World, foreign: World, path: str
) -> None:
    own = await admin.get(world.path(path))
    assert own.status_code == 200
    assert CANARY not in own.text
    if "{" not in path:
        return
    theirs = await admin.get(foreign.path(path))
    absent = await admin.get(path.format(**dict.fromkeys(world.ids, "nope_1")))
    assert theirs.status_code == absent.status_code == 404
    assert theirs.text == absent.text


async def test_filters_do_not_reach_over(admin: Browser, foreign: World) -> None:
    for path in (
        f"/interviews?account={foreign.account.id}",
        f"/interviews?study={foreign.study.id}",
        f"/deliveries?endpoint={foreign.webhook.id}",
        f"/studies/new?guide={foreign.ids['guide_id']}",
    ):
        answer = await admin.get(path)
        assert answer.status_code == 200
        assert CANARY not in answer.text


@pytest.mark.parametrize("path", [path for path in CHANGE if "{" in path])
async def test_a_form_changes_nothing_of_another_workspace(
    admin: Browser, database: Database, foreign: World, path: str
) -> None:
    before = await everything(database, foreign)
    assert (await admin.post(foreign.path(path))).status_code == 404
    assert await everything(database, foreign) == before


async def everything(database: Database, world: World) -> dict[str, list[dict[str, object]]]:
    async with database.workspace(world.workspace.id) as db:
        return {
            name: await rows(db, f"SELECT * FROM {name} ORDER BY id")  # type: ignore[arg-type]  # noqa: S608
            for name in TABLES
        }
