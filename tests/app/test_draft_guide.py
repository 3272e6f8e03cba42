"""Drafting with a model at the door: its calls are written down, and without it a draft comes anyway."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from pydantic import SecretStr

from app.database import Database
from app.kit import Kit
from app.models import model_line
from app.queries import spend
from app.queries.base import value
from app.services.draft_guide import draft_guide
from app.settings import Settings
from app.tables import Workspace
from integrations.fakes.model_server import MODEL, ModelServer
from interviewer.authoring import grave, lint

GOAL = "find out why customers stop using exports"


@pytest.fixture
async def model_server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


@pytest.fixture
def with_model(kit: Kit, model_server: ModelServer) -> Kit:
    """A process with a model at the local server."""
    settings = Settings(
        home=kit.settings.home,
        model_base_url=model_server.base_url,
        model_api_key=SecretStr("sk-test"),
        model_name=MODEL,
    )
    return replace(kit, settings=settings, models=model_line(settings))


async def drafting_calls(database: Database, workspace: Workspace) -> int:
    async with database.workspace(workspace.id) as db:
        return int(await value(db, "SELECT count(*) FROM model_calls WHERE purpose = 'drafting'") or 0)


async def test_a_models_draft_is_a_clean_guide_and_its_calls_are_written_down(
    with_model: Kit, database: Database, workspace: Workspace
) -> None:
    drafted = await draft_guide(with_model, workspace.id, GOAL)
    assert grave(lint(drafted.guide)) == []
    assert await drafting_calls(database, workspace) >= 1


async def test_a_model_that_errs_leaves_the_templates_draft_and_its_calls_written_down(
    with_model: Kit, model_server: ModelServer, database: Database, workspace: Workspace
) -> None:
    model_server.fault = "bad_key"
    drafted = await draft_guide(with_model, workspace.id, GOAL)
    assert drafted.source == "template"
    assert "comes from a template" in drafted.notes[0]
    assert await drafting_calls(database, workspace) >= 1


async def test_who_comes_on_top_of_the_drafts_under_way_gets_a_template_at_once(
    with_model: Kit, model_server: ModelServer, workspace: Workspace
) -> None:
    async with with_model.drafting, with_model.drafting:
        drafted = await draft_guide(with_model, workspace.id, GOAL)
    assert drafted.notes[0] == "The model is busy with other drafts."
    assert not model_server.requests


async def test_a_used_up_budget_asks_no_model(
    with_model: Kit, model_server: ModelServer, database: Database, workspace: Workspace
) -> None:
    async with database.workspace(workspace.id) as db:
        await spend.set_caps(db, workspace.id, {"day": {"tokens": 0}})
    drafted = await draft_guide(with_model, workspace.id, GOAL)
    assert drafted.notes[0] == "The model's budget is used up."
    assert not model_server.requests
