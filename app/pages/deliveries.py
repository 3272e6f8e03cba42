"""What was sent to whom and how it went, and sending it again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.deps import DbDep, NowDep
from app.errors import NotFound
from app.pages.frame import Context, render
from app.pages.notices import notice
from app.pages.pager import LIMIT, Pages, pages
from app.pages.route import ADMINS
from app.pages.route import router as page_router
from app.queries import deliveries, evidence
from app.queries.deliveries import DeliveryLine
from app.services.register_webhook import replay
from app.tables import Attempt, Delivery, Event, Webhook

router = page_router()

STATUSES = ("pending", "delivered", "failed")
CHOICES = 100


@dataclass(frozen=True)
class DeliveriesPage(Context):
    """`endpoint` and `status` are the filters in force; `attempts` are by delivery, newest first."""

    template: ClassVar[str] = "webhooks/deliveries.html"
    section: ClassVar[str] = "Webhooks"
    deliveries: list[DeliveryLine]
    attempts: dict[str, list[Attempt]]
    pages: Pages
    endpoints: list[Webhook]
    statuses: tuple[str, ...]
    endpoint: str
    status: str
    notice: str


@dataclass(frozen=True)
class DeliveryPage(Context):
    """One delivery: what was sent, and every attempt."""

    template: ClassVar[str] = "webhooks/delivery.html"
    section: ClassVar[str] = "Webhooks"
    delivery: Delivery
    event: Event
    webhook: Webhook
    attempts: list[Attempt]
    data: str
    notice: str


@router.get("/deliveries")
async def index(
    request: Request, db: DbDep, endpoint: str = "", status: str = "", next: str | None = None
) -> Response:
    status = status if status in STATUSES else ""
    found = await deliveries.log(
        db, limit=LIMIT, cursor=next, webhook_id=endpoint or None, status=status or None
    )
    context = DeliveriesPage(
        deliveries=found.items,
        attempts=await evidence.attempts_of(db, [line.id for line in found.items]),
        pages=pages(found, "/deliveries", next, endpoint=endpoint, status=status),
        endpoints=(await deliveries.webhooks(db, limit=CHOICES)).items,
        statuses=STATUSES,
        endpoint=endpoint,
        status=status,
        notice=notice(request),
    )
    return render(request, context)


@router.get("/deliveries/{delivery_id}")
async def show(request: Request, delivery_id: str, db: DbDep) -> Response:
    delivery = await deliveries.delivery(db, delivery_id)
    event = await deliveries.event(db, delivery.event_id) if delivery else None
    webhook = await deliveries.webhook(db, delivery.webhook_id) if delivery else None
    if delivery is None or event is None or webhook is None:
        raise NotFound("There is no such delivery.")
    context = DeliveryPage(
        delivery=delivery,
        event=event,
        webhook=webhook,
        attempts=await deliveries.attempts(db, delivery_id),
        data=json.dumps(event.data, ensure_ascii=False, indent=2),
        notice=notice(request),
    )
    return render(request, context)


@router.post("/deliveries/{delivery_id}/replay", dependencies=ADMINS)
async def again(delivery_id: str, db: DbDep, now: NowDep) -> Response:
    row = await replay(db, delivery_id, now)
    return RedirectResponse(f"/deliveries/{row.id}?done=replay", 303)
