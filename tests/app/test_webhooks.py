"""Webhooks: endpoints, signed deliveries to a real receiver, retries, replay, rotation."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook as Verifier

from app.database import Database
from app.kit import Kit
from app.queries import deliveries
from app.queries.base import value
from app.services.deliver import deliver
from app.services.emit_event import TYPES, emit_event
from app.tables import Workspace
from app.tables.base import now
from integrations.http import client as web_client
from tests.integrations.receivers import Play, Receiver, answering, receiver

WEBHOOKS, DELIVERIES = "/api/v1/webhooks", "/api/v1/deliveries"
DATA = {
    "interview": "int_1",
    "quotes": [{"id": "sta_1", "text": "Ünïcode 🎉 words"}],
    "link": "/interviews/int_1",
}


async def register(api: httpx.AsyncClient, url: str, **fields: Any) -> dict[str, Any]:
    made = await api.post(WEBHOOKS, json={"url": url, **fields})
    assert made.status_code == 201, made.text
    body: dict[str, Any] = made.json()
    return body


async def tell(database: Database, workspace: Workspace, kind: str = "insight.created") -> None:
    async with database.workspace(workspace.id) as db:
        await emit_event(db, workspace.id, kind, DATA, now())


async def make_due(database: Database, workspace: Workspace) -> None:
    """Time passes: whatever waits for its next attempt is due."""
    async with database.workspace(workspace.id) as db:
        await db.execute("UPDATE deliveries SET due_at = now() WHERE status = 'pending'")


def url_of(to: Receiver) -> str:
    return f"http://127.0.0.1:{to.port}/hook"


def verified(to: Receiver, secret: str, number: int = 0) -> dict[str, Any]:
    """The body of a delivery, checked as a receiver would. Raises when the signature is wrong."""
    body: dict[str, Any] = Verifier(secret).verify(to.bodies[number], to.headers(number))
    return body


# --- registering ---


async def test_the_secret_is_shown_once(api: httpx.AsyncClient) -> None:
    made = await register(api, "https://93.184.215.14/hook", description="CSP")
    shown = await api.get(f"{WEBHOOKS}/{made['id']}")
    assert made["secret"].startswith("whsec_")
    assert "secret" not in shown.json()
    assert made["secret"] not in (await api.get(WEBHOOKS)).text


@pytest.mark.parametrize(
    "url",
    [
        "https://10.0.0.1/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:127.0.0.1]/hook",
        "https://100.64.0.1/hook",
        "https://0x7f.1/hook",
        "http://93.184.215.14/hook",
        "https://user:pass@93.184.215.14/hook",
        "https://93.184.215.14:22/hook",
        "file:///etc/passwd",
        "",
    ],
)
async def test_addresses_we_do_not_send_to_are_refused_by_field(api: httpx.AsyncClient, url: str) -> None:
    refused = await api.post(WEBHOOKS, json={"url": url})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "url"
    assert not url or url not in refused.text


async def test_loopback_needs_the_development_setting(api: httpx.AsyncClient, kit: Kit) -> None:
    kit.settings.allow_loopback_webhooks = False
    refused = await api.post(WEBHOOKS, json={"url": "http://127.0.0.1:9000/hook"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "url"


async def test_an_unknown_event_names_the_choices(api: httpx.AsyncClient) -> None:
    body = {"url": "https://93.184.215.14/hook", "events": ["insight.created", "insight.imagined"]}
    refused = (await api.post(WEBHOOKS, json=body)).json()
    assert refused["errors"][0]["field"] == "events.1"
    assert all(kind in refused["errors"][0]["message"] for kind in TYPES)


# --- delivering ---


async def test_a_delivery_is_signed_and_carries_the_event(
    api: httpx.AsyncClient, kit: Kit, database: Database, workspace: Workspace
) -> None:
    async with receiver(answering(200)) as to:
        hook = await register(api, url_of(to))
        await tell(database, workspace)
        await deliver(kit, hook["id"])
    event = (await api.get("/api/v1/events")).json()["items"][0]
    body = verified(to, hook["secret"])
    assert body["type"] == "insight.created"
    assert body["data"]["quotes"] == DATA["quotes"]
    assert body["data"]["link"] == "http://earshot.test/interviews/int_1"
    assert to.headers()["webhook-id"] == event["id"]
    line = (await api.get(DELIVERIES)).json()["items"][0]
    assert (line["status"], line["attempts"], line["due_at"]) == ("delivered", 1, None)


async def test_a_thin_endpoint_gets_no_words(
    api: httpx.AsyncClient, kit: Kit, database: Database, workspace: Workspace
) -> None:
    async with receiver(answering(200)) as to:
        hook = await register(api, url_of(to), thin=True)
        await tell(database, workspace)
        await deliver(kit, hook["id"])
    assert verified(to, hook["secret"])["data"]["quotes"] == [{"id": "sta_1"}]
    assert b"words" not in to.bodies[0]


async def test_an_endpoint_gets_only_what_it_asked_for(
    api: httpx.AsyncClient, kit: Kit, database: Database, workspace: Workspace
) -> None:
    async with receiver(answering(200)) as to:
        hook = await register(api, url_of(to), events=["interview.completed"])
        await tell(database, workspace, "insight.created")
        await tell(database, workspace, "interview.completed")
        await deliver(kit, hook["id"])
    assert [json.loads(body)["type"] for body in to.bodies] == ["interview.completed"]


async def test_another_workspaces_events_never_arrive(
    api: httpx.AsyncClient, kit: Kit, database: Database, other_workspace: Workspace
) -> None:
    async with receiver(answering(200)) as to:
        hook = await register(api, url_of(to))
        await tell(database, other_workspace)
        await deliver(kit, hook["id"])
    assert to.connections == 0


@pytest.mark.parametrize(
    "play", [answering(500), answering(302, location="http://127.0.0.1/"), answering(404)]
)
async def test_a_failed_attempt_waits_and_is_repeated_with_the_same_id(
    api: httpx.AsyncClient, kit: Kit, database: Database, workspace: Workspace, play: Play
) -> None:
    async with receiver(play) as to:
        hook = await register(api, url_of(to))
        await tell(database, workspace)
        await deliver(kit, hook["id"])
        waiting = (await api.get(DELIVERIES)).json()["items"][0]
        await make_due(database, workspace)
        await deliver(kit, hook["id"])
    assert (waiting["status"], waiting["attempts"]) == ("pending", 1)
    assert waiting["due_at"] > waiting["created_at"]
    assert to.headers(0)["webhook-id"] == to.headers(1)["webhook-id"]
    assert to.bodies[0] == to.bodies[1]
    detail = (await api.get(f"{DELIVERIES}/{waiting['id']}")).json()
    assert [(line["is_ok"], bool(line["error"])) for line in detail["log"]] == [(False, True)] * 2


async def test_the_receivers_wish_to_wait_is_followed(
    api: httpx.AsyncClient, kit: Kit, database: Database, workspace: Workspace
) -> None:
    started = now()
    async with receiver(answering(503, retry_after="3600")) as to:
        hook = await register(api, url_of(to))
        await tell(database, workspace)
        await deliver(kit, hook["id"])
    async with database.workspace(workspace.id) as db:
        due = await value(db, "SELECT due_at FROM deliveries")
    assert due >= started + timedelta(minutes=59)


async def test_a_delivery_that_never_arrives_is_given_up_and_said_so(
    api: httpx.AsyncClient, kit: Kit, database: Database, workspace: Workspace
) -> None:
    async with receiver(answering(500)) as to:
        hook = await register(api, url_of(to))
        await tell(database, workspace)
        async with database.workspace(workspace.id) as db:
            await db.execute("UPDATE deliveries SET attempts = 100")
        await deliver(kit, hook["id"])
    line = (await api.get(DELIVERIES, params={"status": "failed"})).json()["items"][0]
    assert (line["status"], line["due_at"]) == ("failed", None)


async def test_a_receiver_that_answers_410_is_disabled_and_left_alone(
    api: httpx.AsyncClient, kit: Kit, database: Database, workspace: Workspace
) -> None:
    async with receiver(answering(410)) as to:
        hook = await register(api, url_of(to))
        await tell(database, workspace)
        await tell(database, workspace)
        await deliver(kit, hook["id"])
        await deliver(kit, hook["id"])
        await tell(database, workspace)
    shown = (await api.get(f"{WEBHOOKS}/{hook['id']}")).json()
    assert to.connections == 1
    assert shown["disabled_at"] is not None
    assert "410" in shown["disabled_reason"]
    assert len((await api.get(DELIVERIES)).json()["items"]) == 2


async def test_a_replay_sends_the_same_event_again(
    api: httpx.AsyncClient, kit: Kit, database: Database, workspace: Workspace
) -> None:
    async with receiver(answering(200)) as to:
        hook = await register(api, url_of(to))
        await tell(database, workspace)
        await deliver(kit, hook["id"])
        line = (await api.get(DELIVERIES)).json()["items"][0]
        again = await api.post(f"{DELIVERIES}/{line['id']}/replay")
        await deliver(kit, hook["id"])
    assert again.status_code == 202
    assert again.json()["status"] == "pending"
    assert len(to.bodies) == 2
    assert to.headers(0)["webhook-id"] == to.headers(1)["webhook-id"]
    assert verified(to, hook["secret"], 1) == verified(to, hook["secret"], 0)


async def test_a_test_event_arrives_at_the_one_endpoint(
    api: httpx.AsyncClient, kit: Kit, database: Database
) -> None:
    async with receiver(answering(200)) as to, receiver(answering(200)) as other:
        hook = await register(api, url_of(to), events=["insight.created"])
        bystander = await register(api, url_of(other))
        await api.post(f"{WEBHOOKS}/{hook['id']}/test")
        await deliver(kit, hook["id"])
        await deliver(kit, bystander["id"])
    assert verified(to, hook["secret"])["type"] == "webhook.test"
    assert other.connections == 0


async def test_after_a_rotation_both_secrets_verify_until_the_next(
    api: httpx.AsyncClient, kit: Kit, database: Database, workspace: Workspace
) -> None:
    async with receiver(answering(200)) as to:
        hook = await register(api, url_of(to))
        second = (await api.post(f"{WEBHOOKS}/{hook['id']}/rotate")).json()["secret"]
        await tell(database, workspace)
        await deliver(kit, hook["id"])
        third = (await api.post(f"{WEBHOOKS}/{hook['id']}/rotate")).json()["secret"]
        await tell(database, workspace)
        await deliver(kit, hook["id"])
    assert verified(to, hook["secret"], 0) == verified(to, second, 0)
    assert verified(to, second, 1) == verified(to, third, 1)
    with pytest.raises(Exception, match="signature"):
        verified(to, hook["secret"], 1)


async def test_an_address_is_checked_again_when_sending(
    api: httpx.AsyncClient, kit: Kit, database: Database, workspace: Workspace
) -> None:
    async with receiver(answering(200)) as to, web_client() as strict:
        hook = await register(api, url_of(to))
        await tell(database, workspace)
        await deliver(replace(kit, web=strict), hook["id"])
    line = (await api.get(DELIVERIES)).json()["items"][0]
    detail = (await api.get(f"{DELIVERIES}/{line['id']}")).json()
    assert to.connections == 0
    assert (line["status"], detail["log"][0]["is_ok"]) == ("pending", False)


async def test_a_batch_larger_than_one_look_is_drained_in_order(
    api: httpx.AsyncClient, kit: Kit, database: Database, workspace: Workspace
) -> None:
    async with receiver(answering(200)) as to:
        hook = await register(api, url_of(to))
        for _ in range(60):
            await tell(database, workspace)
        await deliver(kit, hook["id"])
    sent = [to.headers(number)["webhook-id"] for number in range(len(to.bodies))]
    assert len(sent) == 60
    assert sent == sorted(sent)


async def test_one_job_per_endpoint_waits_however_much_happens(
    api: httpx.AsyncClient, database: Database, workspace: Workspace
) -> None:
    hook = await register(api, "http://127.0.0.1:9999/hook")
    for _ in range(5):
        await tell(database, workspace)
    async with database.workspace(workspace.id) as db:
        jobs = await value(
            db, "SELECT count(*) FROM procrastinate_jobs WHERE lock = %(lane)s", lane=f"deliver/{hook['id']}"
        )
        waiting = await deliveries.due(db, hook["id"], now(), 10)
    assert jobs == 1
    assert len(waiting) == 5


async def test_a_forgotten_endpoint_gets_nothing_more(
    api: httpx.AsyncClient, kit: Kit, database: Database, workspace: Workspace
) -> None:
    async with receiver(answering(200)) as to:
        hook = await register(api, url_of(to))
        await tell(database, workspace)
        assert (await api.delete(f"{WEBHOOKS}/{hook['id']}")).status_code == 204
        await deliver(kit, hook["id"])
    assert to.connections == 0
    assert (await api.get(f"{WEBHOOKS}/{hook['id']}")).status_code == 404
    assert (await api.get(DELIVERIES)).json()["items"] == []


async def test_two_drains_at_once_lose_nothing(
    api: httpx.AsyncClient, kit: Kit, database: Database, workspace: Workspace
) -> None:
    async with receiver(answering(200)) as to:
        hook = await register(api, url_of(to))
        for _ in range(5):
            await tell(database, workspace)
        await asyncio.gather(deliver(kit, hook["id"]), deliver(kit, hook["id"]))
    assert len({to.headers(number)["webhook-id"] for number in range(len(to.bodies))}) == 5
    lines = (await api.get(DELIVERIES)).json()["items"]
    assert {line["status"] for line in lines} == {"delivered"}
