"""Settings → Models: who words the interviews, what they cost by day, and the most they may cost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.caps import SCOPES, Caps, read_caps, tightest
from app.database import Db
from app.deps import DbDep, KitDep, NowDep
from app.kit import Kit
from app.pages.cap_forms import caps_from, shown_caps
from app.pages.forms import Form, Refused, field_errors, form_of
from app.pages.frame import Context, render
from app.pages.notices import notice
from app.pages.route import ADMINS, AdminDep, viewer_of
from app.pages.route import router as page_router
from app.pages.usage import DayChart, DayLine, day_chart, day_lines
from app.queries import spend, workspaces

router = page_router()

SHOWN_DAYS = 30


@dataclass(frozen=True)
class ModelLineView:
    """One model in the order they are asked. `price` is "" where none is known."""

    name: str
    options: str
    price: str
    at_once: int


@dataclass(frozen=True)
class ModelsPage(Context):
    """`caps` are the values of the form by field, `installed` what this installation caps for everybody."""

    template: ClassVar[str] = "settings/models.html"
    section: ClassVar[str] = "Settings"
    models: list[ModelLineView]
    currency: str
    chart: DayChart | None
    days: list[DayLine]
    day_cap: str
    installed: list[tuple[str, str]]
    caps: dict[str, str]
    errors: dict[str, str]
    notice: str


@router.get("/settings/models", dependencies=ADMINS)
async def index(request: Request, db: DbDep, kit: KitDep, now: NowDep) -> Response:
    return render(request, await _page(request, db, kit, now))


@router.post("/settings/models/caps")
async def save(request: Request, db: DbDep, admin: AdminDep, kit: KitDep, now: NowDep) -> Response:
    given = await form_of(request)
    try:
        caps = caps_from(given, SCOPES)
    except Refused as refused:
        page = await _page(request, db, kit, now, given, field_errors(refused))
        return render(request, page, status=422)
    await spend.set_caps(db, admin.workspace.id, caps)
    return RedirectResponse("/settings/models?done=caps", 303)


async def _page(
    request: Request,
    db: Db,
    kit: Kit,
    now: datetime,
    form: Form | None = None,
    errors: dict[str, str] | None = None,
) -> ModelsPage:
    viewer = viewer_of(request)
    workspace = await workspaces.workspace(db, viewer.workspace.id) or viewer.workspace
    today = now.astimezone(UTC).date()
    days = await spend.by_day(db, today - timedelta(days=SHOWN_DAYS - 1))
    cap = tightest(kit.settings.caps, read_caps(workspace.model_caps))["day"]
    currency = kit.prices.currency
    return ModelsPage(
        models=_models(kit),
        currency=currency,
        chart=day_chart(days, cap, today, SHOWN_DAYS),
        days=day_lines(days, cap, currency),
        day_cap=cap.told(currency),
        installed=_installed(kit.settings.caps, currency),
        caps=shown_caps(workspace.model_caps, SCOPES, form),
        errors=errors or {},
        notice=notice(request),
    )


def _models(kit: Kit) -> list[ModelLineView]:
    found = []
    for door in kit.models.doors if kit.models else ():
        price = kit.prices.models.get(door.chat.model)
        told = f"{price.input:g} in, {price.cached_input:g} kept, {price.output:g} out" if price else ""
        options = json.dumps(door.chat.options) if door.chat.options else ""
        found.append(ModelLineView(door.chat.model, options, told, kit.settings.model_at_once))
    return found


def _installed(caps: Caps, currency: str) -> list[tuple[str, str]]:
    told = [(scope, caps[scope].told(currency)) for scope in SCOPES]
    return [(scope, text) for scope, text in told if text]
