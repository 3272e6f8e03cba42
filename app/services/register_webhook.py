"""Webhook endpoints: registering, testing, rotating the secret, sending a delivery again."""

from __future__ import annotations

from datetime import datetime

from app import ids
from app.database import Db
from app.errors import Invalid, NotFound
from app.queries import deliveries
from app.queries.base import insert
from app.queue import nudge
from app.services.emit_event import TYPES
from app.tables import Delivery, Event, Webhook
from integrations import signing
from integrations.destinations import DestinationRefused, check_url

TEST = "webhook.test"


async def register_webhook(
    db: Db,
    workspace_id: str,
    *,
    url: str,
    events: list[str],
    description: str | None,
    is_thin: bool,
    allow_loopback: bool,
) -> Webhook:
    """The new endpoint with its secret. Raises Invalid for an address or event we do not send to."""
    unknown = [index for index, kind in enumerate(events) if kind not in TYPES]
    if unknown:
        raise Invalid(f"Choose from: {', '.join(TYPES)}.", field=f"events.{unknown[0]}")
    try:
        await check_url(url, allow_loopback=allow_loopback)
    except DestinationRefused as refused:
        raise Invalid(str(refused), field="url") from refused
    row = Webhook(
        id=ids.new("whk"),
        workspace_id=workspace_id,
        url=url,
        description=description,
        events=sorted(set(events)),
        secrets=[signing.new_secret()],
        is_thin=is_thin,
    )
    return await insert(db, row)


async def rotate_secret(db: Db, endpoint: Webhook) -> str:
    """A new secret in front; the one before stays good until the next rotation."""
    secret = signing.new_secret()
    await deliveries.set_secrets(db, endpoint.id, [secret, *endpoint.secrets[:1]])
    return secret


async def send_test(db: Db, endpoint: Webhook, now: datetime) -> Delivery:
    """A test event for one endpoint, through the same lane as everything else."""
    event = Event(
        id=ids.new("evt"),
        workspace_id=endpoint.workspace_id,
        type=TEST,
        data={"webhook": endpoint.id, "message": "If you can read this, deliveries arrive."},
        created_at=now,
    )
    await insert(db, event)
    delivery = Delivery(
        id=ids.new("dlv"),
        workspace_id=endpoint.workspace_id,
        webhook_id=endpoint.id,
        event_id=event.id,
        due_at=now,
        created_at=now,
    )
    await insert(db, delivery)
    await nudge(db, "deliver", lane=f"deliver/{endpoint.id}", webhook_id=endpoint.id)
    return delivery


async def replay(db: Db, delivery_id: str, now: datetime) -> Delivery:
    """Makes a delivery due again. Raises NotFound; an endpoint that was disabled is enabled by this."""
    row = await deliveries.delivery(db, delivery_id)
    if row is None:
        raise NotFound("There is no such delivery.")
    await deliveries.replay(db, delivery_id, now)
    await deliveries.enable(db, row.webhook_id)
    await nudge(db, "deliver", lane=f"deliver/{row.webhook_id}", webhook_id=row.webhook_id)
    again = await deliveries.delivery(db, delivery_id)
    assert again is not None  # noqa: S101 - just touched
    return again
