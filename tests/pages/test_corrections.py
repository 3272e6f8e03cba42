"""Tags corrected on an interview's page, by forms alone."""

from __future__ import annotations

from app.database import Database
from app.queries import corrections
from app.tables import TagCorrection
from tests.pages.browser import Browser
from tests.pages.world import World


async def said(database: Database, world: World) -> list[TagCorrection]:
    async with database.workspace(world.workspace.id) as db:
        return await corrections.of_interview(db, world.interview.id)


async def test_a_tag_is_said_to_be_another_one_and_the_page_tells_so(
    admin: Browser, database: Database, world: World
) -> None:
    page = await admin.get(f"/interviews/{world.interview.id}")
    assert f'action="/tags/{world.ids["tag_id"]}/correct"' in page.text
    done = await admin.post(f"/tags/{world.ids['tag_id']}/correct", verdict="churn")
    assert done.status_code == 303
    after = await admin.get(done.headers["location"].split("#")[0])
    assert "The interview is read again" in after.text
    words = {(word.name, word.is_right, word.user_id) for word in await said(database, world)}
    assert words == {("renewal_risk", False, world.user.id), ("churn", True, world.user.id)}


async def test_a_tag_is_confirmed(admin: Browser, database: Database, world: World) -> None:
    await admin.post(f"/tags/{world.ids['tag_id']}/correct", verdict="right")
    assert {(word.name, word.is_right) for word in await said(database, world)} == {("renewal_risk", True)}
    page = await admin.get(f"/interviews/{world.interview.id}")
    assert "Said by a person" in page.text


async def test_a_missing_tag_is_added_to_its_statement(
    admin: Browser, database: Database, world: World
) -> None:
    done = await admin.post(f"/statements/{world.ids['statement_id']}/tags", tag="driver people")
    assert done.status_code == 303
    [word] = await said(database, world)
    assert (word.kind, word.name, word.is_right) == ("driver", "people", True)


async def test_a_name_nobody_offered_is_refused(admin: Browser, database: Database, world: World) -> None:
    refused = await admin.post(f"/tags/{world.ids['tag_id']}/correct", verdict="made up")
    assert refused.status_code == 422
    assert (await admin.post(f"/statements/{world.ids['statement_id']}/tags", tag="")).status_code == 422
    assert await said(database, world) == []
