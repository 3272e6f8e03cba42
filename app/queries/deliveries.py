"""SQL for webhook endpoints, events, deliveries and attempts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from app.database import Db
from app.queries.base import Page, after, many, one, page, run
from app.tables import Attempt, Delivery, Event, Webhook


@dataclass(frozen=True)
class Due:
    """A delivery with what it takes to send it."""

    id: str
    workspace_id: str
    attempts: int
    event_id: str
    type: str
    data: dict[str, Any]
    happened_at: datetime


@dataclass(frozen=True)
class DeliveryLine:
    """A delivery as a list shows it."""

    id: str
    webhook_id: str
    url: str
    event_id: str
    type: str
    interview_id: str | None
    status: str
    attempts: int
    due_at: datetime | None
    delivered_at: datetime | None
    created_at: datetime
    last_status: int | None
    last_error: str | None


async def webhook(db: Db, webhook_id: str) -> Webhook | None:
    return await one(db, Webhook, "SELECT * FROM webhooks WHERE id = %(id)s", id=webhook_id)


async def webhooks(db: Db, *, limit: int, cursor: str | None = None) -> Page[Webhook]:
    """Newest first."""
    found = await many(
        db,
        Webhook,
        "SELECT * FROM webhooks WHERE id < %(after)s ORDER BY id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
    )
    return page(found, limit)


async def interested(db: Db, kind: str) -> list[Webhook]:
    """Endpoints of this workspace that want an event of this type."""
    return await many(
        db,
        Webhook,
        "SELECT * FROM webhooks WHERE disabled_at IS NULL AND (events = '[]'::jsonb OR events ? %(kind)s)",
        kind=kind,
    )


async def set_secrets(db: Db, webhook_id: str, secrets: list[str]) -> None:
    await run(
        db,
        "UPDATE webhooks SET secrets = %(secrets)s WHERE id = %(id)s",
        id=webhook_id,
        secrets=Jsonb(secrets),
    )


async def disable(db: Db, webhook_id: str, reason: str, now: datetime) -> None:
    await run(
        db,
        "UPDATE webhooks SET disabled_at = %(now)s, disabled_reason = %(reason)s"
        " WHERE id = %(id)s AND disabled_at IS NULL",
        id=webhook_id,
        reason=reason,
        now=now,
    )


async def enable(db: Db, webhook_id: str) -> None:
    await run(
        db,
        "UPDATE webhooks SET disabled_at = NULL, disabled_reason = NULL WHERE id = %(id)s",
        id=webhook_id,
    )


async def delete_webhook(db: Db, webhook_id: str) -> bool:
    return await run(db, "DELETE FROM webhooks WHERE id = %(id)s", id=webhook_id) > 0


async def due(db: Db, webhook_id: str, now: datetime, limit: int) -> list[Due]:
    """What an endpoint should get now, oldest event first."""
    return await many(
        db,
        Due,
        "SELECT d.id, d.workspace_id, d.attempts, e.id AS event_id, e.type, e.data,"
        " e.created_at AS happened_at FROM deliveries d JOIN events e ON e.id = d.event_id"
        " WHERE d.webhook_id = %(id)s AND d.status = 'pending' AND d.due_at <= %(now)s"
        " ORDER BY e.created_at, d.id LIMIT %(limit)s",
        id=webhook_id,
        now=now,
        limit=limit,
    )


async def endpoints_due(db: Db, now: datetime) -> list[Webhook]:
    """Endpoints with at least one delivery due."""
    return await many(
        db,
        Webhook,
        "SELECT w.* FROM webhooks w WHERE w.disabled_at IS NULL AND EXISTS (SELECT 1 FROM deliveries d"
        " WHERE d.webhook_id = w.id AND d.status = 'pending' AND d.due_at <= %(now)s)",
        now=now,
    )


async def settle(
    db: Db, delivery_id: str, *, status: str, due_at: datetime | None, delivered_at: datetime | None
) -> None:
    """Counts an attempt and says what comes next."""
    await run(
        db,
        "UPDATE deliveries SET attempts = attempts + 1, status = %(status)s, due_at = %(due)s,"
        " delivered_at = coalesce(delivered_at, %(delivered)s) WHERE id = %(id)s",
        id=delivery_id,
        status=status,
        due=due_at,
        delivered=delivered_at,
    )


async def replay(db: Db, delivery_id: str, now: datetime) -> bool:
    """Makes a delivery due again from the first attempt; its event keeps its id."""
    touched = await run(
        db,
        "UPDATE deliveries SET status = 'pending', attempts = 0, due_at = %(now)s WHERE id = %(id)s",
        id=delivery_id,
        now=now,
    )
    return touched > 0


async def delivery(db: Db, delivery_id: str) -> Delivery | None:
    return await one(db, Delivery, "SELECT * FROM deliveries WHERE id = %(id)s", id=delivery_id)


async def event(db: Db, event_id: str) -> Event | None:
    return await one(db, Event, "SELECT * FROM events WHERE id = %(id)s", id=event_id)


async def events(db: Db, *, limit: int, cursor: str | None = None, kind: str | None = None) -> Page[Event]:
    """Newest first."""
    found = await many(
        db,
        Event,
        "SELECT * FROM events WHERE id < %(after)s AND (%(kind)s::text IS NULL OR type = %(kind)s)"
        " ORDER BY id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
        kind=kind,
    )
    return page(found, limit)


async def attempts(db: Db, delivery_id: str) -> list[Attempt]:
    """Newest first."""
    return await many(
        db,
        Attempt,
        "SELECT * FROM attempts WHERE delivery_id = %(id)s ORDER BY at DESC, id DESC LIMIT 50",
        id=delivery_id,
    )


async def log(
    db: Db,
    *,
    limit: int,
    cursor: str | None = None,
    webhook_id: str | None = None,
    status: str | None = None,
) -> Page[DeliveryLine]:
    """Deliveries newest first, with how the last attempt went."""
    found = await many(
        db,
        DeliveryLine,
        "SELECT d.id, d.webhook_id, w.url, e.id AS event_id, e.type, e.interview_id, d.status, d.attempts,"
        " d.due_at, d.delivered_at, d.created_at, a.status AS last_status, a.error AS last_error"
        " FROM deliveries d JOIN webhooks w ON w.id = d.webhook_id JOIN events e ON e.id = d.event_id"
        " LEFT JOIN LATERAL (SELECT status, error FROM attempts WHERE delivery_id = d.id"
        "  ORDER BY at DESC, id DESC LIMIT 1) a ON true"
        " WHERE d.id < %(after)s AND (%(webhook)s::text IS NULL OR d.webhook_id = %(webhook)s)"
        " AND (%(status)s::text IS NULL OR d.status = %(status)s)"
        " ORDER BY d.id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
        webhook=webhook_id,
        status=status,
    )
    return page(found, limit)
