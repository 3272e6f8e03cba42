"""A refit of a study: ids go on, what moved is reported, edits hold, and whatever fails leaves the themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import httpx
import numpy as np
import pytest

from analysis.themes.refit import Refit, refit
from app.database import Database
from app.encoding import Encoding
from app.kit import Kit
from app.queries import insights, theme_edits, themes
from app.services.refit_study import Engine, refit_study
from app.services.regroup_themes import place_statements
from app.services.theme_editing import Act
from app.tables import Study, Theme
from app.tables.base import now
from tests.app.voiced import EXPORTS, PRICES, SUPPORT, voice, voiced


@pytest.fixture
def kit(kit: Kit, encoding: Encoding) -> Kit:
    """A process whose encoder is loaded."""
    return replace(kit, encoding=encoding)


@pytest.fixture
async def mixed(database: Database, study: Study) -> Theme:
    """A theme in which two subjects were thrown together, beside a pool of a third."""
    made = await voiced(database, study, "This and that", (*EXPORTS, *PRICES))
    async with database.workspace(study.workspace_id) as db:
        for text in (*SUPPORT, *SUPPORT):
            await voice(db, study, text)
    return made


async def ask(api: httpx.AsyncClient, study: Study, **body: Any) -> dict[str, Any]:
    answer = await api.post(f"/api/v1/studies/{study.id}/themes/refit", json=body)
    assert answer.status_code == 202
    asked: dict[str, Any] = answer.json()
    return asked


async def run_of(api: httpx.AsyncClient, study: Study, name: str) -> dict[str, Any]:
    found: dict[str, Any] = (await api.get(f"/api/v1/studies/{study.id}/themes/runs/{name}")).json()
    return found


async def snapshot(database: Database, study: Study) -> tuple[dict[str, str | None], list[dict[str, Any]]]:
    """Where every statement is, and every theme as its row stands."""
    async with database.workspace(study.workspace_id) as db:
        lines = await insights.statements_of_study(db, study.id)
        rows = await themes.all_themes(db, study.id)
    return {line.id: line.theme_id for line in lines}, [row.model_dump() for row in rows]


async def test_a_refit_reports_every_statement_it_moves(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study, mixed: Theme
) -> None:
    before, _ = await snapshot(database, study)
    asked = await ask(api, study, unassigned=0.05, seed=3)
    born = await refit_study(kit, study.id)
    after, rows = await snapshot(database, study)
    run = await run_of(api, study, asked["id"])
    assert run["status"] == "done"
    moved = {name for name, place in before.items() if after[name] != place}
    reported = {name for entry in run["report"] for name in entry["statements"]}
    assert moved <= reported
    assert run["figures"]["moved"] == sum(before[name] is not None for name in moved)
    assert set(born) == {row["id"] for row in rows if row["lineage"] and row["lineage"][-1].get("run")} & {
        entry["theme"] for entry in run["report"] if entry["event"] == "born"
    }
    assert run["settings"]["seed"] == 3
    assert run["settings"]["unassigned"] == 0.05
    assert run["settings"]["encoder"]
    assert {"kept_share", "steadiness", "threshold", "unassigned"} <= run["figures"].keys()
    assert all(one["agreeing"] <= one["of"] for one in run["figures"]["themes"])


async def test_nobody_sees_a_theme_that_is_not_the_studys(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study, mixed: Theme
) -> None:
    """After a refit every statement is in a theme in use or in none, and the tags agree."""
    await ask(api, study)
    await refit_study(kit, study.id)
    async with database.workspace(study.workspace_id) as db:
        in_use = {theme.id for theme in await themes.themes(db, study.id)}
        lines = await insights.statements_of_study(db, study.id)
        stale = await theme_edits.stale(db, study.id)
    assert {line.theme_id for line in lines if line.theme_id} <= in_use
    assert stale == []


async def test_a_second_refit_of_the_same_words_moves_next_to_nothing(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study, mixed: Theme
) -> None:
    await ask(api, study)
    await refit_study(kit, study.id)
    asked = await ask(api, study)
    await refit_study(kit, study.id)
    figures = (await run_of(api, study, asked["id"]))["figures"]
    assert figures["kept_share"] >= 0.95


async def test_what_a_person_placed_named_and_excluded_stands_after_a_refit(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study, mixed: Theme
) -> None:
    prices = await voiced(database, study, "Prices", PRICES)
    await api.patch(f"/api/v1/themes/{mixed.id}", json={"label": "What we hear"})
    async with database.workspace(study.workspace_id) as db:
        lines = await insights.statements_of_study(db, study.id)
        pinned = next(line.id for line in lines if line.text == SUPPORT[0])
        loose = next(line.id for line in lines if line.text == EXPORTS[0])
        act = Act(now())
        await place_statements(db, study.id, [pinned], mixed.id, act)
        await place_statements(db, study.id, [loose], None, act)
    await api.post(f"/api/v1/themes/{prices.id}/exclude")
    await ask(api, study)
    await refit_study(kit, study.id)
    after, rows = await snapshot(database, study)
    theme = next(row for row in rows if row["id"] == mixed.id)
    assert (theme["label"], theme["retired_at"]) == ("What we hear", None)
    assert after[pinned] == mixed.id
    assert after[loose] is None
    assert prices.id not in after.values()


async def test_what_is_edited_while_the_themes_are_fitted_is_not_overwritten(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study, mixed: Theme
) -> None:
    """The first fit is thrown away, since somebody renamed a theme meanwhile; the second sees the name."""
    await ask(api, study)
    engine = Edited(database, study, mixed)
    await refit_study(replace(kit, clock=now), study.id, engine=engine)
    _, rows = await snapshot(database, study)
    assert next(row for row in rows if row["id"] == mixed.id)["label"] == "Named meanwhile"
    assert engine.fits == 2


class Edited:
    """Fits as ever; during the first fit somebody renames a theme."""

    def __init__(self, database: Database, study: Study, theme: Theme) -> None:
        self.fits = 0
        self._database, self._study, self._theme = database, study, theme

    def __call__(self, *given: Any, **more: Any) -> Refit:
        self.fits += 1
        if self.fits == 1:
            rename_apart(self._database.conninfo, self._study, self._theme)
        return refit(*given, **more)


def rename_apart(conninfo: str, study: Study, theme: Theme) -> None:
    """In a connection of its own, from the thread that fits."""
    import psycopg

    with psycopg.connect(conninfo) as db:
        db.execute("SELECT set_config('earshot.workspace', %s, true)", [study.workspace_id])
        db.execute("UPDATE themes SET label = 'Named meanwhile' WHERE id = %s", [theme.id])
        db.execute(
            "INSERT INTO theme_edits (id, workspace_id, study_id, theme_id, kind)"
            " VALUES ('edit_meanwhile' || %s, %s, %s, %s, 'rename')",
            [theme.id[4:], study.workspace_id, study.id, theme.id],
        )


def failing(*_: Any, **__: Any) -> Refit:
    raise RuntimeError("secret detail of the machine")


def speaking(*_: Any, **__: Any) -> Refit:
    raise ValueError("row 3 of the embeddings holds a value that is not a number")


def short(*given: Any, **more: Any) -> Refit:
    found = refit(*given, **more)
    return replace(found, labels=found.labels[1:])


def astray(*given: Any, **more: Any) -> Refit:
    found = refit(*given, **more)
    return replace(found, labels=np.full_like(found.labels, len(found.themes)))


def empty(*given: Any, **more: Any) -> Refit:
    found = refit(*given, **more)
    return replace(found, labels=np.full_like(found.labels, -1))


def broken(*given: Any, **more: Any) -> Refit:
    return replace(refit(*given, **more), threshold=float("nan"))


def crowded(*given: Any, **more: Any) -> Refit:
    found = refit(*given, **more)
    return replace(found, themes=tuple(replace(found.themes[0], known=None) for _ in range(501)))


def strange(*given: Any, **more: Any) -> Refit:
    found = refit(*given, **more)
    return replace(found, themes=(replace(found.themes[0], known="thm_0"), *found.themes[1:]))


@pytest.mark.parametrize(
    ("engine", "said"),
    [
        (failing, "broke off"),
        (speaking, "row 3"),
        (short, "one theme for each statement"),
        (astray, "does not have"),
        (empty, "no theme at all"),
        (broken, "not a number"),
        (crowded, "more than 500"),
        (strange, "not the study's"),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
async def test_the_last_good_themes_stay_when_a_fit_fails(
    api: httpx.AsyncClient,
    kit: Kit,
    database: Database,
    study: Study,
    mixed: Theme,
    engine: Engine,
    said: str,
) -> None:
    before = await snapshot(database, study)
    asked = await ask(api, study)
    assert await refit_study(kit, study.id, engine=engine) == []
    assert await snapshot(database, study) == before
    run = await run_of(api, study, asked["id"])
    assert run["status"] == "failed"
    assert said in run["error"]
    assert run["error"].startswith("The themes stay as they were")
    assert "secret" not in run["error"]


async def test_a_vector_that_is_not_a_number_leaves_the_themes(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study, mixed: Theme
) -> None:
    asked = await ask(api, study)
    before = await snapshot(database, study)
    await refit_study(kit, study.id, engine=poisoned)
    assert await snapshot(database, study) == before
    assert (await run_of(api, study, asked["id"]))["status"] == "failed"


def poisoned(embeddings: Any, *given: Any, **more: Any) -> Refit:
    rows = embeddings.copy()
    rows[2, 5] = np.nan
    return refit(rows, *given, **more)


async def test_doing_the_job_twice_has_one_effect(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study, mixed: Theme
) -> None:
    await ask(api, study)
    await refit_study(kit, study.id)
    once = await snapshot(database, study)
    assert await refit_study(kit, study.id) == []
    assert await snapshot(database, study) == once


async def test_one_refit_at_a_time_and_not_of_a_handful(
    api: httpx.AsyncClient, database: Database, study: Study
) -> None:
    path = f"/api/v1/studies/{study.id}/themes/refit"
    few = await api.post(path, json={})
    assert few.status_code == 409
    assert "20 statements" in few.text
    await voiced(database, study, "Support", SUPPORT * 4)
    assert (await api.post(path, json={})).status_code == 202
    assert (await api.post(path, json={})).status_code == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [({"unassigned": -0.1}, "unassigned"), ({"unassigned": 0.95}, "unassigned"), ({"seed": -1}, "seed")],
)
async def test_settings_out_of_bounds_are_refused_by_name(
    api: httpx.AsyncClient, study: Study, body: dict[str, Any], field: str
) -> None:
    answer = await api.post(f"/api/v1/studies/{study.id}/themes/refit", json=body)
    assert answer.status_code == 422
    assert field in answer.text


async def test_a_run_of_another_study_is_not_found(
    api: httpx.AsyncClient, database: Database, study: Study
) -> None:
    await voiced(database, study, "Support", SUPPORT * 4)
    run = await ask(api, study)
    other = (await api.post("/api/v1/studies", json={"guide": "nps-follow-up"})).json()["id"]
    assert (await api.get(f"/api/v1/studies/{other}/themes/runs/{run['id']}")).status_code == 404
    listed = (await api.get(f"/api/v1/studies/{study.id}/themes/runs")).json()["items"]
    assert [one["id"] for one in listed] == [run["id"]]


def parts_of(found: Refit, parent: int, parts: Sequence[int]) -> Refit:
    return replace(
        found,
        themes=tuple(
            replace(theme, parent=parent if index in parts else None)
            for index, theme in enumerate(found.themes)
        ),
    )


async def test_parts_of_a_theme_know_what_they_are_part_of(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study, mixed: Theme
) -> None:
    def nested(*given: Any, **more: Any) -> Refit:
        return parts_of(refit(*given, **more), 0, [1])

    await ask(api, study)
    await refit_study(kit, study.id, engine=nested)
    _, rows = await snapshot(database, study)
    parents = {row["id"]: row["parent_id"] for row in rows}
    assert sum(parent is not None for parent in parents.values()) == 1
    assert all(parent in parents for parent in parents.values() if parent)
