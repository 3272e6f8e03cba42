"""What webhooks are told of scores and firings is what their page says."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.database import Database
from app.queries.base import rows
from app.tables import Workspace
from tests.app.triggers.cases import NOW
from tests.app.triggers.made import know, look, make_account, usage

PAGE = (Path(__file__).parents[3] / "docs/integrations/webhooks.md").read_text(encoding="utf-8")


def example(kind: str) -> dict[str, Any]:
    """The `data` of a type's example."""
    section = PAGE.split(f"### `{kind}`")[1]
    shown: dict[str, Any] = json.loads(section.split("```json")[1].split("```")[0])
    assert shown["type"] == kind
    data: dict[str, Any] = shown["data"]
    return data


@pytest.fixture
async def told(database: Database, workspace: Workspace) -> dict[str, dict[str, Any]]:
    """The newest event of each type after an account's usage has fallen by 45 percent."""
    account = await make_account(database, workspace)
    week_ago = NOW - timedelta(days=7)
    await know(database, account, usage(account, fall=0, until=week_ago))
    await look(database, account, week_ago)
    await know(database, account, usage(account, fall=45, days=7))
    await look(database, account)
    async with database.workspace(workspace.id) as db:
        found = await rows(db, "SELECT type, data FROM events ORDER BY id")
    return {row["type"]: row["data"] for row in found}


@pytest.mark.parametrize("kind", ["health.changed", "trigger.fired"])
async def test_the_documented_example_has_the_names_a_real_event_has(
    told: dict[str, dict[str, Any]], kind: str
) -> None:
    assert set(example(kind)) == set(told[kind])


async def test_a_factor_that_moved_a_score_is_told_as_documented(told: dict[str, dict[str, Any]]) -> None:
    [shown] = example("health.changed")["top"]
    real = told["health.changed"]["top"][0]
    assert set(shown) == set(real)
    assert set(shown["evidence"][0]) == set(real["evidence"][0])
