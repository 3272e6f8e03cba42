"""A model names themes that nobody has named; what it gets wrong changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app import ids
from app.database import Database
from app.kit import Kit
from app.queries import themes
from app.queries.base import insert
from app.services.name_themes import name_themes
from app.tables import Study, Theme, ThemeEdit
from app.tables.base import now
from tests.app.voiced import EXPORTS, PRICES, voiced


class Scripted:
    """A model line whose replies the test writes; `asked` keeps what it was asked."""

    def __init__(self, reply: Callable[[str], Any]) -> None:
        self.reply = reply
        self.asked: list[str] = []
        self.attempts: list[Any] = []

    def caller(self, *_: object, **__: object) -> Scripted:
        return self

    async def ask(self, *, user: str, **_: Any) -> Any:
        self.asked.append(user)
        return self.reply(user)


def good(user: str) -> dict[str, Any]:
    if "xport" in user:
        return {"label": "Excel export", "summary": "An export fails.", "statements": [1]}
    return {"label": "Price", "summary": "The price went up 99 times.", "statements": [1]}


@pytest.fixture
async def made(database: Database, study: Study) -> tuple[Theme, Theme]:
    return (
        await voiced(database, study, "export fails", EXPORTS),
        await voiced(database, study, "price seat", PRICES),
    )


async def named(kit: Kit, study: Study, reply: Callable[[str], Any]) -> tuple[int, Scripted]:
    line = Scripted(reply)
    with_model = replace(kit, models=line)  # type: ignore[arg-type]  # it asks as a model line does
    return await name_themes(with_model, study.id), line


async def fitted(database: Database, study: Study) -> dict[str, Theme]:
    async with database.workspace(study.workspace_id) as db:
        return {row.id: row for row in await themes.themes(db, study.id) if row.origin == "fitted"}


async def test_a_theme_gets_its_name_once_with_a_summary_and_what_it_rests_on(
    kit: Kit, database: Database, study: Study, made: tuple[Theme, Theme]
) -> None:
    assert (await named(kit, study, good))[0] == 2
    exports, prices = (await fitted(database, study)).values()
    assert (exports.label, exports.summary) == ("Excel export", "An export fails.")
    line = exports.lineage[-1]
    assert (line["event"], line["by"], line["before"], line["after"]) == (
        "renamed",
        "model",
        "export fails",
        "Excel export",
    )
    assert len(line["evidence"]) == 1
    assert set(line["prompts"]) == {"analysis/name_theme", "analysis/extract_user"}
    assert (prices.label, prices.summary, prices.lineage[-1]["evidence"]) == ("Price", None, [])
    count, again = await named(kit, study, good)
    assert (count, again.asked) == (0, [])


async def test_a_theme_named_by_a_person_stays(
    kit: Kit, database: Database, study: Study, made: tuple[Theme, Theme]
) -> None:
    async with database.workspace(study.workspace_id) as db:
        edit = ThemeEdit(
            id=ids.new("edt"),
            workspace_id=study.workspace_id,
            study_id=study.id,
            theme_id=made[0].id,
            kind="rename",
            created_at=now(),
        )
        await insert(db, edit)
    assert (await named(kit, study, good))[0] == 1
    assert [row.label for row in (await fitted(database, study)).values()] == ["export fails", "Price"]


@pytest.mark.parametrize(
    "reply",
    [
        lambda _: {},
        lambda _: [],
        lambda _: [{"label": "Export"}] * 500,
        lambda _: {"label": "", "summary": "", "statements": []},
        lambda _: {"label": "Ausfuhr kaputt", "summary": "", "statements": []},
        lambda _: {"label": "Happy customers", "summary": "", "statements": [1]},
        lambda _: 1 / 0,
    ],
)
async def test_a_name_that_does_not_hold_leaves_the_phrase_people_used(
    kit: Kit, database: Database, study: Study, made: tuple[Theme, Theme], reply: Callable[[str], Any]
) -> None:
    assert (await named(kit, study, reply))[0] == 0
    assert [row.label for row in (await fitted(database, study)).values()] == ["export fails", "price seat"]


async def test_the_same_name_for_all_is_given_once(
    kit: Kit, database: Database, study: Study, made: tuple[Theme, Theme]
) -> None:
    await voiced(database, study, "more exports", EXPORTS)
    count, line = await named(kit, study, lambda _: {"label": "Exports", "summary": "", "statements": []})
    assert (count, len(line.asked)) == (1, 3)
    labels = [row.label for row in (await fitted(database, study)).values()]
    assert labels == ["Exports", "price seat", "more exports"]


async def test_without_a_model_nothing_is_named(kit: Kit, study: Study, made: tuple[Theme, Theme]) -> None:
    assert await name_themes(kit, study.id) == 0
