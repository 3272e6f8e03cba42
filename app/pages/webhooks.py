"""Webhook endpoints: adding, testing, rotating, switching off and forgetting them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.database import Db
from app.deps import DbDep, KitDep, NowDep
from app.errors import NotFound
from app.pages.forms import Form, Refused, field_errors, form_of
from app.pages.frame import Context, render
from app.pages.notices import notice
from app.pages.route import ADMINS, AdminDep
from app.pages.route import router as page_router
from app.queries import deliveries, evidence
from app.queries.evidence import EndpointState
from app.services.emit_event import TYPES
from app.services.register_webhook import register_webhook, rotate_secret, send_test
from app.tables import Webhook

router = page_router()

CHOICES = 100
COUNTED = timedelta(days=7)


@dataclass(frozen=True)
class Shown:
    """A secret on its only page, and whose it is."""

    url: str
    secret: str


@dataclass(frozen=True)
class WebhooksPage(Context):
    """`states` counts the deliveries of endpoints that are on, by id; `form` keeps what was typed."""

    template: ClassVar[str] = "webhooks/index.html"
    section: ClassVar[str] = "Webhooks"
    webhooks: list[Webhook]
    states: dict[str, EndpointState]
    types: tuple[str, ...]
    shown: Shown | None
    notice: str
    form: Form
    errors: dict[str, str]


@router.get("/webhooks")
async def index(request: Request, db: DbDep, now: NowDep) -> Response:
    return render(request, await _page(db, request, now))


@router.post("/webhooks")
async def add(request: Request, db: DbDep, admin: AdminDep, kit: KitDep, now: NowDep) -> Response:
    """Registers an endpoint; the answer is the only page that shows its secret."""
    given = await form_of(request)
    try:
        row = await register_webhook(
            db,
            admin.workspace.id,
            url=given.text("url").strip(),
            events=given.every("events"),
            description=given.text("description").strip()[:200] or None,
            is_thin=given.has("thin"),
            allow_loopback=kit.settings.allow_loopback_webhooks,
        )
    except Refused as refused:
        page = await _page(db, request, now, form=given, errors=field_errors(refused))
        return render(request, page, status=422)
    return render(request, await _page(db, request, now, shown=Shown(row.url, row.secrets[0])))


@router.post("/webhooks/{webhook_id}/test", dependencies=ADMINS)
async def test(webhook_id: str, db: DbDep, now: NowDep) -> Response:
    endpoint = await _webhook(db, webhook_id)
    await send_test(db, endpoint, now)
    return RedirectResponse(f"/deliveries?endpoint={endpoint.id}&done=test", 303)


@router.post("/webhooks/{webhook_id}/rotate", dependencies=ADMINS)
async def rotate(request: Request, webhook_id: str, db: DbDep, now: NowDep) -> Response:
    endpoint = await _webhook(db, webhook_id)
    secret = await rotate_secret(db, endpoint)
    return render(request, await _page(db, request, now, shown=Shown(endpoint.url, secret)))


@router.post("/webhooks/{webhook_id}/disable")
async def disable(webhook_id: str, db: DbDep, admin: AdminDep, now: NowDep) -> Response:
    endpoint = await _webhook(db, webhook_id)
    await deliveries.disable(db, endpoint.id, f"Switched off by {admin.user.name}.", now)
    return RedirectResponse("/webhooks?done=disabled", 303)


@router.post("/webhooks/{webhook_id}/enable", dependencies=ADMINS)
async def enable(webhook_id: str, db: DbDep) -> Response:
    endpoint = await _webhook(db, webhook_id)
    await deliveries.enable(db, endpoint.id)
    return RedirectResponse("/webhooks?done=enabled", 303)


@router.post("/webhooks/{webhook_id}/delete", dependencies=ADMINS)
async def delete(webhook_id: str, db: DbDep) -> Response:
    endpoint = await _webhook(db, webhook_id)
    await deliveries.delete_webhook(db, endpoint.id)
    return RedirectResponse("/webhooks?done=deleted", 303)


async def _webhook(db: Db, webhook_id: str) -> Webhook:
    row = await deliveries.webhook(db, webhook_id)
    if row is None:
        raise NotFound("There is no such endpoint.")
    return row


async def _page(
    db: Db,
    request: Request,
    now: datetime,
    *,
    form: Form | None = None,
    errors: dict[str, str] | None = None,
    shown: Shown | None = None,
) -> WebhooksPage:
    states = await evidence.endpoint_states(db, now - COUNTED)
    return WebhooksPage(
        webhooks=(await deliveries.webhooks(db, limit=CHOICES)).items,
        states={state.id: state for state in states},
        types=TYPES,
        shown=shown,
        notice=notice(request),
        form=form or Form([]),
        errors=errors or {},
    )
