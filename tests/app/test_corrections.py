"""A person's word on a tag holds whenever its interview is read again, and teaches its workspace alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from analysis.signals.learning import CORRECTIONS_NEEDED
from app.database import Database
from app.encoding import Encoding
from app.kit import Kit
from app.queries import corrections
from app.services.analyse_interview import analyse_interview
from app.services.learn_intents import learn_intents
from app.tables import Interview, Study, Workspace
from tests.app.talks import talk

ANSWERS = [
    "The export crashes every Monday and nobody told us why.",
    "We moved our meetings to the new office in spring.",
]


@pytest.fixture
def kit(kit: Kit, encoding: Encoding) -> Kit:
    """A process whose encoder is loaded."""
    return replace(kit, encoding=encoding)


@pytest.fixture
async def interview(kit: Kit, database: Database, study: Study) -> Interview:
    """An interview that was read once."""
    told = await talk(database, study, ANSWERS)
    await analyse_interview(kit, told.id)
    return told


async def insight(api: httpx.AsyncClient, interview: Interview) -> dict[str, Any]:
    body: dict[str, Any] = (await api.get(f"/api/v1/interviews/{interview.id}")).json()["insight"]
    return body


def tag(shown: dict[str, Any], name: str) -> dict[str, Any] | None:
    return next((tag for tag in shown["tags"] if tag["name"] == name), None)


async def waiting(database: Database, task: str) -> int:
    async with database.system() as db:
        row = await (
            await db.execute("SELECT count(*) AS n FROM procrastinate_jobs WHERE task_name = %s", [task])
        ).fetchone()
    assert row is not None
    return int(row["n"])


async def test_a_tag_that_was_taken_away_stays_away(
    api: httpx.AsyncClient, kit: Kit, interview: Interview, database: Database
) -> None:
    problem = tag(await insight(api, interview), "problem")
    assert problem is not None
    answer = await api.post(f"/api/v1/tags/{problem['id']}/correct", json={"right": False})
    assert answer.status_code == 200
    assert [(item["name"], item["right"]) for item in answer.json()["items"]] == [("problem", False)]
    assert await waiting(database, "analyse_interview") >= 1
    for _ in range(2):
        await analyse_interview(kit, interview.id)
        assert tag(await insight(api, interview), "problem") is None
    told = (await api.get("/api/v1/events", params={"type": "insight.updated"})).json()["items"]
    assert [intent["name"] for intent in told[0]["data"]["intents"]].count("problem") == 0


async def test_another_name_takes_the_place_of_a_wrong_one(
    api: httpx.AsyncClient, kit: Kit, interview: Interview
) -> None:
    problem = tag(await insight(api, interview), "problem")
    assert problem is not None
    given = {"right": False, "name": "escalation"}
    await api.post(f"/api/v1/tags/{problem['id']}/correct", json=given)
    await analyse_interview(kit, interview.id)
    shown = await insight(api, interview)
    instead = tag(shown, "escalation")
    assert tag(shown, "problem") is None
    assert instead is not None
    assert instead["evidence"] == problem["evidence"]
    assert instead["confidence"] >= 0.97


async def test_a_missing_tag_is_added_with_its_statement_as_evidence(
    api: httpx.AsyncClient, kit: Kit, interview: Interview
) -> None:
    line = (await insight(api, interview))["statements"][-1]
    for kind, name in (("intent", "champion_change"), ("driver", "people")):
        answer = await api.post(f"/api/v1/statements/{line['id']}/tags", json={"kind": kind, "name": name})
        assert answer.status_code == 201
    await analyse_interview(kit, interview.id)
    shown = await insight(api, interview)
    for name in ("champion_change", "people"):
        added = tag(shown, name)
        assert added is not None
        assert line["id"] in added["evidence"]


async def test_the_last_word_holds(api: httpx.AsyncClient, kit: Kit, interview: Interview) -> None:
    line = (await insight(api, interview))["statements"][-1]
    await api.post(f"/api/v1/statements/{line['id']}/tags", json={"kind": "intent", "name": "churn"})
    await analyse_interview(kit, interview.id)
    churn = tag(await insight(api, interview), "churn")
    assert churn is not None
    await api.post(f"/api/v1/tags/{churn['id']}/correct", json={"right": False})
    await analyse_interview(kit, interview.id)
    assert tag(await insight(api, interview), "churn") is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "right"),
        ({"right": False, "name": "churning"}, "name"),
        ({"right": True, "name": "churn"}, "name"),
        ({"right": False, "name": "problem"}, "name"),
    ],
)
async def test_a_correction_that_says_nothing_is_refused(
    api: httpx.AsyncClient, interview: Interview, given: dict[str, Any], field: str
) -> None:
    problem = tag(await insight(api, interview), "problem")
    assert problem is not None
    answer = await api.post(f"/api/v1/tags/{problem['id']}/correct", json=given)
    assert answer.status_code == 422
    assert field in answer.text


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "kind"),
        ({"kind": "theme", "name": "x"}, "kind"),
        ({"kind": "intent", "name": "price"}, "name"),
        ({"kind": "driver", "name": "churn"}, "name"),
    ],
)
async def test_a_tag_of_no_known_name_is_refused(
    api: httpx.AsyncClient, interview: Interview, given: dict[str, Any], field: str
) -> None:
    line = (await insight(api, interview))["statements"][0]
    answer = await api.post(f"/api/v1/statements/{line['id']}/tags", json=given)
    assert answer.status_code == 422
    assert field in answer.text


async def test_a_sentiment_is_not_corrected_like_a_tag(api: httpx.AsyncClient, interview: Interview) -> None:
    overall = tag(await insight(api, interview), "overall")
    assert overall is not None
    answer = await api.post(f"/api/v1/tags/{overall['id']}/correct", json={"right": False})
    assert answer.status_code == 409


async def test_enough_corrections_teach_this_workspace_and_no_other(
    api: httpx.AsyncClient,
    kit: Kit,
    database: Database,
    study: Study,
    workspace: Workspace,
    other_workspace: Workspace,
) -> None:
    told = await talk(database, study, [f"The blue lorry came at {hour} again." for hour in range(1, 13)])
    await analyse_interview(kit, told.id)
    lines = (await insight(api, told))["statements"]
    given = {"kind": "intent", "name": "escalation"}
    for line in lines[: CORRECTIONS_NEEDED - 1]:
        await api.post(f"/api/v1/statements/{line['id']}/tags", json=given)
    await learn_intents(kit, workspace.id)
    async with database.workspace(workspace.id) as db:
        assert await corrections.learned(db, workspace.id) is None
    assert await waiting(database, "learn_intents") == 0
    for line in lines[CORRECTIONS_NEEDED - 1 :]:
        await api.post(f"/api/v1/statements/{line['id']}/tags", json=given)
    assert await waiting(database, "learn_intents") == 1
    await learn_intents(kit, workspace.id)
    async with database.workspace(workspace.id) as db:
        learned = await corrections.learned(db, workspace.id)
        theirs = await corrections.learned(db, other_workspace.id)
    assert learned is not None
    assert learned.corrections == len(lines)
    assert theirs is None
    another = await talk(database, study, ["The blue lorry came at 15 again."])
    await analyse_interview(kit, another.id)
    assert tag(await insight(api, another), "escalation") is not None
