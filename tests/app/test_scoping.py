"""What belongs to one workspace is out of every other one's sight and reach."""

from __future__ import annotations

import re

import httpx
import psycopg
import pytest
from fastapi.routing import APIRoute
from psycopg import sql

from app import postgres
from app.api import routers
from app.database import Database
from app.errors import SetupProblem
from app.postgres import Cluster
from app.queries.base import insert
from app.tables import Row, Study, Workspace
from tests.app.rows import KINDS, ORDER, example, one_of_each

NAMES = [table.name for table in ORDER]


@pytest.fixture
async def foreign(database: Database, other_workspace: Workspace) -> dict[str, Row]:
    """A row of every table in a workspace that is not ours."""
    return await one_of_each(database, other_workspace)


def count(table: str, workspace_id: str) -> sql.Composed:
    return sql.SQL("SELECT count(*) AS rows FROM {} WHERE workspace_id = {}").format(
        sql.Identifier(table), workspace_id
    )


def test_every_table_has_a_class() -> None:
    assert set(KINDS) == {*NAMES, "workspaces"}


async def test_no_row_of_another_workspace_is_seen(
    database: Database, foreign: dict[str, Row], workspace: Workspace, other_workspace: Workspace
) -> None:
    async with database.workspace(other_workspace.id) as db:
        own = {name: await (await db.execute(count(name, other_workspace.id))).fetchone() for name in NAMES}
    async with database.workspace(workspace.id) as db:
        seen = {name: await (await db.execute(count(name, other_workspace.id))).fetchone() for name in NAMES}
    assert own == {key: {"rows": 1} for key in NAMES}
    assert seen == {key: {"rows": 0} for key in NAMES}


async def test_without_a_scope_nothing_is_seen(
    database: Database, conninfo: str, foreign: dict[str, Row]
) -> None:
    async with await psycopg.AsyncConnection.connect(conninfo) as db:
        seen = {
            name: await (
                await db.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
            ).fetchone()
            for name in [*NAMES, "workspaces"]
        }
    assert seen == dict.fromkeys([*NAMES, "workspaces"], (0,))


async def test_another_workspaces_rows_can_be_neither_changed_nor_deleted(
    database: Database, foreign: dict[str, Row], workspace: Workspace, other_workspace: Workspace
) -> None:
    touched = {}
    async with database.workspace(workspace.id) as db:
        for name in NAMES:
            table = sql.Identifier(name)
            moved = await db.execute(sql.SQL("UPDATE {} SET workspace_id = {}").format(table, workspace.id))
            gone = await db.execute(sql.SQL("DELETE FROM {}").format(table))
            touched[name] = (moved.rowcount, gone.rowcount)
    async with database.workspace(other_workspace.id) as db:
        left = {name: await (await db.execute(count(name, other_workspace.id))).fetchone() for name in NAMES}
    assert touched == dict.fromkeys(NAMES, (0, 0))
    assert left == {key: {"rows": 1} for key in NAMES}


@pytest.mark.parametrize("name", NAMES)
async def test_nothing_can_be_written_for_another_workspace(
    database: Database, workspace: Workspace, other_workspace: Workspace, name: str
) -> None:
    made: dict[str, Row] = {"workspaces": other_workspace}
    async with database.workspace(other_workspace.id) as db:
        for table in ORDER:
            row = example(table, made)
            if table.name == name:
                break
            made[table.name] = await insert(db, row)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with database.workspace(workspace.id) as db:
            await insert(db, row)


async def test_a_login_that_sees_through_row_level_security_is_refused(cluster: Cluster) -> None:
    all_seeing = Database(cluster.conninfo(role=postgres.ADMIN))
    with pytest.raises(SetupProblem, match="row-level security"):
        await all_seeing.open()
    await all_seeing.close()


# --- over HTTP, for every route there is ---

ROUTES = [
    (method, route.path)
    for router in routers
    for route in router.routes
    if isinstance(route, APIRoute) and route.path.startswith("/api/")
    for method in sorted(route.methods)
]
BY_ID = [(method, path) for method, path in ROUTES if "{" in path]
LISTS = [path for method, path in ROUTES if method == "GET" and "{" not in path]
RESOURCES = {
    "plays": "policies",
    "play-runs": "play_runs",
    "success-plans": "success_plans",
    "triggers": "policies",
}
"""The table behind a resource that is called otherwise."""
BODIES = {"POST": {}, "PUT": {}, "PATCH": {}}


def with_id(path: str, name: str) -> str:
    """The path with `name` in place of its parameter, if it has one."""
    return re.sub(r"\{\w+\}", name, path)


def table_of(path: str) -> str:
    """The table of the resource a path begins with."""
    resource = path.split("/")[3]
    return RESOURCES.get(resource, resource)


def test_the_routes_are_found_and_each_names_its_resource_by_an_id_and_at_most_a_part_of_it() -> None:
    assert len(BY_ID) >= 12
    assert all(path.count("{") <= 2 and table_of(path) in KINDS for _, path in BY_ID)


@pytest.mark.parametrize(("method", "path"), BY_ID)
async def test_a_foreign_id_is_answered_as_one_that_does_not_exist(
    api: httpx.AsyncClient, foreign: dict[str, Row], method: str, path: str
) -> None:
    theirs = str(foreign[table_of(path)].id)
    answers = [
        await api.request(method, with_id(path, name), json=BODIES.get(method))
        for name in (theirs, f"{theirs.split('_')[0]}_{'0' * 26}")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert answers[0].headers["content-type"] == "application/problem+json"


async def test_nothing_of_ours_can_be_tied_to_something_foreign(
    api: httpx.AsyncClient, foreign: dict[str, Row], study: Study
) -> None:
    """References are checked by the database without row-level security, so the verbs look first."""
    theirs = {name: str(row.id) for name, row in foreign.items() if hasattr(row, "id")}
    interviews = f"/api/v1/studies/{study.id}/interviews"
    attempts = [
        ("/api/v1/contacts", {"account": theirs["accounts"], "name": "Mallory"}),
        (interviews, {"account": theirs["accounts"]}),
        (interviews, {"contact": theirs["contacts"]}),
        ("/api/v1/studies", {"guide": theirs["guides"]}),
    ]
    for path, body in attempts:
        assert (await api.post(path, json=body)).status_code == 404, body


@pytest.mark.parametrize("path", LISTS)
async def test_lists_hold_nothing_foreign_even_when_asked_by_foreign_ids(
    api: httpx.AsyncClient, foreign: dict[str, Row], path: str
) -> None:
    hidden = {str(row.id) for row in foreign.values() if hasattr(row, "id")}
    filters = {
        name: str(foreign[table].id)
        for name, table in (
            ("study", "studies"),
            ("account", "accounts"),
            ("interview", "interviews"),
            ("theme", "themes"),
            ("webhook", "webhooks"),
        )
    }
    for params in ({}, *({name: value} for name, value in filters.items())):
        answer = await api.get(path, params=params)
        assert answer.status_code in (200, 404, 422)
        assert not [name for name in hidden if name in answer.text]
