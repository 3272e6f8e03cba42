"""Figures are counted where things happen."""

from __future__ import annotations

import httpx
from prometheus_client import REGISTRY

from app.database import Database
from app.kit import Kit
from app.services.accept_turn import accept_turn
from app.services.deliver import deliver
from app.services.take_turn import take_turn
from app.tables import Study
from app.tables.base import now
from tests.app.talks import talk
from tests.integrations.receivers import answering, receiver


def figure(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_a_reply_counts_by_its_model_and_takes_its_time(
    kit: Kit, database: Database, study: Study
) -> None:
    labels = {"model": "built-in", "fallback": "none"}
    before = figure("earshot_turns_total", **labels), figure("earshot_turn_seconds_count")
    interview = await talk(database, study, [], ended=None)
    assert await take_turn(kit, study.workspace_id, interview.id) == "replied"
    assert await take_turn(kit, study.workspace_id, interview.id) == "nothing"
    assert figure("earshot_turns_total", **labels) == before[0] + 1
    assert figure("earshot_turn_seconds_count") == before[1] + 1


async def test_an_end_counts_by_its_reason(kit: Kit, database: Database, study: Study) -> None:
    before = figure("earshot_interviews_ended_total", reason="stopped")
    interview = await talk(database, study, [], ended=None)
    await take_turn(kit, study.workspace_id, interview.id)
    async with database.workspace(study.workspace_id) as db:
        await accept_turn(db, interview.id, client_id="stop", action="stop", text="", now=now())
    await take_turn(kit, study.workspace_id, interview.id)
    assert figure("earshot_interviews_ended_total", reason="stopped") == before + 1


async def test_deliveries_count_by_what_came_of_them(api: httpx.AsyncClient, kit: Kit) -> None:
    before = figure("earshot_deliveries_total", outcome="delivered")
    async with receiver(answering(200)) as to:
        made = (await api.post("/api/v1/webhooks", json={"url": f"http://127.0.0.1:{to.port}/"})).json()
        await api.post(f"/api/v1/webhooks/{made['id']}/test")
        await deliver(kit, made["id"])
    assert figure("earshot_deliveries_total", outcome="delivered") == before + 1
