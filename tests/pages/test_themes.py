"""Theme pages: what is shown counts people, what is not says from how many on it will be."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.database import Database
from app.queries import studies, workspaces
from app.queries.base import insert
from app.services.set_smallest_group import set_smallest_group
from app.tables import ThemeAlarm
from app.tables.base import now
from tests.app.hearings import account, hear, theme
from tests.pages.browser import Browser, Page
from tests.pages.conftest import SignIn
from tests.pages.world import World, make_user


async def texts(browser: Browser, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    return " ".join(Page(answer.text).text.replace("\N{NO-BREAK SPACE}", " ").split())


async def test_below_the_smallest_group_the_pages_say_so_and_the_interview_shows_it(
    admin: Browser, world: World, database: Database
) -> None:
    async with database.workspace(world.workspace.id) as db:
        await set_smallest_group(db, None, study_id=world.study.id)
    study = f"/studies/{world.study.id}"
    assert "1 person so far; themes are shown from 5" in await texts(admin, study)
    assert "1 person so far; shares are shown from 5" in await texts(admin, f"{study}/themes")
    quiet = await texts(admin, f"{study}/themes/{world.theme.id}")
    assert "1 person so far; figures and quotes are shown from 5" in quiet
    assert "Importing took two weeks" not in quiet
    assert "Importing took two weeks" in await texts(admin, f"/interviews/{world.interview.id}")


async def test_themes_of_too_few_people_are_counted_not_named(
    admin: Browser, world: World, database: Database
) -> None:
    async with database.workspace(world.workspace.id) as db:
        await set_smallest_group(db, 5, study_id=world.study.id)
    loud, rare = await theme(database, world.study, "Loud"), await theme(database, world.study, "Secret")
    for number in range(5):
        await hear(database, world.study, now(), {loud.id: 0.5} | ({rare.id: 0.1} if number else {}))
    shown = await texts(admin, f"/studies/{world.study.id}/themes")
    assert "Loud" in shown
    assert "Secret" not in shown
    assert "2 more themes are voiced by fewer than 5 people each" in shown
    assert "5 of 6 respondents" in shown


async def test_a_themes_page_tells_segments_revenue_sides_and_weeks_with_their_people(
    admin: Browser, world: World, database: Database
) -> None:
    seats, prices = await theme(database, world.study, "Seats"), await theme(database, world.study, "Prices")
    async with database.workspace(world.workspace.id) as db:
        await set_smallest_group(db, 5, study_id=world.study.id)
    for week in range(6):
        for name, segment in (("Large", "enterprise"), ("Small", "smb")):
            for person in await account(
                database, world.study, f"{name} {week}", people=4, segment=segment, arr_cents=1_000_000
            ):
                mood = 0.7 if week % 2 else -0.6
                voiced = {seats.id: mood, prices.id: mood} if name == "Large" else {}
                await hear(database, world.study, now() - timedelta(weeks=6 - week), voiced, contact=person)
    shown = await texts(admin, f"/studies/{world.study.id}/themes/{seats.id}")
    assert "24 of 49 respondents" in shown
    assert "more than elsewhere (0 % of 25)" in shown
    assert "Voiced at 6 of 13 accounts with a known ARR: 60,000 of 168,000." in shown
    assert "12 like it" in shown
    assert "12 do not" in shown
    assert "24 people voice both; 12 by chance" in shown
    assert "Its share has not changed beyond chance." in shown
    assert "in groups too small to show" in shown


async def test_news_of_a_theme_stands_on_the_overview_the_study_and_the_theme(
    admin: Browser, world: World, database: Database
) -> None:
    share = {"value": 0.25, "low": 0.1, "high": 0.5, "respondents": 6, "of": 24}
    alarm = ThemeAlarm(
        id="alm_1" + world.theme.id,
        workspace_id=world.workspace.id,
        study_id=world.study.id,
        theme_id=world.theme.id,
        kind="emerged",
        cause="emerged",
        since=now().date(),
        figures={"before": None, "now": {"prevalence": share}},
    )
    async with database.workspace(world.workspace.id) as db:
        await insert(db, alarm)
    study = f"/studies/{world.study.id}"
    for path in ("/", study, f"{study}/themes/{world.theme.id}"):
        assert "New theme: Slow import, heard from 6 people of 24 since" in await texts(admin, path)


async def test_how_much_is_heard_stands_on_the_study(
    admin: Browser, world: World, database: Database
) -> None:
    for _ in range(11):
        await hear(database, world.study, now(), {world.theme.id: 0.2})
    shown = await texts(admin, f"/studies/{world.study.id}")
    assert "1 theme in 12 interviews. The last 11 interviews brought no new theme." in shown
    assert "Nothing points to themes still unheard." in shown


async def test_an_admin_sets_the_smallest_group_of_the_workspace_and_of_a_study(
    admin: Browser, world: World, database: Database
) -> None:
    study = f"/studies/{world.study.id}/smallest-group"
    assert (await admin.post("/settings/smallest-group", smallest_group="8")).status_code == 303
    assert (await admin.post(study, smallest_group="3")).status_code == 303
    async with database.workspace(world.workspace.id) as db:
        workspace = await workspaces.workspace(db, world.workspace.id)
        own = await studies.study(db, world.study.id)
    assert workspace is not None
    assert own is not None
    assert (workspace.smallest_group, own.smallest_group) == (8, 3)
    assert (await admin.post(study, smallest_group="")).status_code == 303
    assert "shown here once 8 people stand behind it" in await texts(admin, f"/studies/{world.study.id}")


@pytest.mark.parametrize("given", ["0", "101", "many", "-1", ""])
async def test_a_smallest_group_out_of_range_is_refused(admin: Browser, world: World, given: str) -> None:
    assert (await admin.post("/settings/smallest-group", smallest_group=given)).status_code == 422


async def test_only_admins_set_the_smallest_group(sign_in: SignIn, world: World, database: Database) -> None:
    csm = await sign_in(await make_user(database, world.workspace, role="csm"))
    for path in ("/settings/smallest-group", f"/studies/{world.study.id}/smallest-group"):
        assert (await csm.post(path, smallest_group="1")).status_code == 403
