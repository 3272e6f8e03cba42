"""Themes edited by forms alone, and what the pages say about it afterwards."""

from __future__ import annotations

import re

import pytest

from app.database import Database
from app.queries import insights, theme_edits, theme_figures, theme_runs, themes
from app.tables import StatementRow, Study, Theme
from app.tables.base import now
from tests.app.voiced import EXPORTS, PRICES, voiced
from tests.pages.browser import Browser, Page
from tests.pages.world import World


@pytest.fixture
async def exports(database: Database, world: World) -> Theme:
    return await voiced(database, world.study, "Exports", EXPORTS)


@pytest.fixture
async def prices(database: Database, world: World) -> Theme:
    return await voiced(database, world.study, "Prices", PRICES)


def path_of(study: Study, theme: Theme, act: str = "") -> str:
    return f"/studies/{study.id}/themes/{theme.id}{act and '/'}{act}"


async def lines_in(database: Database, theme: Theme) -> list[StatementRow]:
    async with database.workspace(theme.workspace_id) as db:
        return await theme_edits.statements_in(db, [theme.id])


async def shown_from(database: Database, world: World, people: int) -> None:
    async with database.workspace(world.workspace.id) as db:
        await theme_figures.set_smallest_group(db, world.study.id, people)


async def test_a_theme_is_renamed_on_its_page_and_keeps_what_was_typed_wrong(
    admin: Browser, world: World, exports: Theme, prices: Theme
) -> None:
    refused = await admin.post(path_of(world.study, exports, "rename"), label="Prices")
    assert refused.status_code == 422
    assert "Another theme of this study has this name" in refused.text
    typed = [box["value"] for box in Page(refused.text).every("input") if box.get("name") == "label"]
    assert typed == ["Prices"]
    done = await admin.post(path_of(world.study, exports, "rename"), label="Broken exports")
    page = await admin.get(done.headers["location"])
    assert "Renamed from “Exports” to “Broken exports”" in page.text
    assert "The name stays" in page.text


async def test_themes_are_merged_and_the_old_address_leads_on(
    admin: Browser, database: Database, world: World, exports: Theme, prices: Theme
) -> None:
    assert (await admin.post(path_of(world.study, exports, "merge"))).status_code == 422
    await admin.post(path_of(world.study, exports, "merge"), themes=[prices.id])
    assert len(await lines_in(database, exports)) == 12
    old = await admin.get(path_of(world.study, prices), follow_redirects=True)
    assert old.status_code == 200
    assert f"/themes/{exports.id}" in old.text
    assert "Merged into “Exports”" in old.text


async def test_chosen_statements_move_leave_and_found_a_theme(
    admin: Browser, database: Database, world: World, exports: Theme, prices: Theme
) -> None:
    names = [line.id for line in await lines_in(database, exports)]
    page = await admin.get(path_of(world.study, exports, "statements"))
    boxes = [box for box in Page(page.text).every("input") if box.get("name") == "statements"]
    assert [box["value"] for box in boxes] == names
    path = path_of(world.study, exports, "statements")
    await admin.post(path, statements=names[:1], to=prices.id)
    await admin.post(path, statements=names[1:2], to="none")
    await admin.post(path, statements=names[2:4], to="new", label="Half files")
    assert [line.id for line in await lines_in(database, exports)] == names[4:]
    async with database.workspace(world.workspace.id) as db:
        lines = {line.id: line for line in await insights.statements_of_study(db, world.study.id)}
        named = {theme.label: theme.id for theme in await themes.themes(db, world.study.id)}
    assert [lines[name].theme_id for name in names[:4]] == [prices.id, None] + [named["Half files"]] * 2
    assert {lines[name].placed_by for name in names[:4]} == {"person"}


async def test_choosing_nothing_is_told_and_loses_nothing(
    admin: Browser, world: World, exports: Theme
) -> None:
    path = path_of(world.study, exports, "statements")
    refused = await admin.post(path, to="new", label="Half files")
    assert refused.status_code == 422
    assert "at least one statement" in refused.text
    assert 'value="Half files"' in refused.text


