"""People edit themes over the API; every edit is written down, told, and can be undone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from app.database import Database
from app.encoding import Encoding
from app.kit import Kit
from app.queries import insights, theme_edits, themes
from app.services.retheme import retheme
from app.tables import StatementRow, Study, Theme
from tests.app.voiced import EXPORTS, PRICES, SUPPORT, voiced


@pytest.fixture
def kit(kit: Kit, encoding: Encoding) -> Kit:
    """A process whose encoder is loaded."""
    return replace(kit, encoding=encoding)


@pytest.fixture
async def exports(database: Database, study: Study) -> Theme:
    return await voiced(database, study, "Exports", EXPORTS)


@pytest.fixture
async def prices(database: Database, study: Study) -> Theme:
    return await voiced(database, study, "Prices", PRICES)


async def lines_of(database: Database, study: Study) -> list[StatementRow]:
    async with database.workspace(study.workspace_id) as db:
        return await insights.statements_of_study(db, study.id)


async def places(database: Database, study: Study) -> dict[str, tuple[str | None, str]]:
    return {line.id: (line.theme_id, line.placed_by) for line in await lines_of(database, study)}


async def members(database: Database, study: Study, theme: Theme | str) -> set[str]:
    name = theme if isinstance(theme, str) else theme.id
    return {line.text for line in await lines_of(database, study) if line.theme_id == name}


async def shown(api: httpx.AsyncClient, theme: Theme | str) -> dict[str, Any]:
    name = theme if isinstance(theme, str) else theme.id
    answer = await api.get(f"/api/v1/themes/{name}")
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


async def labels(database: Database, study: Study) -> set[str]:
    async with database.workspace(study.workspace_id) as db:
        return {theme.label for theme in await themes.themes(db, study.id)}


async def test_a_rename_holds_and_is_written_into_the_history(
    api: httpx.AsyncClient, study: Study, exports: Theme
) -> None:
    answer = await api.patch(f"/api/v1/themes/{exports.id}", json={"label": "  Broken   exports "})
    assert answer.json()["label"] == "Broken exports"
    line = answer.json()["lineage"][-1]
    assert (line["event"], line["before"], line["after"]) == ("renamed", "Exports", "Broken exports")
    assert line["by"]["key"].startswith("key_")
    [edit] = (await api.get(f"/api/v1/studies/{study.id}/themes/edits")).json()["items"]
    assert (edit["kind"], edit["theme"], edit["who"]) == ("rename", exports.id, "test")


@pytest.mark.parametrize(
    ("label", "status"),
    [("", 422), ("   ", 422), ("x" * 121, 422), ("prices", 409), ("Nul\x00", 422)],
    ids=["empty", "blank", "too long", "another theme's", "unstorable"],
)
async def test_a_name_that_cannot_be_is_refused_with_its_field(
    api: httpx.AsyncClient, exports: Theme, prices: Theme, label: str, status: int
) -> None:
    answer = await api.patch(f"/api/v1/themes/{exports.id}", json={"label": label})
    assert answer.status_code == status
    assert "label" in answer.text
    assert (await shown(api, exports))["label"] == "Exports"


async def test_the_same_name_again_is_no_edit(api: httpx.AsyncClient, study: Study, exports: Theme) -> None:
    await api.patch(f"/api/v1/themes/{exports.id}", json={"label": "Exports"})
    assert (await api.get(f"/api/v1/studies/{study.id}/themes/edits")).json()["items"] == []


async def test_a_merged_theme_gives_its_statements_and_its_id_says_where_it_went(
    api: httpx.AsyncClient, database: Database, study: Study, exports: Theme, prices: Theme
) -> None:
    answer = await api.post(f"/api/v1/themes/{exports.id}/merge", json={"themes": [prices.id]})
    assert answer.json()["statements"] == 12
    assert await members(database, study, exports) == {*EXPORTS, *PRICES}
    gone = await shown(api, prices)
    assert gone["retired_at"]
    assert gone["merged_into"] == exports.id
    assert gone["lineage"][-1]["into"] == exports.id
    assert "Prices" not in await labels(database, study)


@pytest.mark.parametrize("act", ["merge", "split", "exclude", "restore"])
async def test_a_retired_theme_is_gone_for_whoever_edits_it(
    api: httpx.AsyncClient, exports: Theme, prices: Theme, act: str
) -> None:
    await api.post(f"/api/v1/themes/{exports.id}/merge", json={"themes": [prices.id]})
    assert (await api.post(f"/api/v1/themes/{prices.id}/{act}", json={})).status_code == 410
    assert (await api.patch(f"/api/v1/themes/{prices.id}", json={"label": "Again"})).status_code == 410


async def test_a_merger_needs_other_themes_of_the_same_study(
    api: httpx.AsyncClient, database: Database, exports: Theme
) -> None:
    path = f"/api/v1/themes/{exports.id}/merge"
    assert (await api.post(path, json={"themes": []})).status_code == 422
    assert (await api.post(path, json={"themes": [exports.id]})).status_code == 422
    assert (await api.post(path, json={"themes": ["thm_0"]})).status_code == 404


async def test_what_was_merged_twice_leads_to_the_theme_in_use(
    api: httpx.AsyncClient, database: Database, study: Study, exports: Theme, prices: Theme
) -> None:
    support = await voiced(database, study, "Support", SUPPORT)
    await api.post(f"/api/v1/themes/{exports.id}/merge", json={"themes": [prices.id]})
    await api.post(f"/api/v1/themes/{support.id}/merge", json={"themes": [exports.id]})
    assert (await shown(api, prices))["merged_into"] == support.id
    assert len(await members(database, study, support)) == 18


async def test_the_engine_proposes_a_split_and_changes_nothing(
    api: httpx.AsyncClient, database: Database, study: Study, encoding: Encoding
) -> None:
    mixed = await voiced(database, study, "This and that", (*EXPORTS, *PRICES))
    await encoding.load()
    before = await places(database, study)
    parts = (await api.get(f"/api/v1/themes/{mixed.id}/split")).json()
    assert len(parts) >= 2
    assert parts[0]["stays"]
    assert not any(part["stays"] for part in parts[1:])
    assert sorted(name for part in parts for name in part["statements"]) == sorted(before)
    assert await places(database, study) == before


async def test_a_part_split_off_is_a_theme_and_the_rest_stays(
    api: httpx.AsyncClient, database: Database, study: Study
) -> None:
    mixed = await voiced(database, study, "This and that", (*EXPORTS, *PRICES))
    chosen = [line.id for line in await lines_of(database, study) if line.text in PRICES]
    body = {"parts": [{"label": "What it costs", "statements": chosen}]}
    [born] = (await api.post(f"/api/v1/themes/{mixed.id}/split", json=body)).json()
    assert born["lineage"][-1]["origin"] == mixed.id
    assert await members(database, study, born["id"]) == set(PRICES)
    assert await members(database, study, mixed) == set(EXPORTS)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [{"label": "All of it", "statements": "all"}],
        [{"label": "None of it", "statements": []}],
        [{"label": "Twice", "statements": "two"}, {"label": "Again", "statements": "two"}],
        [{"label": "Same", "statements": "one"}, {"label": "same", "statements": "two"}],
        [{"label": "Theirs", "statements": ["sta_0"]}],
        [{"label": "", "statements": "two"}],
    ],
    ids=["nothing", "everything", "an empty part", "overlap", "one name", "a stranger", "no name"],
)
async def test_a_split_that_cannot_be_is_refused(
    api: httpx.AsyncClient, database: Database, study: Study, exports: Theme, parts: list[dict[str, Any]]
) -> None:
    names = [line.id for line in await lines_of(database, study)]
    some = {"all": names, "two": names[:2], "one": names[2:3]}
    body = {
        "parts": [
            {**part, "statements": some.get(str(part["statements"]), part["statements"])} for part in parts
        ]
    }
    assert (await api.post(f"/api/v1/themes/{exports.id}/split", json=body)).status_code == 422
    assert await members(database, study, exports) == set(EXPORTS)


async def test_a_statement_placed_by_hand_says_so(
    api: httpx.AsyncClient, database: Database, study: Study, exports: Theme, prices: Theme
) -> None:
    line = (await lines_of(database, study))[0]
    for target in (prices.id, None):
        answer = await api.put(f"/api/v1/statements/{line.id}/theme", json={"theme": target})
        assert answer.status_code == 204
        assert (await places(database, study))[line.id] == (target, "person")


async def test_placing_takes_a_theme_of_the_study_or_null(
    api: httpx.AsyncClient, database: Database, study: Study, exports: Theme
) -> None:
    line = (await lines_of(database, study))[0]
    path = f"/api/v1/statements/{line.id}/theme"
    assert (await api.put(path, json={})).status_code == 422
    assert (await api.put(path, json={"theme": "thm_0"})).status_code == 404
    await api.post(f"/api/v1/themes/{exports.id}/exclude")
    assert (await api.put(path, json={"theme": exports.id})).status_code == 409


async def test_an_excluded_theme_is_out_of_sight_and_comes_back_with_its_statements(
    api: httpx.AsyncClient, database: Database, study: Study, exports: Theme, prices: Theme
) -> None:
    before = await places(database, study)
    await api.post(f"/api/v1/themes/{exports.id}/exclude")
    assert "Exports" not in await labels(database, study)
    assert exports.id not in (await api.get(f"/api/v1/studies/{study.id}/themes")).text
    assert await members(database, study, exports) == set()
    assert (await shown(api, exports))["hidden_at"]
    assert (await api.post(f"/api/v1/themes/{exports.id}/exclude")).status_code == 409
    await api.post(f"/api/v1/themes/{exports.id}/restore")
    assert await places(database, study) == before
    assert (await api.post(f"/api/v1/themes/{exports.id}/restore")).status_code == 409


async def test_every_kind_of_edit_can_be_undone_the_last_one_first(
    api: httpx.AsyncClient, database: Database, study: Study, exports: Theme, prices: Theme
) -> None:
    names = [line.id for line in await lines_of(database, study) if line.theme_id == exports.id]
    path = f"/api/v1/themes/{exports.id}"
    part = {"parts": [{"label": "A part", "statements": names[:2]}]}
    edits: list[tuple[str, str, dict[str, Any]]] = [
        ("PATCH", path, {"label": "Broken exports"}),
        ("PUT", f"/api/v1/statements/{names[0]}/theme", {"theme": None}),
        ("PUT", f"/api/v1/statements/{names[0]}/theme", {"theme": exports.id}),
        ("POST", f"{path}/split", part),
        ("POST", f"{path}/merge", {"themes": [prices.id]}),
        ("POST", f"{path}/exclude", {}),
        ("POST", f"{path}/restore", {}),
    ]
    seen = []
    for method, where, body in edits:
        seen.append((await places(database, study), await labels(database, study)))
        assert (await api.request(method, where, json=body)).status_code in (200, 201, 204)
    for before in reversed(seen):
        assert (await api.post(f"/api/v1/studies/{study.id}/themes/undo")).status_code == 200
        assert (await places(database, study), await labels(database, study)) == before
    assert (await api.post(f"/api/v1/studies/{study.id}/themes/undo")).status_code == 409
    listed = (await api.get(f"/api/v1/studies/{study.id}/themes/edits")).json()["items"]
    assert len(listed) == len(edits)
    assert all(edit["undone_at"] for edit in listed)


async def test_undoing_leaves_what_was_moved_since(
    api: httpx.AsyncClient, database: Database, study: Study, exports: Theme, prices: Theme
) -> None:
    """Only what an edit did and nobody changed since goes back."""
    support = await voiced(database, study, "Support", SUPPORT)
    moved = next(line.id for line in await lines_of(database, study) if line.theme_id == prices.id)
    await api.post(f"/api/v1/themes/{exports.id}/merge", json={"themes": [prices.id]})
    async with database.workspace(study.workspace_id) as db:
        await theme_edits.move(db, {moved: (support.id, "run")})
    await api.post(f"/api/v1/studies/{study.id}/themes/undo")
    now_at = await places(database, study)
    assert now_at[moved] == (support.id, "run")
    assert len(await members(database, study, prices)) == 5


async def test_interviews_whose_themes_changed_are_told_again_and_no_others(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study, exports: Theme, prices: Theme
) -> None:
    await retheme(kit, study.id)
    await api.patch(f"/api/v1/themes/{exports.id}", json={"label": "Broken exports"})
    await retheme(kit, study.id)
    told = await updated(api)
    assert len(told) == len(EXPORTS)
    assert {theme["label"] for event in told for theme in event["themes"]} == {"Broken exports"}
    quotes = [quote["id"] for event in told for quote in event["quotes"]]
    assert all(name in quotes for event in told for theme in event["themes"] for name in theme["evidence"])
    await retheme(kit, study.id)
    assert len(await updated(api)) == len(EXPORTS)


async def test_after_an_exclusion_no_event_and_no_tag_names_the_theme(
    api: httpx.AsyncClient, kit: Kit, study: Study, exports: Theme
) -> None:
    await api.post(f"/api/v1/themes/{exports.id}/exclude")
    await retheme(kit, study.id)
    told = await updated(api)
    assert len(told) == len(EXPORTS)
    assert all(event["themes"] == [] for event in told)
    tags = (await api.get("/api/v1/tags", params={"kind": "theme", "study": study.id})).json()["items"]
    assert tags == []


async def test_the_tags_say_where_the_statements_are(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study, exports: Theme, prices: Theme
) -> None:
    line = next(line for line in await lines_of(database, study) if line.theme_id == exports.id)
    await api.put(f"/api/v1/statements/{line.id}/theme", json={"theme": prices.id})
    await retheme(kit, study.id)
    insight = (await api.get(f"/api/v1/interviews/{line.interview_id}")).json()["insight"]
    [tag] = [tag for tag in insight["tags"] if tag["kind"] == "theme"]
    assert (tag["name"], tag["confidence"], tag["evidence"]) == ("Prices", 1.0, [line.id])
    assert insight["revision"] == 2


async def test_a_part_split_off_is_recognised_by_its_statements(
    api: httpx.AsyncClient,
    kit: Kit,
    database: Database,
    study: Study,
    encoding: Encoding,
) -> None:
    mixed = await voiced(database, study, "This and that", (*EXPORTS, *PRICES))
    chosen = [line.id for line in await lines_of(database, study) if line.text in PRICES]
    body = {"parts": [{"label": "What it costs", "statements": chosen}]}
    [born] = (await api.post(f"/api/v1/themes/{mixed.id}/split", json=body)).json()
    await retheme(kit, study.id)
    encoder = await encoding.load()
    async with database.workspace(study.workspace_id) as db:
        stored = await themes.exemplars(db, study.id, encoder.name)
    assert {row.theme_id for row in stored} == {mixed.id, born["id"]}


async def test_only_the_study_of_a_statement_can_take_it(
    api: httpx.AsyncClient, database: Database, study: Study, exports: Theme
) -> None:
    other = (await api.post("/api/v1/studies", json={"guide": "nps-follow-up"})).json()["id"]
    theirs = (await database_theme(database, study.workspace_id, other)).id
    line = (await lines_of(database, study))[0]
    assert (await api.put(f"/api/v1/statements/{line.id}/theme", json={"theme": theirs})).status_code == 404
    assert (
        await api.post(f"/api/v1/themes/{exports.id}/merge", json={"themes": [theirs]})
    ).status_code == 404


async def database_theme(database: Database, workspace_id: str, study_id: str) -> Theme:
    async with database.workspace(workspace_id) as db:
        return (await themes.themes(db, study_id))[0]


async def updated(api: httpx.AsyncClient) -> list[dict[str, Any]]:
    found = (await api.get("/api/v1/events", params={"type": "insight.updated", "limit": 200})).json()
    return [event["data"] for event in found["items"]]
