"""Rehearsals over the API, and with a model as interviewer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from app.database import Database
from app.kit import Kit
from app.models import model_line
from app.queries import guides, rehearsals
from app.queries.base import rows
from app.services.plan_rehearsal import plan_rehearsal
from app.services.run_rehearsals import run_rehearsals
from app.settings import Settings
from app.tables import Rehearsal, Study, Workspace
from integrations.fakes.model_server import MODEL, ModelServer


@pytest.fixture
async def database(fresh_conninfo: str) -> AsyncIterator[Database]:
    """A database of the test's own: what waits is run for all workspaces."""
    opened = Database(fresh_conninfo, connections=8)
    await opened.open()
    yield opened
    await opened.close()


async def guide_of(api: httpx.AsyncClient) -> str:
    made = await api.post("/api/v1/guides", json={"guide": "nps-follow-up"})
    return str(made.json()["id"])


async def test_a_rehearsal_is_asked_for_and_read_over_the_api(api: httpx.AsyncClient, kit: Kit) -> None:
    path = f"/api/v1/guides/{await guide_of(api)}/rehearsals"
    asked = await api.post(path, json={"respondents": 10, "seed": 4})
    assert asked.status_code == 201
    one = asked.json()
    assert (one["status"], one["done"], one["scoreboard"], one["hints"]) == ("queued", 0, None, None)
    await run_rehearsals(kit)
    found = (await api.get(f"/api/v1/rehearsals/{one['id']}")).json()
    assert (found["status"], found["done"], found["voice"], found["language"]) == (
        "done",
        10,
        "built-in",
        "en",
    )
    assert found["scoreboard"]["conversations"] == 10
    assert {"rule", "key", "value", "target", "passed"} <= found["scoreboard"]["measures"][0].keys()
    assert len(found["transcripts"]) == 10
    [listed] = (await api.get(path)).json()["items"]
    assert listed["id"] == one["id"]
    assert "transcripts" not in listed


async def test_the_same_seed_finds_the_same(api: httpx.AsyncClient, kit: Kit) -> None:
    path = f"/api/v1/guides/{await guide_of(api)}/rehearsals"
    asked = [(await api.post(path, json={"respondents": 10, "seed": seed})).json() for seed in (4, 4)]
    await run_rehearsals(kit)
    first, again = [(await api.get(f"/api/v1/rehearsals/{one['id']}")).json() for one in asked]
    assert first["transcripts"] == again["transcripts"]
    assert first["scoreboard"] == again["scoreboard"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"respondents": 3}, "respondents"),
        ({"respondents": 201}, "respondents"),
        ({"seed": -1}, "seed"),
        ({"language": "tlh"}, "language"),
        ({"persona": "terse"}, "persona"),
    ],
)
async def test_what_is_wrong_is_named(api: httpx.AsyncClient, body: dict[str, object], field: str) -> None:
    answer = await api.post(f"/api/v1/guides/{await guide_of(api)}/rehearsals", json=body)
    assert answer.status_code == 422
    assert field in answer.text


@pytest.fixture
async def model_server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


async def voiced(
    kit: Kit, server: ModelServer, database: Database, study: Study, caps: dict[str, Any]
) -> Rehearsal:
    """A rehearsal of the study's guide with the local server's model as interviewer, run to its end."""
    settings = Settings(
        home=kit.settings.home,
        model_base_url=server.base_url,
        model_api_key=SecretStr("sk-test"),
        model_name=MODEL,
        model_caps=caps,
    )
    own = replace(kit, settings=settings, models=model_line(settings))
    async with database.workspace(study.workspace_id) as db:
        version = await guides.version(db, study.guide_version_id)
        assert version is not None
        row = await plan_rehearsal(own, db, version, respondents=10)
    await run_rehearsals(own)
    async with database.workspace(study.workspace_id) as db:
        found = await rehearsals.rehearsal(db, row.id)
    assert found is not None
    return found


async def test_a_models_calls_in_a_rehearsal_are_written_down_as_such(
    kit: Kit, model_server: ModelServer, database: Database, study: Study
) -> None:
    row = await voiced(kit, model_server, database, study, {})
    assert (row.status, row.voice) == ("done", "model")
    async with database.workspace(study.workspace_id) as db:
        calls = await rows(db, "SELECT purpose, interview_id, study_id FROM model_calls")
    assert len(calls) >= 20
    assert {(call["purpose"], call["interview_id"], call["study_id"]) for call in calls} == {
        ("rehearsal", None, None)
    }


async def test_past_the_days_cap_the_built_in_interviewer_goes_on(
    kit: Kit, model_server: ModelServer, database: Database, study: Study, workspace: Workspace
) -> None:
    free = await voiced(kit, model_server, database, study, {})
    async with database.workspace(workspace.id) as db:
        before = len(await rows(db, "SELECT id FROM model_calls"))
    capped = await voiced(kit, model_server, database, study, {"day": {"tokens": 1}})
    async with database.workspace(workspace.id) as db:
        after = len(await rows(db, "SELECT id FROM model_calls"))
    assert (free.status, capped.status) == ("done", "done")
    assert after == before > 0