async def test_what_too_few_people_said_is_not_listed(
    admin: Browser, database: Database, world: World
) -> None:
    await shown_from(database, world, 3)
    few = await voiced(database, world.study, "Rare", EXPORTS[:2])
    page = await admin.get(path_of(world.study, few, "statements"))
    assert page.status_code == 200
    assert not [text for text in EXPORTS if text in page.text]
    assert "2 people so far" in page.text


async def test_an_excluded_theme_is_listed_where_it_can_be_brought_back(
    admin: Browser, world: World, exports: Theme
) -> None:
    done = await admin.post(path_of(world.study, exports, "exclude"))
    history = await admin.get(done.headers["location"])
    assert path_of(world.study, exports, "restore") in history.text
    gone = await admin.get(path_of(world.study, exports), follow_redirects=True)
    assert "It is excluded" in gone.text
    assert EXPORTS[0] not in gone.text
    back = await admin.post(path_of(world.study, exports, "restore"))
    assert (await admin.get(back.headers["location"])).status_code == 200


async def test_the_last_edit_is_undone_in_the_history(
    admin: Browser, database: Database, world: World, exports: Theme, prices: Theme
) -> None:
    await admin.post(path_of(world.study, exports, "merge"), themes=[prices.id])
    history = f"/studies/{world.study.id}/themes/history"
    assert "Merged “Prices” into “Exports”, 6 statements" in (await admin.get(history)).text
    await admin.post(f"/studies/{world.study.id}/themes/undo")
    page = await admin.get(history)
    assert re.search(r"<s>Merged “Prices” into “Exports”", page.text)
    assert len(await lines_in(database, prices)) == 6
    refused = await admin.post(f"/studies/{world.study.id}/themes/undo")
    assert refused.status_code == 422
    assert "There is no edit to undo" in refused.text


@pytest.mark.parametrize("typed", ["", "many", "-3", "95", "nan", "inf"])
async def test_a_share_that_cannot_be_is_refused_and_shown_again(
    admin: Browser, world: World, typed: str
) -> None:
    refused = await admin.post(f"/studies/{world.study.id}/themes/refit", unassigned=typed)
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text


async def test_fit_again_leads_to_the_page_of_the_run(
    admin: Browser, database: Database, world: World
) -> None:
    await voiced(database, world.study, "Exports", EXPORTS * 4)
    done = await admin.post(f"/studies/{world.study.id}/themes/refit", unassigned="7,5 %")
    assert done.status_code == 303
    page = await admin.get(done.headers["location"])
    assert "Waiting for its turn" in page.text
    assert "A refit is under way" in (await admin.get(f"/studies/{world.study.id}/themes/history")).text
    async with database.workspace(world.workspace.id) as db:
        run = await theme_runs.under_way(db, world.study.id)
    assert run is not None
    assert run.settings["unassigned"] == pytest.approx(0.075)


async def test_what_moved_opens_onto_its_statements(
    admin: Browser, database: Database, world: World, exports: Theme, prices: Theme
) -> None:
    await shown_from(database, world, 3)
    names = [line.id for line in await lines_in(database, exports)]
    other = [{"theme": prices.id, "label": "Prices"}]
    moved = {"event": "moved", "theme": exports.id, "label": "Exports", "others": other}
    report = [moved | {"statements": names}, moved | {"event": "born", "statements": names[:2]}]
    figures = {
        "statements": 12,
        "moved": 6,
        "kept_share": 0.5,
        "unassigned": 0.0,
        "themes": [{"theme": exports.id, "label": "Exports", "statements": 6, "agreeing": 9, "of": 10}],
    }
    run_id = world.ids["run_id"]
    async with database.workspace(world.workspace.id) as db:
        await theme_runs.set_done(db, run_id, figures, report, now())
    page = await admin.get(f"/studies/{world.study.id}/themes/runs/{run_id}")
    assert [page.text.count(text) for text in EXPORTS] == [1] * 6
    assert "6 statements of 6 people" in page.text
    assert "from “Prices”" in page.text
    assert "Too few people said these" in page.text
    assert "9 of 10 runs agree" in page.text
    assert "9 of 10 runs agree" in (await admin.get(path_of(world.study, exports))).text
