"""Sends what an endpoint is due, oldest first, and writes down how each attempt went."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from app import addresses, ids
from app.kit import Kit
from app.metrics import DELIVERIES
from app.queries import deliveries
from app.queries.base import insert
from app.queries.deliveries import Due
from app.tables import Attempt, Webhook
from integrations import schedule, webhook
from integrations.webhook import Attempt as Outcome

log = structlog.get_logger()

BATCH = 50


async def deliver(kit: Kit, webhook_id: str) -> None:
    """Drains the endpoint's lane. Each attempt is one transaction; a crash before its commit sends again."""
    while True:
        now = datetime.now(UTC)
        async with kit.database.system() as db:
            endpoint = await deliveries.webhook(db, webhook_id)
            if endpoint is None or endpoint.disabled_at is not None:
                return
            due = await deliveries.due(db, webhook_id, now, BATCH)
        if not due:
            return
        for delivery in due:
            outcome = await _send(kit, endpoint, delivery)
            await _settle(kit, endpoint, delivery, outcome)
            if outcome.gone:
                return


async def _send(kit: Kit, endpoint: Webhook, delivery: Due) -> Outcome:
    return await webhook.send(
        kit.web,
        url=endpoint.url,
        secrets=endpoint.secrets,
        message_id=delivery.event_id,
        body=body(delivery, is_thin=endpoint.is_thin, base=kit.settings.base_url),
        now=datetime.now(UTC),
    )


def body(delivery: Due, *, is_thin: bool, base: str) -> bytes:
    """What is posted: type, time and data; thin endpoints get no words of a respondent."""
    data = addresses.with_link(delivery.data, base)
    if is_thin:
        data = without_text(data)
    envelope = {"type": delivery.type, "timestamp": delivery.happened_at.isoformat(), "data": data}
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode()


def without_text(data: Any) -> Any:
    """The same data without any `text`: names, figures and ids stay, a respondent's words do not leave."""
    if isinstance(data, dict):
        return {key: without_text(value) for key, value in data.items() if key != "text"}
    if isinstance(data, list):
        return [without_text(value) for value in data]
    return data


async def _settle(kit: Kit, endpoint: Webhook, delivery: Due, outcome: Outcome) -> None:
    now = datetime.now(UTC)
    status, due_at = _what_next(delivery, outcome, now)
    async with kit.database.workspace(delivery.workspace_id) as db:
        await insert(
            db,
            Attempt(
                id=ids.new("att"),
                workspace_id=delivery.workspace_id,
                delivery_id=delivery.id,
                status=outcome.status,
                is_ok=outcome.ok,
                error=outcome.error,
                excerpt=outcome.response_excerpt or None,
                milliseconds=outcome.milliseconds,
                at=now,
            ),
        )
        await deliveries.settle(
            db, delivery.id, status=status, due_at=due_at, delivered_at=now if outcome.ok else None
        )
        if outcome.gone:
            await deliveries.disable(db, endpoint.id, "The receiver answered 410: it wants no more.", now)
    DELIVERIES.labels(outcome="gone" if outcome.gone else status).inc()
    log.info("delivery.tried", delivery=delivery.id, status=outcome.status, ok=outcome.ok)


def _what_next(delivery: Due, outcome: Outcome, now: datetime) -> tuple[str, datetime | None]:
    """The delivery's status after an attempt, and when to try again."""
    if outcome.ok:
        return "delivered", None
    seconds = schedule.next_attempt(
        delivery.attempts + 1, jitter=random.random(), retry_after=outcome.retry_after_seconds
    )
    if outcome.gone or seconds is None:
        return "failed", None
    return "pending", now + timedelta(seconds=seconds)
