"""Webhook endpoints and what was delivered to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from fastapi import Response, status
from pydantic import Field

from app import addresses
from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.database import Db
from app.deps import CallerDep, DbDep, KitDep, NowDep
from app.errors import NotFound
from app.queries import deliveries as queries
from app.services.register_webhook import register_webhook, replay, rotate_secret, send_test
from app.tables import Delivery, Event, Webhook

webhooks = router("webhooks")
deliveries = router("deliveries")
events = router("events")


class WebhookIn(Shape):
    url: str = Field(max_length=2_000, examples=["https://example.com/hooks/earshot"])
    events: list[str] = Field(default_factory=list, description="Event types wanted; empty for all.")
    description: str | None = Field(None, max_length=200)
    thin: bool = Field(False, description="Leave out every word of a respondent.")


class WebhookOut(Shape):
    id: str
    url: str
    events: list[str]
    description: str | None
    thin: bool
    disabled_at: datetime | None
    disabled_reason: str | None
    created_at: datetime


class WebhookMade(WebhookOut):
    """With the signing secret, shown this once."""

    secret: str


class Secret(Shape):
    secret: str


class AttemptOut(Shape):
    status: int | None
    is_ok: bool
    error: str | None
    excerpt: str | None
    milliseconds: float
    at: datetime


class DeliveryOut(Shape):
    id: str
    webhook: str
    event: str
    status: Literal["pending", "delivered", "failed"]
    attempts: int
    due_at: datetime | None
    delivered_at: datetime | None
    created_at: datetime


class DeliveryDetail(DeliveryOut):
    log: list[AttemptOut]


class EventOut(Shape):
    id: str
    type: str
    data: dict[str, Any]
    created_at: datetime


@webhooks.post("", status_code=status.HTTP_201_CREATED, response_model=WebhookMade)
async def create(given: WebhookIn, db: DbDep, caller: CallerDep, kit: KitDep) -> WebhookMade:
    """Registers an endpoint. The answer carries its signing secret, which is not shown again."""
    row = await register_webhook(
        db,
        caller.workspace_id,
        url=given.url,
        events=given.events,
        description=given.description,
        is_thin=given.thin,
        allow_loopback=kit.settings.allow_loopback_webhooks,
    )
    return WebhookMade(**_shape(row).model_dump(), secret=row.secrets[0])


@webhooks.get("", response_model=Page[WebhookOut])
async def index(db: DbDep, limit: Limit = 50, next: Next = None) -> dict[str, Any]:
    """Newest first."""
    return page(await queries.webhooks(db, limit=limit, cursor=next), _shape)


@webhooks.get("/{webhook_id}", response_model=WebhookOut)
async def show(webhook_id: str, db: DbDep) -> WebhookOut:
    """One endpoint, without its secret."""
    return _shape(await _webhook(db, webhook_id))


@webhooks.delete("/{webhook_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete(webhook_id: str, db: DbDep) -> Response:
    """Forgets an endpoint and its deliveries."""
    await _webhook(db, webhook_id)
    await queries.delete_webhook(db, webhook_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@webhooks.post("/{webhook_id}/test", status_code=status.HTTP_202_ACCEPTED, response_model=DeliveryOut)
async def test(webhook_id: str, db: DbDep, now: NowDep) -> DeliveryOut:
    """Sends a `webhook.test` event to this endpoint alone; follow it in the deliveries."""
    return _delivery(await send_test(db, await _webhook(db, webhook_id), now))


@webhooks.post("/{webhook_id}/rotate", response_model=Secret)
async def rotate(webhook_id: str, db: DbDep) -> Secret:
    """A new secret. Both sign until the next rotation, so that no delivery is refused meanwhile."""
    return Secret(secret=await rotate_secret(db, await _webhook(db, webhook_id)))


@deliveries.get("", response_model=Page[DeliveryOut])
async def index_deliveries(
    db: DbDep,
    webhook: str | None = None,
    status: Literal["pending", "delivered", "failed"] | None = None,
    limit: Limit = 50,
    next: Next = None,
) -> dict[str, Any]:
    """Newest first, of one endpoint or one status if given."""
    found = await queries.log(db, limit=limit, cursor=next, webhook_id=webhook, status=status)
    return page(found, _delivery)


@deliveries.get("/{delivery_id}", response_model=DeliveryDetail)
async def show_delivery(delivery_id: str, db: DbDep) -> DeliveryDetail:
    """One delivery with its attempts, newest first."""
    row = await queries.delivery(db, delivery_id)
    if row is None:
        raise NotFound("There is no such delivery.")
    tries = [AttemptOut.model_validate(attempt) for attempt in await queries.attempts(db, delivery_id)]
    return DeliveryDetail(**_delivery(row).model_dump(), log=tries)


@deliveries.post("/{delivery_id}/replay", status_code=status.HTTP_202_ACCEPTED, response_model=DeliveryOut)
async def replay_delivery(delivery_id: str, db: DbDep, now: NowDep) -> DeliveryOut:
    """Sends it again, with the same event id, from the first attempt."""
    row = await replay(db, delivery_id, now)
    return _delivery(row)


@events.get("", response_model=Page[EventOut])
async def index_events(
    db: DbDep,
    kit: KitDep,
    type: str | None = None,
    limit: Limit = 50,
    next: Next = None,
) -> dict[str, Any]:
    """What happened, newest first, whether or not an endpoint wanted it."""
    base = kit.settings.base_url

    def shape(row: Event) -> EventOut:
        data = addresses.with_link(row.data, base)
        return EventOut(id=row.id, type=row.type, data=data, created_at=row.created_at)

    return page(await queries.events(db, limit=limit, cursor=next, kind=type), shape)


async def _webhook(db: Db, webhook_id: str) -> Webhook:
    row = await queries.webhook(db, webhook_id)
    if row is None:
        raise NotFound("There is no such webhook.")
    return row


def _shape(row: Webhook) -> WebhookOut:
    return WebhookOut(
        id=row.id,
        url=row.url,
        events=row.events,
        description=row.description,
        thin=row.is_thin,
        disabled_at=row.disabled_at,
        disabled_reason=row.disabled_reason,
        created_at=row.created_at,
    )


def _delivery(row: Delivery | queries.DeliveryLine) -> DeliveryOut:
    return DeliveryOut(
        id=row.id,
        webhook=row.webhook_id,
        event=row.event_id,
        status=row.status,
        attempts=row.attempts,
        due_at=row.due_at,
        delivered_at=row.delivered_at,
        created_at=row.created_at,
    )
